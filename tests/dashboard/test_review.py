import asyncio

import pytest
from dashboard.factories import HOSTILE, make_run
from dashboard.looking import html_of, is_shown, shown_in, text_of
from dashboard.reviewers import reviewed_runs, reviewer_of
from dashboard.test_asking import ask
from ipywidgets import Button

from intentlib.dashboard.review import Review
from intentlib.dashboard.state import State
from intentlib.review import Noise, Rename, open_ledger


@pytest.fixture
def runs(tmp_path):
    return reviewed_runs(tmp_path)


@pytest.fixture
def view(runs):
    return Review(reviewer_of(runs))


def press(view, key):
    view.question.buttons[key].click()


def shown_boxes(card):
    return [
        box for row, box in zip(card.ticks.children, card.ticks.boxes, strict=True) if is_shown(row)
    ]


def test_who_reviews_is_asked_first_and_once(runs):
    view = Review(State(runs))
    form = view.question.name_slot.form
    assert "Who is reviewing?" in text_of(form)
    form.control.value = "  Ann Example "
    form.done.click()
    assert view.state.review.reviewer == "Ann Example"
    assert view.question.name_slot.form is None
    assert view.question.who.description == "Reviewing as Ann Example"
    assert Review(view.state).question.name_slot.form is None


def test_an_answer_without_a_name_asks_for_it_and_is_then_recorded(runs):
    view = Review(State(runs))
    view.question.name_slot.form.cancel.click()
    press(view, "n")
    form = view.question.name_slot.form
    assert view.state.review.position == 0
    form.control.value = "Ann Example"
    form.done.click()
    assert view.state.review.position == 1


def test_a_question_is_a_sentence_with_its_wordings(view):
    asked = ask(view.state, "one")
    name = view.state.review.names[asked.intent_id]
    assert f"Is “{name}” one thing?" in text_of(view)
    assert f"{asked.calls} calls at stake" in text_of(view)
    told = [box.description for box in shown_boxes(view.question)]
    assert told == view.state.wordings_by_key(asked.shown)["text"].tolist()


def test_a_yes_is_recorded_and_the_next_question_comes(view):
    asked = ask(view.state, "one")
    press(view, "a")
    assert "Recorded: approved" in text_of(view.question)
    assert f'data-question="{asked.question_id}"' not in html_of(view)
    assert "of calls settled" in text_of(view.progress)


def test_ticked_wordings_are_split_off(view):
    asked = ask(view.state, "one")
    press(view, "s")
    assert "Tick the wordings that belong elsewhere first." in text_of(view)
    shown_boxes(view.question)[0].value = True
    press(view, "s")
    view.question.slot.form.done.click()
    assert "split" in text_of(view.history)
    assert len(view.state.intents) == 7
    assert asked.shown[0] not in view.state.review.drafter.keys(asked.intent_id)


def test_intents_stand_side_by_side_to_be_ticked(view):
    asked = ask(view.state, "same")
    boxes = shown_boxes(view.question)
    names = view.state.review.names
    assert [box.description for box in boxes] == [names[i] for i in asked.others]
    press(view, "m")
    assert "Tick the intents that are the same first." in text_of(view)
    boxes[0].value = True
    press(view, "m")
    assert asked.others[0] not in set(view.state.intents["intent_id"])


def test_intents_that_differ_are_told_apart(view):
    ask(view.state, "same")
    press(view, "s")
    assert "told" in text_of(view.history)
    assert len(view.state.intents) == 6


def test_an_intent_can_be_merged_with_any_other(view):
    asked = ask(view.state, "one")
    press(view, "m")
    form = view.question.slot.form
    other = form.control.value
    assert asked.intent_id not in [value for _, value in form.control.options]
    form.done.click()
    assert len({asked.intent_id, other} & {*view.state.intents["intent_id"]}) == 1


def test_a_name_is_asked_for_and_given(view):
    asked = ask(view.state, "one")
    press(view, "r")
    form = view.question.slot.form
    assert form.control.value == view.state.review.names[asked.intent_id]
    form.control.value = "Pay a bill"
    form.done.click()
    assert "Is “Pay a bill” one thing?" in text_of(view)


def test_an_empty_answer_leaves_the_form_open(view):
    ask(view.state, "one")
    press(view, "r")
    form = view.question.slot.form
    form.control.value = "  "
    form.done.click()
    assert view.question.slot.form is form


def test_what_was_begun_is_given_up_when_another_answers_the_question(view, runs):
    asked = ask(view.state, "one")
    press(view, "r")
    reviewer_of(runs, "Ben Example").review.decide("approve", [asked.intent_id])
    asyncio.run(view.state.review.look())
    assert view.question.slot.form is None
    assert f'data-question="{asked.question_id}"' not in html_of(view)


