from dataclasses import replace

import pytest
from dashboard.factories import make_run
from dashboard.looking import is_shown, text_of

from intentlib.dashboard.state import State
from intentlib.dashboard.trends import Trends


def _rising():
    """Return a run in which intent 0 is only called about in the last two weeks."""
    run = make_run(n_calls=2000)
    early = run.calls.index < 1500
    own = run.wordings.loc[run.wordings["intent_id"] == "i0", "wording_id"]
    moved = run.calls["wording_id"].mask(run.calls["wording_id"].isin(own) & early, "w01")
    return State(run=replace(run, calls=run.calls.assign(wording_id=moved)))


def test_lines_are_the_largest_intents_and_the_selected_one(state):
    state.select("i4")
    view = Trends(state)
    assert view.marks.labels == [f"Ask for help with {n}" for n in (5, 0, 2, 1, 3, 4)]
    assert view.marks.y.shape == (6, state.periods("week")["period"].nunique())
    assert view.period.value == "week"
    assert view.marks.y.sum() == state.run.intents["calls"].sum()


def test_shares_can_be_shown_instead(state):
    view = Trends(state)
    view.measure.value = "share"
    assert view.marks.y.max() <= 1
    assert view._left.tick_format == ".0%"


def test_a_new_intent_is_listed_and_can_have_a_line():
    state = _rising()
    view = Trends(state)
    new = view.latest.frame.loc[view.latest.frame["kind"] == "new", "name"].tolist()
    assert new == ["Ask for help with 0"]
    assert view.changes.names[0].description == "Ask for help with 0"
    assert "calls a week." in text_of(view)
    view.lines.value = "new"
    assert view.marks.labels[0] == "Ask for help with 0"
    view.changes.names[0].click()
    assert state.selected == "i0"


def test_steady_calls_change_nothing(state):
    view = Trends(state)
    assert "beyond chance: nothing" in text_of(view)
    assert not any(is_shown(line) for line in view.changes.children)


def test_another_length_of_a_period_draws_anew(state):
    view = Trends(state)
    view.period.value = "day"
    assert view.marks.y.shape[1] == 56
    assert view.last.description == "Last days"
    assert view.last.value == 7


def test_calls_without_times_are_explained():
    view = Trends(State(run=make_run(timed=False)))
    assert "have no times" in text_of(view)
    assert not is_shown(view._content)


@pytest.mark.parametrize("days", [1, 2])
def test_few_days_are_no_failure(days):
    run = make_run()
    state = State(run=replace(run, calls=run.calls.head(10 * days)))
    Trends(state)
    assert state.notice is None


def test_the_periods_offered_suit_the_calls_that_the_filters_leave(state):
    view = Trends(state)
    first = state.days[0]
    state.choose(since=first, until=first)
    assert view.period.value in {"hour", "day"}
    state.clear()
    assert [value for _, value in view.period.options] == ["day", "week", "month"]


def test_where_nothing_is_left_that_is_said(state):
    view = Trends(state)
    state.choose(search="nobody said this")
    state.select("")
    assert "Nothing fits these filters." in text_of(view)
    assert not is_shown(view.figure)


def test_filters_that_leave_no_call_are_no_failure():
    run = make_run()
    lost = run.calls["channel"].mask(run.calls["wording_id"].isna(), "lost")
    state = State(run=replace(run, calls=run.calls.assign(channel=lost)))
    view = Trends(state)
    for filters in ({"dimensions": {"channel": "lost"}}, {"call_type": "loss"}):
        state.choose(**filters)
        assert state.notice is None
    assert "Nothing fits these filters." in text_of(view)
