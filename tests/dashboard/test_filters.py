from dataclasses import replace
from datetime import date

import pytest
from dashboard.factories import make_run
from dashboard.looking import is_shown

from intentlib.dashboard.filters import Filters
from intentlib.dashboard.state import State


@pytest.fixture
def filters(state):
    return Filters(state)


def test_controls_choose_and_clear(filters, state):
    filters.theme.value = "t1"
    filters.dimensions["channel"].value = "phone"
    filters.since.value = date(2026, 1, 10)
    assert (state.theme, state.dimensions) == ("t1", {"channel": "phone"})
    assert state.since == date(2026, 1, 10)
    assert is_shown(filters.clear)
    filters.clear.click()
    assert (filters.theme.value, filters.dimensions["channel"].value) == ("", "")
    assert filters.since.value is None
    assert not is_shown(filters.clear)


def test_controls_follow_the_state(filters, state):
    state.choose(theme="t0", dimensions={"channel": "chat"})
    assert (filters.theme.value, filters.dimensions["channel"].value) == ("t0", "chat")


def test_on_a_phone_a_button_opens_them_and_counts_what_is_chosen(filters, state):
    assert filters.toggle.description == "Filters"
    filters.toggle.value = True
    assert "il-open" in filters._row._dom_classes
    state.choose(theme="t0", dimensions={"channel": "chat"}, since=date(2026, 1, 10))
    assert filters.toggle.description == "Filters (3)"
    filters.toggle.value = False
    assert "il-open" not in filters._row._dom_classes


def test_opening_does_not_count_as_a_choice(filters, state):
    assert not state.touched


def test_a_run_without_times_has_no_days():
    filters = Filters(State(run=make_run(timed=False)))
    assert filters.since not in filters._row.children


def test_no_value_turns_the_words_around_it():
    run = make_run()
    calls = run.calls.assign(channel=run.calls["channel"] + "\N{RIGHT-TO-LEFT OVERRIDE}")
    filters = Filters(State(run=replace(run, calls=calls)))
    assert [name for name, _ in filters.dimensions["channel"].options[1:]] == ["chat", "phone"]
    filters.dimensions["channel"].value = filters.dimensions["channel"].options[1][1]
    assert filters.state.notice is None
