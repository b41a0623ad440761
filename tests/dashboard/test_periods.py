from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dashboard.factories import make_run
from dashboard.looking import html_of, is_shown, text_of

from intentlib.dashboard.periods import TwoPeriods
from intentlib.dashboard.state import State


@pytest.fixture
def surge():
    """A run whose intent i2 triples in its last week, on the phone."""
    run = make_run(n_calls=2000)
    calls, last = run.calls, run.calls["at"].max() - pd.Timedelta("5D")
    wording = run.wordings.loc[run.wordings["intent_id"] == "i2", "wording_id"].iloc[0]
    late = (calls["at"] > last) & (np.arange(len(calls)) % 2 == 0)
    changed = calls.assign(
        wording_id=calls["wording_id"].mask(late, wording),
        channel=calls["channel"].mask(late, "phone").mask(~late, "chat"),
    )
    return State(run=replace(run, calls=changed))


def test_the_last_two_periods_are_compared_in_words(surge):
    told = text_of(TwoPeriods(surge))
    assert "Ask for help with 2 is up from" in told
    assert "more, mostly with channel phone." in told
    assert "week of" in told


def test_calls_of_both_periods_are_counted_exactly(surge):
    view = TwoPeriods(surge)
    pair = (view.one.value, view.other.value)
    frame = surge.between("week", *pair)
    weeks = surge.periods("week")
    for start, column in zip(pair, ("calls_before", "calls_after"), strict=True):
        counted = weeks[weeks["period"] == start].set_index("intent_id")["calls"]
        assert frame.set_index("intent_id")[column].sort_index().tolist() == counted.tolist()


def test_an_earlier_period_stands_before_a_later_one(surge):
    view = TwoPeriods(surge)
    told = text_of(view)
    view.one.value, view.other.value = view.other.value, view.one.value
    assert text_of(view) == told


def test_a_period_is_not_compared_with_itself(state):
    view = TwoPeriods(state)
    view.one.value = view.other.value
    assert "Choose two different periods." in text_of(view)


def test_where_nothing_changed_that_is_said(state):
    assert "No share of calls changed beyond chance." in text_of(TwoPeriods(state))


def test_the_choice_stays_while_others_decide(surge):
    view = TwoPeriods(surge)
    chosen = view.one.options[3][1]
    view.one.value = chosen
    surge.run = replace(surge.run)
    assert view.one.value == chosen


def test_filters_act_and_may_leave_nothing(surge):
    view = TwoPeriods(surge)
    surge.choose(dimensions={"channel": "phone"})
    first = view.other.options[0][1]
    assert first == surge.periods(surge.fitting_period)["period"].max()
    surge.choose(since=pd.Timestamp("2030-01-01").date())
    assert not is_shown(view)
    surge.clear()
    assert is_shown(view)


def test_without_times_there_are_no_periods():
    assert not is_shown(TwoPeriods(State(run=make_run(timed=False))))


def test_markup_is_shown_as_text(hostile):
    assert "<img" not in html_of(TwoPeriods(hostile))
