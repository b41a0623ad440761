import numpy as np
import pandas as pd
import pytest

from intentlib.frames import (
    centres,
    describe_intents,
    describe_themes,
    group_wordings,
    sum_calls,
    theme_id,
)
from intentlib.taxonomy import Settled

LABELS = np.array([1, 0, 1, 0])
DAYS = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"], utc=True)


@pytest.fixture
def wordings():
    return pd.DataFrame(
        {
            "wording_id": ["w1", "w2", "w3", "w4"],
            "text": ["A", "B", "C", "D"],
            "key": ["a", "b", "c", "d"],
            "calls": [5, 1, 3, 1],
            "first_seen": DAYS,
            "last_seen": DAYS,
        }
    )


@pytest.fixture
def settled():
    return Settled(
        intent_ids=("ib", "ia"),
        names=("Small", "Large"),
        name_source=("auto", "person"),
        status=("new", "reviewed"),
        lineage=pd.DataFrame(),
    )


@pytest.fixture
def labelled(settled):
    return settled.frame().assign(theme_id=["t1", "t2"], type=["problem", "request"])


@pytest.fixture
def grouped(wordings, settled):
    return group_wordings(wordings, settled.intent_ids, LABELS, np.full(4, 0.5), np.zeros((4, 2)))


def test_wordings_get_the_id_of_their_group(grouped, wordings):
    assert grouped["intent_id"].tolist() == ["ia", "ib", "ia", "ib"]
    assert "intent_id" not in wordings


def test_intents_are_counted_exactly_and_largest_first(grouped, labelled):
    intents = describe_intents(grouped, labelled)
    assert intents["intent_id"].tolist() == ["ia", "ib"]
    assert intents["name"].tolist() == ["Large", "Small"]
    assert intents["name_source"].tolist() == ["person", "auto"]
    assert intents["theme_id"].tolist() == ["t2", "t1"]
    assert intents["type"].tolist() == ["request", "problem"]
    assert intents["calls"].tolist() == [8, 2]
    assert intents["share"].tolist() == [0.8, 0.2]
    assert (intents["share_low"] < intents["share"]).all()
    assert (intents["share_high"] > intents["share"]).all()
    assert intents["first_seen"].tolist() == [DAYS[0], DAYS[1]]
    assert intents["last_seen"].tolist() == [DAYS[2], DAYS[3]]


def test_intents_with_as_many_calls_go_by_id(wordings, settled, labelled):
    same = group_wordings(
        wordings.assign(calls=1), settled.intent_ids, LABELS, np.ones(4), np.zeros((4, 2))
    )
    assert describe_intents(same, labelled)["intent_id"].tolist() == ["ia", "ib"]


def test_themes_sum_their_intents(grouped, labelled):
    intents = describe_intents(grouped, labelled)
    themes = describe_themes(intents, ["t1", "t2"], ["Few", "Many"])
    assert themes["name"].tolist() == ["Many", "Few"]
    assert themes["calls"].tolist() == [8, 2]
    assert themes["intents"].tolist() == [1, 1]
    together = describe_themes(intents.assign(theme_id="t1"), ["t1"], ["All"])
    assert together["share"].tolist() == [1.0]


def test_theme_id_follows_the_name():
    assert theme_id("Billing") == theme_id("Billing") != theme_id("Faults")


def test_centre_is_the_mean_of_calls_at_length_one():
    vectors = np.eye(4, dtype=np.float32)
    weights = np.array([3, 1, 4, 1])
    found = centres(vectors, weights, LABELS)
    assert found[1].tolist() == pytest.approx([0.6, 0, 0.8, 0])
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 1])
    assert sum_calls(weights, LABELS).tolist() == [2, 7]
