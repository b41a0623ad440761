import asyncio

import pytest
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.asking import NEW, NOWHERE
from intentlib.dashboard.state import State
from intentlib.errors import DecisionError
from intentlib.schema import NOISE_ID


@pytest.fixture
def runs(tmp_path):
    return reviewed_runs(tmp_path)


@pytest.fixture
def state(runs):
    return reviewer_of(runs)


def ask(state, kind):
    """Skip questions until one of a kind is asked, and return it."""
    for _ in range(20):
        asked = state.asking.question
        if asked.kind == kind:
            return asked
        state.asking.skip()
    raise AssertionError(f"no question of the kind {kind}")


def group_of(state, key):
    return state.run.wordings.set_index("key").loc[key, "intent_id"]


def test_nothing_is_asked_before_the_ledger_is_open(runs):
    assert State(runs).asking.question is None


def test_an_answered_question_never_comes_back(state):
    seen = []
    while (asked := state.asking.question) and len(seen) < 40:
        seen.append(asked.question_id)
        state.asking.differ() if asked.kind == "same" else state.asking.approve()
    assert state.asking.question is None
    assert len(seen) == len(set(seen)) > 6
    assert state.asking.settled == 1
    with pytest.raises(DecisionError, match="nothing is asked any more"):
        state.asking.approve()


def test_a_skipped_question_comes_later(state):
    first = state.asking.question.question_id
    state.asking.skip()
    assert state.asking.question.question_id != first
    assert first in {
        each.question_id for each in state.asking.queue.questions(state.review.standing, None)
    }


def test_a_question_that_could_not_be_skipped_stays(state):
    first = state.asking.question.question_id
    state.review.reviewer = ""
    with pytest.raises(DecisionError, match="Say who you are"):
        state.asking.skip()
    assert state.asking.question.question_id == first


def test_approving_one_intent_settles_its_calls(state):
    asked = ask(state, "one")
    calls = state.intents.set_index("intent_id").loc[asked.intent_id, "calls"]
    state.asking.approve()
    total = state.intents["calls"].sum()
    assert state.asking.settled == pytest.approx(calls / total)


def test_only_the_ticked_intents_become_one(state):
    asked = ask(state, "same")
    first, *rest = asked.others
    state.asking.tick(first, on=True)
    state.asking.same()
    assert first not in set(state.intents["intent_id"])
    assert set(rest) <= set(state.intents["intent_id"])


def test_all_intents_of_a_question_become_one(state):
    asked = ask(state, "same")
    state.asking.approve()
    assert not {*asked.others} & {*state.intents["intent_id"]}


@pytest.mark.parametrize("place", [NEW, NOWHERE, "other"])
def test_ticked_wordings_go_where_they_belong(state, place):
    asked = ask(state, "one")
    other = next(i for i in state.intents["intent_id"] if i != asked.intent_id)
    ticked, *rest = asked.shown
    state.asking.tick(ticked, on=True)
    state.asking.place(other if place == "other" else place)
    found = group_of(state, ticked)
    assert found != asked.intent_id
    assert (found == other) == (place == "other")
    assert (found == NOISE_ID) == (place == NOWHERE)
    assert group_of(state, rest[0]) == asked.intent_id


def test_nothing_is_placed_where_nothing_is_ticked(state):
    ask(state, "one")
    before = state.review.position
    with pytest.raises(DecisionError, match="no wording is ticked"):
        state.asking.place(NEW)
    assert state.review.position == before


def test_a_name_can_be_given_whatever_is_asked(state):
    asked = ask(state, "one")
    state.asking.name("Pay a bill")
    assert state.review.names[asked.intent_id] == "Pay a bill"
    assert state.asking.question.question_id == asked.question_id


def test_ticks_are_of_one_question(state):
    asked = ask(state, "one")
    for key in asked.shown[:2]:
        state.asking.tick(key, on=True)
    state.asking.tick(asked.shown[0], on=False)
    assert state.asking.ticked == asked.shown[1:2]
    state.asking.skip()
    assert state.asking.question is not None
    assert state.asking.ticked == ()


def test_a_question_stays_while_others_decide_of_something_else(runs):
    ann, ben = reviewer_of(runs), reviewer_of(runs, "Ben Example")
    asked = ask(ann, "one")
    key = asked.shown[0]
    ann.asking.tick(key, on=True)
    other = next(i for i in ben.intents["intent_id"] if i != asked.intent_id)
    ben.review.decide("rename", [other, "Something else"])
    asyncio.run(ann.review.look())
    assert ann.asking.question.question_id == asked.question_id
    assert ann.asking.ticked == (key,)


def test_a_question_that_another_answered_is_gone(runs):
    ann, ben = reviewer_of(runs), reviewer_of(runs, "Ben Example")
    asked = ask(ann, "one")
    ben.review.decide("approve", [asked.intent_id])
    asyncio.run(ann.review.look())
    assert ann.asking.question.question_id != asked.question_id
