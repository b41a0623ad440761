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
