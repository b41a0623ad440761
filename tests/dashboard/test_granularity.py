import asyncio

import pytest
from dashboard.factories import make_run, publish_run
from dashboard.looking import is_shown, text_of
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.granularity import Granularity
from intentlib.dashboard.state import State


@pytest.fixture
def view(state):
    return Granularity(state)


def test_it_opens_at_the_published_stop(view, state):
    assert view.stop == view.slider.value
    assert state.ticks["intents"][view.stop] == 6
    assert "Intents 6 Published 6 Would move no call" in text_of(view)
    assert "6 recommended, published" in text_of(view)
    assert "Why 6 intents? The groups are clear." in text_of(view)
    assert "Nothing: this is what is published." in text_of(view)
    assert view.slider.label == "6 intents"
    assert view.publish.disabled


def test_moving_shows_the_consequences_without_a_new_tree(view, state):
    tree = state.run.tree
    view.slider.value = 0
    assert state.height == state.ticks["height"][0]
    told = text_of(view)
    assert "Intents 4 Published 6 Would move 31.6% of calls" in told
    assert "become one" in told
    assert view.publish.description == "Publish 4 intents"
    assert not view.publish.disabled
    assert state.run.tree is tree
    assert len([b for b in view.bars.names if is_shown(b)]) == 5


def test_a_finer_stop_splits(view, state):
    view.slider.value = len(state.ticks) - 1
    assert "splits into 6" in text_of(view)
    assert "17 other intents" not in text_of(view)


def test_marks_can_be_gone_to(view):
    view.slider.value = 0
    view.recommended.click()
    assert view.stop == 2
    assert view.recommended.disabled
    view.slider.value = 5
    view.published.click()
    assert view.publish.disabled


def test_another_run_is_shown_at_its_own_published_stop(tmp_path):
    other = publish_run(make_run(intents=21, run_id="other"), str(tmp_path))
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    view = Granularity(state)
    state.open("other")
    assert state.height == other.manifest.height
    assert view.slider.label == "21 intents"
    assert view.publish.disabled
    assert not state.touched


def test_recommended_and_published_have_marks_of_their_own():
    view = Granularity(State(run=make_run(intents=4)))
    assert "4 published" in text_of(view)
    assert "6 recommended" in text_of(view)


def test_a_picked_bar_shows_its_wordings(view):
    view.slider.value = 0
    view.bars.pick(0)
    assert "In the intent you picked" in text_of(view)
    view.slider.value = 1
    assert "In the intent you picked" not in text_of(view)


def test_publishing_opens_the_new_run(tmp_path):
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    view = Granularity(state)
    view.slider.value = 0
    stages = []
    view._tell = lambda stage, done, total: stages.append(stage)
    asyncio.run(view.make_run())
    assert state.notice is None
    assert len(state.run.intents) == 4
    assert view.publish.disabled
    assert "naming" in stages
    assert not is_shown(view.progress)


def test_a_failure_to_publish_is_said(tmp_path):
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    view = Granularity(state)
    view.slider.value = 0
    state.runs = "/proc/nowhere"

    async def press():
        view.publish.click()
        await asyncio.gather(*view._tasks)

    asyncio.run(press())
    assert state.notice.kind == "error"
    assert not view.publish.disabled


def test_the_decisions_that_the_tree_alone_would_break_are_kept(tmp_path):
    state = reviewer_of(reviewed_runs(tmp_path))
    view = Granularity(state)
    assert "Decisions broken" not in text_of(view)
    state.review.decide("approve", ["i0"])
    state.review.decide("pin_apart", [], ["wording 01", "wording 02"])
    assert "Decisions broken 0 " in text_of(view)
    assert "The tree alone" not in text_of(view)
    view.slider.value = len(state.ticks) - 1
    told = text_of(view)
    assert "Decisions broken 0 " in told
    assert "The tree alone would part 1 group that people put together. What people" in told
    assert f"{len(state.preview(state.height).intents)} intents, not published" in told
    assert "by the tree alone" in view.slider.label


def test_decisions_change_nothing_at_the_published_stop(tmp_path):
    state = reviewer_of(reviewed_runs(tmp_path))
    state.review.decide("merge", ["i0", "i1"])
    assert "Nothing: this is what is published." in text_of(Granularity(state))
