import numpy as np
import pytest
from dashboard.factories import make_run

from intentlib.dashboard.pictures import PICTURES, _apart
from intentlib.dashboard.state import State


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_names_the_largest_intent(state, picture):
    figure = PICTURES[picture](state)
    texts = [text for mark in figure.marks if hasattr(mark, "text") for text in mark.text]
    assert "Ask for help with 5" in texts
    assert figure.title


def test_labels_are_moved_apart_in_order():
    moved = _apart(np.array([5.0, 5.0, 1.0, 4.9]), 0.5)
    assert moved.tolist() == pytest.approx([5.4, 5.9, 1.0, 4.9])


def test_without_times_there_is_no_picture_over_time():
    state = State(run=make_run(timed=False))
    assert state.attempt(PICTURES["Calls over time"], state) is None
    assert "no times" in state.notice.text
