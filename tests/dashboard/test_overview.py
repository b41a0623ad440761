from dashboard.factories import make_run
from dashboard.looking import html_of, is_shown, text_of

from intentlib.dashboard.overview import Overview
from intentlib.dashboard.state import State


def test_cards_tell_calls_wordings_top_and_new(state):
    told = text_of(Overview(state).children[0].__class__(value=Overview(state).cards.value))
    assert "Calls 600 12 with no intent recorded" in told
    assert "36 → 6 in 2 themes" in told
    assert "Top intent Ask for help with 5 136 calls, 23.1%" in told
    assert "0 intents this is the first run" in told


def test_a_later_run_tells_what_is_new():
    view = Overview(State(run=make_run(previous="before")))
    assert "largest: Ask for help with 0" in view.cards.value


def test_a_selected_bar_shows_its_wordings(state):
    view = Overview(state)
    view.distribution.bars.names[1].click()
    assert state.selected == "i0"
    assert "Ask for help with 0" in html_of(view.detail)
    assert "Wording 00" in html_of(view.detail)


def test_calls_without_an_intent_have_a_bar_unless_a_theme_is_chosen(state):
    view = Overview(state)
    assert "No intent recorded" in [
        b.description for b in view.distribution.bars.names if is_shown(b)
    ]
    state.choose(theme="t0")
    shown = [b.description for b in view.distribution.bars.names if is_shown(b)]
    assert shown == ["Ask for help with 0", "Ask for help with 2", "Ask for help with 4"]


def test_filters_change_cards_and_bars(state):
    view = Overview(state)
    state.choose(dimensions={"channel": "phone"})
    assert "of 600" in view.cards.value
    calls = int(state.intents["calls"].iloc[0])
    assert view.distribution.bars.labels.text[0].startswith(f"{calls} ")


def test_cards_follow_a_theme_and_tell_the_negative_calls(state):
    view = Overview(state)
    state.choose(theme="t0")
    told = text_of(view.cards.__class__(value=view.cards.value))
    calls = int(state.listed["calls"].sum())
    negative = int(state.tones.loc[state.tones["tone"] == "negative", "calls"].sum())
    assert f"Calls {calls} of 600" in told
    assert "18 → 3 in 1 theme" in told
    assert f"Negative calls {negative / calls:.1%} {negative} calls" in told


def test_filters_that_leave_nothing_say_what_to_do(state):
    view = Overview(state)
    state.choose(search="nothing holds this")
    assert "Clear one of them" in view.distribution.legend.value
    assert not is_shown(view.distribution.bars)


def test_a_paused_view_draws_only_once_it_is_resumed(state):
    view = Overview(state)
    view.pause()
    state.choose(dimensions={"channel": "phone"})
    assert "of 600" not in view.cards.value
    view.resume()
    assert "of 600" in view.cards.value


def test_without_a_run_the_view_says_what_to_do_and_fills_when_there_is_one(tmp_path):
    state = State(str(tmp_path))
    view = Overview(state)
    assert "Open the Data tab and upload" in html_of(view)
    state.run = make_run()
    state.selected = "i0"
    assert "Ask for help with 0" in html_of(view)
