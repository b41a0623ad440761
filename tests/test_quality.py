"""Scores against labels, and confidence without any."""

import numpy as np
import pytest
from clouds import clouds

from intentlib.quality import clearness, confidence, scores


def test_equal_groupings_under_other_names_score_1():
    found = scores(["a", "a", "b", "c"], ["x", "x", "y", "z"])
    assert (found.ari, found.nmi, found.accuracy) == pytest.approx((1, 1, 1))


def test_accuracy_matches_each_intent_with_one_group():
    found = scores(["a"] * 6 + ["b"] * 4, ["x"] * 4 + ["y"] * 2 + ["y"] * 4)
    assert found.accuracy == pytest.approx(0.8)


def test_one_group_for_all_is_worth_nothing():
    assert scores(["a", "a", "b", "b"], ["x"] * 4).ari == pytest.approx(0)


def test_confident_wordings_are_right_far_more_often():
    vectors, truth = clouds(12, 60, noise=1.3)
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(len(truth)) < 0.15, rng.integers(0, 12, len(truth)), truth)
    sure = confidence(vectors, labels, np.full(12, 0.3))
    right = labels == truth
    assert right[sure > 0.8].mean() > 0.95
    assert right[sure < 0.5].mean() < 0.3


@pytest.mark.parametrize("labels", [[0], [0, 0], [0, 1]])
def test_a_handful_of_wordings_has_a_confidence(labels):
    vectors = clouds(len(labels), 1)[0]
    sure = confidence(vectors, np.array(labels), np.zeros(max(labels) + 1))
    assert ((sure >= 0) & (sure <= 1)).all()


def test_wordings_of_a_loose_group_are_less_sure():
    vectors, labels = clouds(2, 30)
    sure = confidence(vectors, labels, np.array([0.1, 0.5]))
    swapped = confidence(vectors, labels, np.array([0.5, 0.1]))
    assert (sure[labels == 0] > swapped[labels == 0]).all()
    assert (sure[labels == 1] < swapped[labels == 1]).all()


def test_clearness_is_1_for_the_same_thing_said_twice_and_unlike_all_else():
    vectors = np.repeat(np.eye(3), 2, axis=0)
    assert clearness(vectors, np.array([0, 0, 1, 1, 2, 2])) == pytest.approx(1)