def test_the_last_step_is_undone(view):
    asked = ask(view.state, "one")
    press(view, "a")
    press(view, "u")
    assert asked.question_id in {each.question_id for each in view.state.asking.questions}
    assert "undid: approved" in text_of(view.history)


def test_any_step_can_be_undone_and_restored_in_the_history(view):
    view.state.review.decide("rename", ["i1", "Pay a bill"])
    view.state.review.decide("rename", ["i2", "Report an outage"])
    view.history.undo[1].click()
    assert "Pay a bill" not in set(view.state.intents["name"])
    assert view.history.undo[0].description == "Restore"
    assert view.history.undo[2].layout.visibility == "hidden"
    view.history.undo[0].click()
    assert "Pay a bill" in set(view.state.intents["name"])


def test_the_history_has_pages(view):
    for number in range(10):
        view.state.review.decide("rename", ["i1", f"Name {number}"])
    assert "“Name 9”" in text_of(view.history)
    shown = [row for row in view.history._rows if is_shown(row)]
    assert len(shown) == 8
    view.history.pages.forward.click()
    assert "“Name 0”" in text_of(view.history)
    assert len([row for row in view.history._rows if is_shown(row)]) == 2


def test_what_was_refused_is_said_and_can_be_insisted_on(view):
    key = view.state.review.drafter.keys("i1")[0]
    view.state.review.decide("noise", [], [key])
    assert not is_shown(view.refused)
    view.state.review.decide("move", ["i2"], [key])
    assert is_shown(view.refused)
    assert "Not recorded: wordings are no intent" in text_of(view.refused)
    view.refused.insist.click()
    assert not is_shown(view.refused)
    assert key in view.state.review.drafter.keys("i2")


def test_a_refusal_can_be_accepted(view):
    key = view.state.review.drafter.keys("i1")[0]
    view.state.review.decide("noise", [], [key])
    view.state.review.decide("move", ["i2"], [key])
    view.refused.give_way.click()
    assert not is_shown(view.refused)


def test_conflicts_have_two_ways_out(view, runs, tmp_path):
    assert not is_shown(view.conflicts)
    view.state.review.decide("rename", ["i1", "Pay a bill"])
    with open_ledger(str(tmp_path / "other.db")) as other:
        other.append(Rename("i1", "Bills"), reviewer="Ben Example")
        open_ledger(runs=runs).take_over(other.recorded())
    asyncio.run(view.state.review.look())
    assert "1 conflict" in text_of(view.conflicts)
    assert view.conflicts.undo[0].description == "Undo #2"
    view.conflicts.undo_others[0].click()
    assert not is_shown(view.conflicts)
    assert "Bills" in set(view.state.intents["name"])


def test_a_decision_whose_wordings_are_gone_is_listed_and_can_be_undone(view, runs):
    with open_ledger(runs=runs) as ledger:
        ledger.append(Noise(("a wording of another file",)), reviewer="Ben Example")
    asyncio.run(view.state.review.look())
    assert "None of its wordings is in this run" in text_of(view.conflicts)
    assert not is_shown(view.conflicts.undo_others[0])
    view.conflicts.undo[0].click()
    assert not is_shown(view.conflicts)


def test_a_run_is_made_of_what_was_decided(view):
    view.state.review.decide("merge", ["i1", "i2"])
    assert "1 decision not in the published run yet" in text_of(view.progress)
    before = view.state.made.run_id
    asyncio.run(view.progress.make_run())
    assert view.state.made.run_id != before
    assert "i2" not in set(view.state.made.intents["intent_id"])
    assert not is_shown(view.progress._line)


def test_when_all_is_settled_it_says_so(view):
    while view.state.asking.question:
        press(view, "s" if view.state.asking.question.kind == "same" else "a")
    assert "All is settled" in text_of(view.question)
    shown = {button.description for button in shown_in(view.question) if isinstance(button, Button)}
    assert {"Undo"} < shown
    assert "Skip" not in shown


def test_without_a_ledger_it_says_what_is_missing():
    view = Review(State("memory://bucket/runs", make_run()))
    assert "Nothing can be reviewed here yet" in text_of(view)
    assert "INTENTLIB_LEDGER" in text_of(view)


def test_markup_is_shown_as_text(tmp_path):
    view = Review(reviewer_of(reviewed_runs(tmp_path, hostile=True), HOSTILE))
    for key in "anru":
        press(view, key)
    first, second, *_ = view.state.intents["intent_id"]
    view.state.review.decide("rename", [first, HOSTILE])
    view.state.review.decide("merge", [first, second])
    assert "<img" not in html_of(view)
    assert "&lt;img" in html_of(view.history)
    assert view.state.notice is None
