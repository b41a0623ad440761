import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from dashboard.factories import WORDINGS, make_run, publish_run

from intentlib.dashboard.caches import OfRun
from intentlib.dashboard.state import State
from intentlib.errors import RunNotFoundError
from intentlib.store import list_runs


@pytest.fixture
def runs(tmp_path):
    return str(tmp_path / "runs")


def test_the_published_run_is_opened_with_its_largest_intent_selected(runs):
    run = publish_run(make_run(), runs)
    state = State(runs)
    assert state.run.run_id == run.run_id
    assert state.height == run.manifest.height
    assert state.selected == run.intents["intent_id"].iloc[0]
    assert state.notice is None


def test_without_a_run_nothing_is_shown_and_nothing_is_wrong(runs):
    state = State(runs)
    assert state.run is None
    assert state.notice is None


def test_a_run_whose_calls_cannot_be_read_is_told_and_not_shown(runs):
    run = publish_run(make_run(), runs)
    Path(run.path, "calls.parquet").write_bytes(b"junk")
    state = State(runs)
    assert state.run is None
    assert state.notice.kind == "error"
    assert "calls.parquet" in state.notice.text


def test_what_filters_left_is_not_asked_again(runs):
    publish_run(make_run(), runs)
    state = State(runs)
    state.choose(dimensions={"channel": "chat"})
    chats = state.calls
    state.clear()
    assert len(state.calls) == 600 > len(chats)
    state.choose(dimensions={"channel": "chat"})
    assert state.calls is chats


def test_what_needs_a_run_says_so_where_there_is_none(runs):
    with pytest.raises(RunNotFoundError):
        _ = State(runs).intents


def test_a_run_published_later_is_shown_at_once_to_a_viewer_who_did_nothing(runs):
    publish_run(make_run(), runs)
    state = State(runs)
    newer = publish_run(make_run(intents=4), runs)
    asyncio.run(state.look())
    assert state.run.run_id == newer.run_id
    assert state.newer == ""


def test_the_first_run_appears_by_itself(runs):
    state = State(runs)
    run = publish_run(make_run(), runs)
    asyncio.run(state.look())
    assert state.run.run_id == run.run_id
    assert state.notice is None


def test_a_run_published_later_is_only_offered_to_a_viewer_at_work(runs):
    first = publish_run(make_run(), runs)
    state = State(runs)
    state.select("i2")
    newer = publish_run(make_run(), runs)
    asyncio.run(state.look())
    assert (state.run.run_id, state.newer) == (first.run_id, newer.run_id)
    state.open(state.newer)
    assert (state.run.run_id, state.newer) == (newer.run_id, "")
    asyncio.run(state.look())
    assert state.newer == ""


def test_an_older_run_that_was_chosen_stays(runs):
    first = publish_run(make_run(), runs)
    publish_run(make_run(), runs)
    state = State(runs)
    state.open(first.run_id)
    asyncio.run(state.look())
    assert (state.run.run_id, state.newer) == (first.run_id, "")


def test_a_run_that_was_given_stays_until_another_is_published(runs):
    publish_run(make_run(), runs)
    given = make_run(intents=4)
    state = State(runs, given)
    asyncio.run(state.look())
    assert state.run is given


def test_filters_leave_the_calls_that_fit_them_all(state):
    calls = state.run.calls
    chosen = calls[(calls["channel"] == "phone") & (calls["at"] < "2026-01-16")]
    state.choose(dimensions={"channel": "phone"}, since=date(2026, 1, 1), until=date(2026, 1, 15))
    assert state.filtered
    assert len(state.calls) == len(chosen)
    assert state.no_intent == chosen["wording_id"].isna().sum()
    assert state.intents["calls"].sum() == chosen["wording_id"].notna().sum()
    assert state.intents["share"].sum() == pytest.approx(1)
    assert (state.intents["share_low"] < state.intents["share"]).all()
    assert (state.intents["share_high"] > state.intents["share"]).all()


def test_clearing_brings_every_call_back(state):
    everything = state.intents
    state.choose(dimensions={"channel": "phone"}, theme="t0", search="wording")
    state.clear()
    assert not state.filtered
    assert state.intents.equals(everything)


def test_an_unknown_filter_is_refused(state):
    with pytest.raises(TypeError, match="colour"):
        state.choose(colour="red")


def test_theme_and_search_narrow_the_list_but_not_the_shares(state):
    state.choose(theme="t0", search="WORDING 00")
    assert state.listed["intent_id"].tolist() == ["i0"]
    assert len(state.intents) == 6
    state.choose(search="help with 2")
    assert state.listed["intent_id"].tolist() == ["i2"]
    state.choose(search="a.*b")
    assert state.listed.empty


