import pytest
from dashboard.looking import is_shown, text_of
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.acts import Acts
from intentlib.dashboard.asking import NEW, NOWHERE
from intentlib.dashboard.state import State
from intentlib.schema import NOISE_ID


@pytest.fixture
def acts(tmp_path):
    state = reviewer_of(reviewed_runs(tmp_path))
    state.select("i1")
    return Acts(state)


def answer(acts, name, value):
    acts.buttons[name].click()
    acts.slot.form.control.value = value
    acts.slot.form.done.click()


def test_the_selected_intent_is_approved(acts):
    acts.buttons["approve"].click()
    assert acts.state.intent["status"] == "reviewed"
    assert "Recorded: approved" in text_of(acts)


def test_the_selected_intent_is_renamed(acts):
    answer(acts, "rename", "Pay a bill")
    assert acts.state.intent["name"] == "Pay a bill"


def test_the_selected_intent_gets_a_theme_and_a_type(acts):
    answer(acts, "theme", "Money")
    answer(acts, "type", "praise")
    assert (acts.state.intent["theme"], acts.state.intent["type"]) == ("Money", "praise")


def test_a_comment_is_kept(acts):
    answer(acts, "comment", "Is it growing?")
    assert acts.state.review.steps[0].text == "commented on “Ask for help with 1”: “Is it growing?”"


def test_of_merged_intents_the_larger_stays(acts):
    calls = acts.state.intents.set_index("intent_id")["calls"]
    assert calls["i5"] > calls["i1"]
    answer(acts, "merge", "i5")
    assert acts.state.selected == "i5"
    assert acts.state.intent["calls"] == calls["i1"] + calls["i5"]


@pytest.mark.parametrize(("place", "found"), [(NEW, None), (NOWHERE, NOISE_ID), ("i2", "i2")])
def test_ticked_wordings_are_moved(acts, place, found):
    acts.buttons["wordings"].click()
    ticks = acts.slot.form.children[1]
    ticks.boxes[0].value = ticks.boxes[1].value = True
    ticks.boxes[1].value = False
    key = acts.state.wordings_of("i1")["key"].iloc[0]
    acts.slot.form.control.value = place
    acts.slot.form.done.click()
    now = acts.state.run.wordings.set_index("key")["intent_id"]
    assert now[key] == (found or now[key])
    assert now[key] != "i1"
    assert (now == "i1").sum() == 5


def test_moving_nothing_says_what_to_do(acts):
    acts.buttons["wordings"].click()
    acts.slot.form.done.click()
    assert "Tick the wordings" in text_of(acts)
    assert acts.state.review.position == 0


def test_an_act_begins_anew_with_another_intent(acts):
    acts.buttons["rename"].click()
    acts.state.select("i2")
    assert acts.slot.form is None


def test_who_decides_is_asked_first(tmp_path):
    state = State(reviewed_runs(tmp_path))
    acts = Acts(state)
    acts.buttons["approve"].click()
    assert state.review.position == 0
    acts.slot.form.control.value = "Ann Example"
    acts.slot.form.done.click()
    assert state.review.position == 1


def test_what_is_no_intent_can_only_be_moved(acts):
    key = acts.state.review.drafter.keys("i2")[0]
    acts.state.review.decide("noise", [], [key])
    acts.state.select(NOISE_ID)
    assert [name for name, button in acts.buttons.items() if is_shown(button)] == ["wordings"]
