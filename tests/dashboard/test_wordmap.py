import numpy as np
import pandas as pd
import pytest
from dashboard.looking import is_shown, text_of

from intentlib.dashboard import wordmap
from intentlib.dashboard.wordmap import WordingMap, place_names


def test_every_wording_is_a_dot_in_its_themes_colour(state):
    view = WordingMap(state)
    assert len(view.dots.x) == 36
    assert set(view.dots.colors) == set(state.intents["colour"])
    assert view.dots.names[0] == "Ask for help with 0: Wording 00"


def test_the_selected_intents_dots_stand_out(state):
    state.select("i0")
    view = WordingMap(state)
    assert (view.dots.opacity == 1).sum() == 6
    state.select("")
    assert len(set(view.dots.opacity)) == 1


def test_a_dot_selects_its_intent(state):
    view = WordingMap(state)
    view.pick(1)
    assert state.selected == state.wordings["intent_id"][1]


def test_what_is_in_the_lasso_is_listed_commonest_first(state):
    view = WordingMap(state)
    view.lasso.value = True
    assert view.figure.interaction.marks == [view.dots]
    view.dots.selected = np.array([0, 1, 2, 7])
    assert "4 wordings" in view._lassoed.value
    texts = state.wordings.iloc[[0, 1, 2, 7]].sort_values("calls", ascending=False)["text"]
    places = [view._lassoed.value.index(f">{text}<") for text in texts]
    assert places == sorted(places)
    view.lasso.value = False
    assert view.figure.interaction is None
    assert view._lassoed.value == ""


def test_many_wordings_are_sampled_the_same_way_each_time(state, monkeypatch):
    monkeypatch.setattr(wordmap, "MOST", 10)
    one, other = WordingMap(state), WordingMap(state)
    assert len(one.dots.x) == 10
    assert np.array_equal(one.dots.names, other.dots.names)
    assert "10 of 36 are shown" in one._head.value


def test_names_keep_their_distance_and_stay_inside():
    intents = pd.DataFrame({"intent_id": ["a", "b", "c"], "name": ["Largest", "Hidden", "Far"]})
    wordings = pd.DataFrame(
        {"intent_id": ["a", "b", "c"], "x": [0.99, 0.95, -0.5], "y": [0.0, 0.05, 0.0]}
    )
    names = place_names(intents, wordings, far=(0.5, 0.1), most=6)
    assert names["name"].tolist() == ["Large…", "Far"]
    assert names["x"].tolist() == pytest.approx([0.74, -0.25])


def test_a_phone_has_fewer_names_and_where_nothing_is_left_that_is_said(state):
    view = WordingMap(state)
    assert 0 < len(view.few_labels.x) <= len(view.labels.x)
    state.choose(search="nobody said this")
    assert "Nothing fits these filters." in text_of(view)
    assert not is_shown(view.figure)
    assert view.labels.x.dtype == float, "bqplot takes no empty array of objects"
