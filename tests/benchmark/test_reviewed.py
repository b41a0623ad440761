"""What answers are worth, measured on a small file."""

import pytest
from small_file import write_calls

from intentlib.benchmark.reviewed import measure_reviews
from intentlib.benchmark.tables import review_table


@pytest.fixture(scope="module")
def curve(tmp_path_factory):
    path = write_calls(tmp_path_factory.mktemp("reviewed") / "calls.csv", empty=0)
    return measure_reviews(str(path), [2, 100], gold="truth", text="reason")


def test_the_first_point_is_before_any_answer(curve):
    first = curve.points[0]
    assert (first.answers, first.settled) == (0, 0)
    assert first.ari == first.in_any_order == first.unasked == first.unasked_before < 1


def test_agreement_grows_to_the_whole_truth(curve):
    before, some, all_ = (point.ari for point in curve.points)
    assert before < some <= all_ == 1
    assert curve.points[1].answers == 2
    assert 2 < curve.points[2].answers < 100
    assert curve.points[2].settled == 1
    assert curve.points[2].in_any_order == 1


def test_the_table_names_the_file_once(curve):
    table = review_table([curve])
    assert table["File"].tolist() == ["calls", "", ""]
    assert table["ARI"].iloc[-1] == "1.000"
    assert table["Unasked"].iloc[-1] == "–"  # noqa: RUF001 - a dash, as elsewhere
