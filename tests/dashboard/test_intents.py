import pytest
from dashboard.looking import is_shown

from intentlib.dashboard.intents import Intents


@pytest.fixture
def view(state):
    return Intents(state)


def test_intents_come_largest_first(view, state):
    assert view.frame["intent_id"].tolist() == state.intents["intent_id"].tolist()
    assert [b.description for b in view.rows if is_shown(b)][:2] == [
        "Ask for help with 5",
        "Ask for help with 0",
    ]


def test_a_column_sorts_and_sorts_back(view):
    view.sort["name"].click()
    assert view.frame["name"].is_monotonic_increasing
    assert "il-ascending" in view.sort["name"]._dom_classes
    view.sort["name"].click()
    assert view.frame["name"].is_monotonic_decreasing
    view.sort["wordings"].click()
    assert view.frame["wordings"].is_monotonic_decreasing
    assert "il-descending" not in view.sort["name"]._dom_classes


def test_search_and_status_narrow_the_table(view, state):
    view.search.value = "wording 01"
    assert state.search == "wording 01"
    assert view.frame["intent_id"].tolist() == ["i1"]
    view.search.value = ""
    view.status.value = "new"
    assert view.frame["intent_id"].tolist() == ["i0"]
    assert [option[1] for option in view.status.options] == ["", "new", "known"]


def test_a_row_selects_its_intent(view, state):
    view.rows[3].click()
    assert state.selected == view.frame["intent_id"][3]
    assert "il-on" in view._lines[3]._dom_classes
    assert "il-on" not in view._lines[0]._dom_classes
    assert state.intent["name"] in view.detail._head.value


def test_a_search_without_a_hit_says_so(view):
    view.search.value = "nothing"
    assert "Nothing fits" in view.pages._told.value
    assert not any(is_shown(line) for line in view._lines)
