from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dashboard.factories import HOSTILE, make_run
from dashboard.looking import html_of, is_shown, text_of

from intentlib.dashboard.headlines import Headlines
from intentlib.dashboard.latest import latest_changes
from intentlib.dashboard.state import State


def run_of_changes(*, hostile=False):
    """Return a run of eight weeks; in the last two, many more call about i2, on the phone."""
    run = make_run(n_calls=4000, hostile=hostile)
    calls, late = run.calls, run.calls["at"] >= run.calls["at"].max() - pd.Timedelta("14D")
    wording = run.wordings.loc[run.wordings["intent_id"] == "i2", "wording_id"].iloc[0]
    moved = late & (np.arange(len(calls)) % 3 == 0)
    channel = HOSTILE if hostile else "channel"
    values = np.where(moved, HOSTILE if hostile else "phone", "chat")
    calls = calls.assign(wording_id=calls["wording_id"].mask(moved, wording), **{channel: values})
    return State(run=replace(run, calls=calls))


@pytest.fixture
def changed():
    return run_of_changes()


def test_the_largest_changes_are_told_in_words_and_select_their_intent(changed):
    view = Headlines(changed)
    assert view.changes.names[0].description == "Ask for help with 2"
    told = text_of(view)
    assert "The last 7 days against all before, beyond chance" in told
    assert "rising" in told
    assert "mostly with channel phone." in told
    view.changes.names[0].click()
    assert changed.selected == "i2"


def test_rates_are_the_calls_of_a_span_by_its_length(changed):
    (first,) = latest_changes(changed, "week").told(1)
    own = changed.run.wordings.loc[changed.run.wordings["intent_id"] == "i2", "wording_id"]
    at = changed.run.calls.loc[changed.run.calls["wording_id"].isin(own), "at"]
    start, last = changed.starts("week")[-2], changed.calls.span[1]
    after = (at >= start).sum() / ((last - start) / pd.Timedelta("7D"))
    before = (at < start).sum() / ((start - changed.calls.span[0]) / pd.Timedelta("7D"))
    assert first.sentence.startswith(f"{after:,.0f} calls a week (")
    assert f", {before:,.0f} before (" in first.sentence


@pytest.mark.parametrize(("kind", "words"), [("new", " calls a week"), ("gone", "None any more")])
def test_what_is_new_and_what_is_gone_is_told(kind, words):
    run = make_run(n_calls=4000)
    own = run.wordings.loc[run.wordings["intent_id"] == "i0", "wording_id"]
    late = run.calls["at"] >= run.calls["at"].max() - pd.Timedelta("14D")
    empty = ~late if kind == "new" else late
    ids = run.calls["wording_id"].mask(run.calls["wording_id"].isin(own) & empty, "w01")
    state = State(run=replace(run, calls=run.calls.assign(wording_id=ids)))
    told = {each.kind: each for each in latest_changes(state, "week", 2).told(9)}
    assert told[kind].intent_id == "i0"
    assert words in told[kind].sentence


def test_filters_act_on_them(changed):
    view = Headlines(changed)
    changed.choose(search="nothing holds this")
    assert "No share of calls changed." in text_of(view)
    assert not any(is_shown(line) for line in view.changes.children)
    changed.clear()
    assert is_shown(view.changes.children[0])


def test_calls_without_times_have_none():
    view = Headlines(State(run=make_run(timed=False)))
    assert not is_shown(view)


def test_a_single_day_is_no_failure():
    run = make_run()
    state = State(run=replace(run, calls=run.calls.head(10)))
    assert "No share of calls changed." in text_of(Headlines(state))
    assert state.notice is None


def test_no_text_of_the_data_becomes_markup():
    state = run_of_changes(hostile=True)
    told = html_of(Headlines(state))
    assert "mostly with " in told
    assert HOSTILE not in told
    assert state.notice is None
