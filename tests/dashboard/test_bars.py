import numpy as np
import pytest
from dashboard.looking import is_shown

from intentlib.dashboard.bars import IntentBars


@pytest.fixture
def picked():
    return []


@pytest.fixture
def bars(picked):
    return IntentBars(8, picked.append)


def test_each_intent_has_a_name_a_bar_a_whisker_and_a_label(bars, state):
    bars.draw(state.intents, "i0")
    assert [b.description for b in bars.names[:6]] == state.intents["name"].tolist()
    assert [is_shown(b) for b in bars.names] == [True] * 6 + [False] * 2
    assert np.allclose(bars.bars.y, state.intents["share"])
    assert bars.bars.colors == state.intents["colour"].tolist()
    assert np.allclose(bars.whiskers.x[:, 0], state.intents["share_low"])
    assert bars.labels.text[0] == "136  ·  23.1%"
    assert [("il-on" in b._dom_classes) for b in bars.names[:2]] == [False, True]
    assert "23.1%" in bars.plain.value


def test_a_name_tells_its_figures_when_pointed_at(bars, state):
    bars.draw(state.intents)
    told = bars.names[0].tooltip
    assert told.startswith(
        "Ask for help with 5: 136 calls, Theme t1. 19.9% to 26.7% of calls. Wilson"
    )


def test_a_click_on_a_name_or_a_bar_picks_the_intent(bars, state, picked):
    bars.draw(state.intents)
    bars.names[1].click()
    bars.bars._element_click_handlers(bars.bars, {"data": {"index": 2}})
    assert picked == ["i0", "i2"]


def test_what_is_not_one_intent_cannot_be_picked(bars, state, picked):
    bars.draw(state.intents, no_intent=12)
    assert bars.names[6].description == "No intent recorded"
    assert bars.names[6].disabled
    bars.pick(6)
    bars.pick(7)
    assert picked == []


def test_what_has_no_bar_is_added_up_and_cut_short_where_it_dwarfs_the_rest(picked, state):
    bars = IntentBars(5, picked.append)
    bars.draw(state.intents, no_intent=3)
    told = [b.description for b in bars.names]
    assert told[3:] == ["3 other intents (bar cut short)", "No intent recorded"]
    rest = state.intents["calls"].iloc[3:].sum()
    assert bars.labels.text[3].startswith(f"{rest}  ·")
    assert bars.bars.y[3] == state.intents["share_high"].max()
    assert len(bars.whiskers.x) == 3


def test_a_redraw_keeps_the_marks_and_buttons(bars, state):
    before = [bars.bars, bars.whiskers, bars.labels, *bars.names]
    bars.draw(state.intents)
    bars.draw(state.intents.head(2))
    assert before == [bars.bars, bars.whiskers, bars.labels, *bars.names]
    assert [is_shown(b) for b in bars.names] == [True] * 2 + [False] * 6
    assert len(bars.bars.y) == 2


def test_nothing_to_draw_is_no_failure(bars, state):
    bars.draw(state.intents.head(0))
    assert not any(is_shown(b) for b in bars.names)


def test_the_others_open_and_close_again(picked, state):
    bars = IntentBars(4, picked.append)
    bars.draw(state.intents, "i1", no_intent=12)
    assert bars.names[2].description.startswith("4 other intents")
    assert not is_shown(bars.fewer)
    bars.bars._element_click_handlers(bars.bars, {"data": {"index": 2}})
    shown = [b.description for b in bars.names if is_shown(b)]
    assert shown == [*state.intents["name"], "No intent recorded"]
    assert bars.figure.layout.height == f"{7 * 32}px"
    assert len(bars.bars.y) == 7
    bars.fewer.click()
    assert bars.names[2].description.startswith("4 other intents")
    assert (len(bars.bars.y), is_shown(bars.fewer)) == (4, False)
    assert picked == []


def test_a_chart_of_fixed_height_grows_when_the_others_open(state):
    bars = IntentBars(4, print, fixed=True)
    bars.draw(state.intents)
    bars.names[3].click()
    assert bars.figure.layout.height == f"{8 * 32}px"
    assert (bars._down.max, len(bars._up.domain)) == (7.5, 8)
