"""Answers correct what the tree takes to be likely."""

import numpy as np
import pytest

from intentlib.review.lessons import Lesson, learn

CHANCES = np.array([0.2, 0.4, 0.6, 0.8])


def test_without_answers_nothing_changes():
    lesson = learn(np.empty(0), np.empty(0, bool))
    assert lesson == Lesson()
    assert lesson.corrected(CHANCES) == pytest.approx(CHANCES)


def test_people_who_join_more_than_expected_raise_every_chance():
    lesson = learn(np.full(20, 0.3), np.arange(20) < 18)
    assert (lesson.corrected(CHANCES) > CHANCES).all()


def test_people_who_agree_with_what_is_likely_leave_less_doubt():
    chances = np.repeat([0.3, 0.7], 20)
    lesson = learn(chances, chances > 0.5)
    assert lesson.slope > 1.5
    assert lesson.shift == pytest.approx(0, abs=1e-6)
    low, high = lesson.corrected(np.array([0.3, 0.7]))
    assert low < 0.2 < 0.8 < high


def test_many_answers_are_believed_more_than_few():
    few, many = (learn(np.full(n, 0.5), np.ones(n, bool)).shift for n in (2, 200))
    assert 0 < few < many


def test_the_chance_of_many_mixed_answers_is_their_share():
    same = np.arange(4000) % 4 == 0
    assert learn(np.full(4000, 0.6), same).corrected(np.array(0.6)) == pytest.approx(0.25, abs=0.01)
