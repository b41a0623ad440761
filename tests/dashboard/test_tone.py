import re
from dataclasses import replace

import pytest
from dashboard.factories import make_run
from dashboard.looking import is_shown, text_of

from intentlib.dashboard.app import stylesheet
from intentlib.dashboard.colours import TONES as COLOURS
from intentlib.dashboard.detail import Detail
from intentlib.dashboard.filters import Filters
from intentlib.dashboard.intents import Intents
from intentlib.dashboard.state import State
from intentlib.dashboard.tone import Tone


@pytest.fixture
def view(state):
    return Tone(state)


@pytest.fixture
def older():
    """A viewer of a run from before calls had types."""
    run = make_run()
    wordings = run.wordings.assign(type="", tone="")
    return State(run=replace(run, wordings=wordings, intents=run.intents.assign(type="")))


def shown(view):
    """The buttons on the screen, as ``{type: (calls, share in per cent)}``."""
    told = {
        name: re.search(r"  ([\d,]+) · ([\d.]+)%$", button.description)
        for name, button in view.types.items()
        if is_shown(button)
    }
    return {name: (int(found[1]), float(found[2])) for name, found in told.items()}


def test_every_call_with_an_intent_has_one_tone_and_one_type(view, state):
    calls = int(state.intents["calls"].sum())
    types = shown(view)
    assert sum(calls for calls, _ in types.values()) == calls
    assert sum(share for _, share in types.values()) == pytest.approx(100, abs=0.4)
    assert list(types) == ["problem", "complaint", "loss", "request", "enquiry", "praise"]
    listed = re.findall(r"(Negative|Neutral|Positive) [\d.]+% ([\d,]+) calls", text_of(view))
    assert [tone for tone, _ in listed] == ["Negative", "Neutral", "Positive"]
    negative = sum(types[name][0] for name in ("problem", "complaint", "loss"))
    assert [int(number) for _, number in listed] == [
        negative,
        types["request"][0] + types["enquiry"][0],
        types["praise"][0],
    ]


def test_a_type_leaves_its_calls_everywhere_and_gives_the_others_back(view, state):
    before = shown(view)
    view.types["problem"].click()
    assert state.call_type == "problem"
    assert state.intents["calls"].sum() == len(state.calls) == before["problem"][0]
    assert state.intents["intent_id"].tolist() == ["i0"]
    assert state.no_intent == 0
    assert shown(view) == before
    assert "il-on" in view.types["problem"]._dom_classes
    view.types["problem"].click()
    assert state.call_type == ""
    assert len(state.calls) == 600
    assert "il-on" not in view.types["problem"]._dom_classes


def test_the_other_filters_narrow_it(view, state):
    every = shown(view)
    state.choose(dimensions={"channel": "phone"})
    assert sum(calls for calls, _ in shown(view).values()) == state.counts.sum()
    assert sum(calls for calls, _ in shown(view).values()) < sum(n for n, _ in every.values())
    state.choose(dimensions={}, theme="t0")
    assert set(shown(view)) == {"problem", "enquiry", "praise"}
    state.choose(theme="", search="wording 01")
    assert list(shown(view)) == ["request"]


def test_a_chosen_type_without_calls_can_still_be_taken_back(view, state):
    state.choose(call_type="loss", theme="t0")
    assert shown(view)["loss"] == (0, 0)


def test_nothing_left_says_what_to_do(view, state):
    state.choose(search="nothing holds this")
    assert "Clear one of them" in text_of(view)
    assert not is_shown(view.row)


def test_colours_of_the_buttons_are_those_of_the_bar(view):
    found = dict(re.findall(r"\.il-tone-(\w+)::before { background: (#\w+); }", stylesheet()))
    assert found == COLOURS
    assert all(colour in view.bar.value for colour in COLOURS.values())


def test_an_older_run_says_that_it_was_not_judged(older):
    view = Tone(older)
    assert "before calls had types" in text_of(view)
    assert not is_shown(view.row)
    assert not is_shown(Filters(older).call_type)
    assert not is_shown(Intents(older).sort["type"])
    assert "il-col-type" not in Intents(older)._cells[0].value
    assert older.notice is None


def test_the_table_and_the_panel_tell_the_type_of_an_intent(state):
    table = Intents(state)
    table.sort["type"].click()
    assert ">Complaint<" in table._cells[0].value
    state.select("i0")
    assert "Problem" in text_of(Detail(state))


def test_the_filter_follows_and_clears(state):
    filters = Filters(state)
    assert [value for _, value in filters.call_type.options][:2] == ["", "problem"]
    filters.call_type.value = "loss"
    assert state.call_type == "loss"
    assert state.filtered
    filters.clear.click()
    assert (state.call_type, filters.call_type.value) == ("", "")
