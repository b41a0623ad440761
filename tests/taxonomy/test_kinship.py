from __future__ import annotations

import numpy as np
import pytest

from intentlib.taxonomy.kinship import Kinship


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def said(intents: list[int], style: float = 0.0) -> np.ndarray:
    """Return the vectors of wordings of intents, in a style that moves all of them alike.

    Intents 0 and 1 are akin, as are 2 and 3.
    """
    dice = np.random.default_rng(len(intents))
    rows = np.eye(6, 8)[intents] + dice.normal(0, 0.05, (len(intents), 8))
    rows[:, 6] += np.isin(intents, [0, 1])
    rows[:, 6] -= np.isin(intents, [2, 3])
    rows[:, 7] += style
    return unit(rows)


BEFORE = [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5


@pytest.mark.parametrize("style", [0.0, 3.0])
def test_an_intent_lies_where_it_lay_whatever_the_style(style: float) -> None:
    after = [2] * 4 + [0] * 9 + [3] * 5 + [1] * 6
    kinship = Kinship(said(after, style), said(BEFORE), np.array(BEFORE))
    groups = [np.flatnonzero(np.array(after) == intent) for intent in range(4)]
    near = kinship.near(groups)
    assert near.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert near.diagonal().min() > kinship.alike > kinship.other


def test_what_was_not_there_is_like_nothing() -> None:
    after = [*BEFORE, *[5] * 5]
    kinship = Kinship(said(after), said(BEFORE), np.array(BEFORE))
    assert kinship.near([np.arange(20, 25)]).max() < kinship.other


def test_the_scale_is_from_the_nearest_other_intent_to_itself() -> None:
    """Two intents are opposite as seen from between them, where nothing is nearer than that."""
    two = np.repeat([0, 2], 5)
    assert Kinship(said(two.tolist()), said(two.tolist()), two // 2).other == 0
    kinship = Kinship(said(BEFORE), said(BEFORE), np.array(BEFORE))
    own = kinship.near([np.arange(5), np.arange(10, 15)])
    assert kinship.other == pytest.approx(own[[0, 1], [1, 3]].mean(), abs=0.02)
    assert kinship.alike == pytest.approx((1 + kinship.other) / 2)
    assert Kinship(said(BEFORE * 3), said(BEFORE), np.array(BEFORE)).growth == 3


def test_one_intent_alone_has_no_other() -> None:
    assert Kinship(said([0, 0]), said([0, 0, 0]), np.zeros(3, int)).other == 0
