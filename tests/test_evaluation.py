import csv

import pytest
from small_file import CALLS, write_calls

from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.errors import ColumnError, InputError, OptionError
from intentlib.evaluation import evaluate


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluation")
    return CachedEmbedder(open_embedder("all-MiniLM-L6-v2"), folder)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    return write_calls(tmp_path_factory.mktemp("labelled") / "calls.csv")


def test_scores_every_call(labelled, embedder):
    found = evaluate(str(labelled), text="reason", gold="truth", embedder=embedder)
    rows = sum(1 for _ in labelled.open()) - 1
    assert found.calls == rows
    assert found.wordings == sum(len(texts) for texts in CALLS.values())
    assert found.gold_intents == len(CALLS)
    assert found.unlabelled == 0
    assert 0 < found.accuracy <= 1
    assert 0 < found.nmi <= 1
    assert found.ari <= 1
    assert found.seconds > 0
    assert found.peak_rss_mb > 20


def test_labels_are_never_seen_by_the_grouping(labelled, embedder, tmp_path):
    rows = list(csv.reader(labelled.open()))
    shuffled = tmp_path / "other.csv"
    with shuffled.open("w", newline="") as file:
        csv.writer(file).writerows([rows[0], *([*row[:3], "all the same"] for row in rows[1:])])
    right = evaluate(str(labelled), text="reason", gold="truth", embedder=embedder)
    wrong = evaluate(str(shuffled), text="reason", gold="truth", embedder=embedder)
    assert wrong.intents == right.intents
    assert wrong.gold_intents == 1
    assert wrong.ari < right.ari


def test_calls_without_a_label_are_grouped_but_not_scored(labelled, embedder, tmp_path):
    rows = list(csv.reader(labelled.open()))
    partly = tmp_path / "partly.csv"
    with partly.open("w", newline="") as file:
        csv.writer(file).writerows([*rows, ["Pay my bill", rows[1][1], "care", " "]])
    found = evaluate(str(partly), text="reason", gold="truth", embedder=embedder)
    assert found.unlabelled == 1
    assert found.calls == len(rows)
    assert found.gold_intents == len(CALLS)


def test_missing_column_of_labels_is_told_before_the_run(labelled):
    with pytest.raises(ColumnError, match="Choose one of: queue, truth"):
        evaluate(str(labelled), text="reason", gold="nonsense")


def test_column_of_texts_is_no_column_of_labels(labelled):
    with pytest.raises(ColumnError, match="reason"):
        evaluate(str(labelled), text="reason", gold="reason")


def test_empty_column_of_labels_is_refused(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("reason,truth\nPay my bill,\nInternet is down, \n")
    with pytest.raises(ColumnError, match="empty"):
        evaluate(str(file), text="reason", gold="truth")


def test_standard_input_is_refused():
    with pytest.raises(OptionError, match="Give a file"):
        evaluate("-", gold="truth")


def test_missing_file_is_refused():
    with pytest.raises(InputError):
        evaluate("missing.csv", gold="truth")


def test_answers_of_a_reviewer_who_knows_the_truth_set_everything_right(embedder, tmp_path):
    labelled = write_calls(tmp_path / "calls.csv", empty=0)
    asked = {"text": "reason", "gold": "truth", "embedder": embedder}
    alone = evaluate(str(labelled), **asked)
    few = evaluate(str(labelled), reviews=1, **asked)
    all_ = evaluate(str(labelled), reviews=1000, **asked)
    assert (alone.reviews, few.reviews) == (0, 1)
    assert 1 < all_.reviews < 100
    assert all_.ari == 1
    assert all_.ari >= few.ari


def test_a_number_of_answers_below_none_is_refused(labelled):
    with pytest.raises(OptionError, match="-1"):
        evaluate(str(labelled), text="reason", gold="truth", reviews=-1)


def test_what_people_decided_elsewhere_plays_no_part(labelled, embedder, monkeypatch):
    monkeypatch.setenv("INTENTLIB_LEDGER", "postgresql://nobody@127.0.0.1:1/nowhere")
    assert evaluate(str(labelled), text="reason", gold="truth", embedder=embedder).calls