def test_a_selection_that_the_new_run_lacks_becomes_its_largest_intent(runs):
    publish_run(make_run(), runs)
    state = State(runs)
    state.select("i5")
    state.choose(theme="t1", search="x")
    publish_run(make_run(intents=2), runs)
    state.open()
    assert state.selected == state.run.intents["intent_id"].iloc[0]
    assert (state.theme, state.search) == ("t1", "")


def test_wordings_of_an_intent_come_with_most_calls_first(state):
    frame = state.wordings_of("i0")
    assert frame["calls"].is_monotonic_decreasing
    assert frame["calls"].sum() == state.intent["calls"] or state.selected != "i0"
    assert state.wordings_of("i0", "06")["text"].tolist() == ["Wording 06"]


def test_the_published_height_shows_the_published_intents(state):
    ahead = state.preview(state.height)
    assert ahead.intents["intent_id"].tolist() == state.intents["intent_id"].tolist()
    assert ahead.changes.empty
    assert ahead.moved_share == 0


def test_at_every_tick_every_call_is_in_one_intent(state):
    total = state.run.intents["calls"].sum()
    for tick in state.ticks.itertuples():
        ahead = state.preview(tick.height)
        frame = ahead.intents
        assert ahead.moved_share == pytest.approx(tick.moved_share)
        assert len(frame) == tick.intents
        assert frame["calls"].sum() == total
        assert frame["wordings"].sum() == WORDINGS


def test_coarser_merges_and_finer_splits(state):
    coarser, finer = state.ticks["height"].iloc[0], state.ticks["height"].iloc[-1]
    assert set(state.preview(coarser).changes["kind"]) == {"merge"}
    assert set(state.preview(finer).changes["kind"]) == {"split"}
    assert state.preview(coarser).intents["name"].str.contains("more").any()


def test_the_published_height_is_a_stop_even_between_the_ticks():
    run = make_run()
    heights = OfRun(run).ticks["height"]
    between = (heights[2] + heights[3]) / 2
    other = OfRun(replace(run, manifest=replace(run.manifest, height=between)))
    assert (other.ticks["height"] == between).sum() == 1
    assert other.ticks["height"].is_monotonic_decreasing


def test_wordings_of_a_group_are_those_of_the_preview(state):
    height = state.ticks["height"].iloc[0]
    for group in state.preview(height).intents.itertuples():
        frame = state.wordings_in(group.intent_id, height)
        assert (len(frame), frame["calls"].sum()) == (group.wordings, group.calls)
    assert len(state.wordings_in("i0", state.height)) == 6


def test_the_nearest_intents_are_others(state):
    frame = state.nearest("i0", 3)
    assert len(frame) == 3
    assert "i0" not in set(frame["intent_id"])
    assert frame["cosine"].is_monotonic_decreasing


def test_recent_calls_add_up_to_the_intent(state):
    counts, step = state.recent("i0")
    assert step == "week"
    assert counts.sum() == state.intents.set_index("intent_id").loc["i0", "calls"]


def test_without_times_nothing_is_recent():
    state = State(run=make_run(timed=False))
    assert state.days is None
    assert len(state.recent("i0")[0]) == 0


def test_periods_hold_every_call_with_an_intent(state):
    assert state.periods("week")["calls"].sum() == state.run.intents["calls"].sum()
    assert state.fitting_period == "week"


def test_calls_are_found_by_intent_and_words(state):
    assert len(state.find_calls("")) == len(state.run.calls)
    without = state.find_calls(None)
    assert len(without) == state.no_intent
    assert set(state.describe_calls(without.page(0, len(without)))["intent"]) == {
        "No intent recorded"
    }
    own = state.describe_calls(state.find_calls("i0", "wording 00").page(0, 1000))
    assert set(own["wording"]) == {"Wording 00"}
    assert set(own["intent"]) == {"Ask for help with 0"}


def test_publishing_makes_a_run_at_the_height_looked_at(runs):
    first = publish_run(make_run(), runs)
    state = State(runs)
    state.set_height(state.ticks["height"].iloc[0])
    made = state.publish()
    assert state.run.run_id == first.run_id
    assert len(made.intents) == state.ticks["intents"].iloc[0]
    assert set(list_runs(runs)["run_id"]) == {first.run_id, made.run_id}


def test_a_failure_is_said_and_logged(state, caplog):
    assert state.attempt(state.open, "no-such-run") is None
    assert "There is no such run: no-such-run" in state.notice.text
    assert not caplog.records
    state.attempt(lambda: 1 / 0)
    assert state.notice.text == "Something went wrong: ZeroDivisionError: division by zero"
    assert "division by zero" in caplog.text
