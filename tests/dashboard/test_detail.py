from dashboard.looking import html_of, is_shown, text_of

from intentlib.dashboard.detail import Detail


def test_the_selected_intent_has_figures_wordings_trend_and_neighbours(state):
    state.select("i0")
    view = Detail(state)
    told = text_of(view)
    assert "Calls 111 Share of calls 18.9% 95% interval 15.9% to 22.2% Wordings 6" in told
    assert "6 of 6 wordings" in told
    assert "Calls per week, between" in told
    assert "% sure" in html_of(view)
    assert len([b for b in view.nearest if is_shown(b)]) == 4


def test_a_search_narrows_the_wordings(state):
    state.select("i0")
    view = Detail(state)
    view.search.value = "12"
    assert "1 of 1 wording " in text_of(view)
    view.search.value = "nothing"
    assert "None of its wordings" in text_of(view)
    state.select("i1")
    assert view.search.value == ""


def test_more_wordings_are_shown_when_asked_for(state):
    state.set_height(state.height)
    state.select("i0")
    view = Detail(state)
    assert not is_shown(view.more)
    view._most = 2
    view.draw_wordings()
    assert is_shown(view.more)
    view.more.click()
    assert "6 of 6 wordings" in text_of(view)


def test_a_neighbour_can_be_selected(state):
    view = Detail(state)
    name = view.nearest[0].description
    view.nearest[0].click()
    assert state.intent["name"] == name


def test_nothing_selected_says_what_to_do(state):
    state.select("")
    view = Detail(state)
    assert "Select an intent" in text_of(view)
    assert not is_shown(view.search)
