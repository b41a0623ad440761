import asyncio
from html import unescape

import pytest
from dashboard.factories import make_run, publish_run
from dashboard.looking import html_of, is_shown, text_of
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.moved import Moved
from intentlib.dashboard.state import State


@pytest.fixture
def state(tmp_path):
    return reviewer_of(reviewed_runs(tmp_path))


def test_a_single_run_has_nothing_to_be_compared_with(state):
    assert not is_shown(Moved(state))


def test_what_a_decision_moved_is_told_with_who_made_it(state):
    first = state.made.run_id
    state.review.decide("merge", ["i5", "i1"])
    state.open(state.apply_decisions().run_id)
    view = Moved(state)
    assert view.other.value == first
    asyncio.run(view.tell())
    told = unescape(text_of(view))
    assert "calls moved from 'Ask for help with 1' to 'Ask for help with 5'" in told
    assert "by Ann Example on" in told


def test_where_nothing_moved_that_is_said(state):
    state.open(state.apply_decisions().run_id)
    view = Moved(state)
    asyncio.run(view.tell())
    assert "No call moved" in text_of(view)


def test_a_run_that_is_gone_is_said(state, tmp_path):
    publish_run(make_run(run_id="gone"), str(tmp_path))
    view = Moved(state)

    async def compare():
        await view.start(view.tell())

    view.other.value = "gone"
    (tmp_path / "gone" / "manifest.json").unlink()
    asyncio.run(compare())
    assert "gone" in state.notice.text
    assert not view.compare.disabled


def test_markup_is_shown_as_text(tmp_path):
    reviewed_runs(tmp_path, hostile=True)
    state = State(str(tmp_path))
    state.set_height(state.ticks["height"].iloc[0])
    state.open(state.publish().run_id)
    view = Moved(state)
    asyncio.run(view.tell())
    assert "<img" not in html_of(view)
    assert "&lt;img" in html_of(view)
