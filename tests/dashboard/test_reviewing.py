import asyncio

import pytest
from dashboard.factories import make_run
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.state import State
from intentlib.errors import DecisionError
from intentlib.review import Rename, open_ledger
from intentlib.schema import NOISE_ID


@pytest.fixture
def runs(tmp_path):
    return reviewed_runs(tmp_path / "runs")


@pytest.fixture
def state(runs):
    return reviewer_of(runs)


def calls_of(state):
    return state.intents.set_index("intent_id")["calls"]


def test_a_decision_is_shown_at_once(state):
    before = calls_of(state)
    assert state.review.decide("merge", ["i1", "i2"])
    assert calls_of(state)["i1"] == before["i1"] + before["i2"]
    assert "i2" not in calls_of(state).index
    assert state.review.said == "Recorded: merged “Ask for help with 2” into “Ask for help with 1”"
    assert state.made.intents["calls"].tolist() == before.tolist()


def test_a_merged_intent_stays_selected_as_what_it_is_now(state):
    state.select("i2")
    state.review.decide("merge", ["i1", "i2"])
    assert state.selected == "i1"


def test_nothing_is_recorded_of_a_reviewer_without_a_name(state, runs):
    state.review.reviewer = ""
    with pytest.raises(DecisionError, match="Say who you are"):
        state.review.decide("approve", ["i1"])
    assert open_ledger(runs=runs).position == 0


def test_a_step_of_several_decisions_is_undone_as_one(state):
    before = calls_of(state)
    drafter = state.review.drafter
    state.review.record([drafter.label("name", "i1", "Pay"), drafter.merge("i1", ["i2"])])
    state.review.undo_last()
    assert calls_of(state).to_dict() == before.to_dict()
    newest, first = state.review.steps
    assert (first.numbers, first.undone) == ((1, 2), True)
    assert newest.text == f"undid: {first.text}"
    assert first.text.startswith("named an intent “Pay”; merged “Ask for help with 2” into")


def test_undoing_the_last_goes_back_step_by_step_and_leaves_others_alone(runs):
    ann, ben = reviewer_of(runs), reviewer_of(runs, "Ben Example")
    ann.review.decide("rename", ["i1", "One"])
    ben.review.decide("rename", ["i2", "Two"])
    ann.review.decide("rename", ["i3", "Three"])
    for _ in range(3):
        ann.review.undo_last()
    assert ann.review.said == "There is nothing of yours to undo."
    told = {step.text: step.undone for step in ann.review.steps if "undid" not in step.text}
    assert list(told.values()) == [True, False, True]


def test_undoing_an_undo_restores(state):
    state.review.decide("rename", ["i1", "Pay a bill"])
    state.review.undo_last()
    assert "Pay a bill" not in set(state.intents["name"])
    state.review.undo(state.review.steps[0].numbers)
    assert "Pay a bill" in set(state.intents["name"])


def test_a_decision_of_another_is_seen(runs):
    ann, ben = reviewer_of(runs), reviewer_of(runs, "Ben Example")
    ben.review.decide("rename", ["i1", "Pay a bill"])
    assert "Pay a bill" not in set(ann.intents["name"])
    asyncio.run(ann.review.look())
    assert "Pay a bill" in set(ann.intents["name"])
    assert ann.review.said == "Ben Example named an intent “Pay a bill”"


def test_a_viewer_who_reviews_nothing_sees_decisions_too(runs):
    viewer = State(runs)
    asyncio.run(viewer.review.look())
    assert viewer.review.standing is None
    reviewer_of(runs).review.decide("noise", [], ["wording 00"])
    asyncio.run(viewer.review.look())
    assert NOISE_ID in calls_of(viewer).index


def test_what_contradicts_is_refused_in_words_and_can_be_insisted_on(runs):
    ann, ben = reviewer_of(runs), reviewer_of(runs, "Ben Example")
    ben.review.decide("rename", ["i1", "Pay a bill"])
    assert not ann.review.decide("rename", ["i1", "Bills"])
    assert "the intent has changed since you looked" in ann.review.refusal.text
    assert "Ben Example gave “Pay a bill” the name “Pay a bill”" in ann.review.refusal.text
    assert ann.review.refusal.instead_of == ()
    assert ann.review.decide("rename", ["i1", "Bills"]), "having seen it, one may decide otherwise"
    assert ann.review.refusal is None
    key = ann.review.drafter.keys("i1")[0]
    ann.review.decide("noise", [], [key])
    assert not ann.review.decide("move", ["i2"], [key])
    ann.review.insist()
    assert ann.review.refusal is None
    assert key in ann.review.drafter.keys("i2")


def test_giving_way_leaves_what_is_in_force(state):
    key = state.review.drafter.keys("i1")[0]
    state.review.decide("noise", [], [key])
    state.review.decide("move", ["i2"], [key])
    state.review.give_way()
    assert state.review.refusal is None
    assert key not in state.review.drafter.keys("i2")


def test_what_waits_for_a_new_run_is_counted_until_there_is_one(state):
    state.review.decide("rename", ["i1", "Pay a bill"])
    state.review.decide("comment", ["why?"])
    state.review.decide("merge", ["i2", "i3"])
    assert state.review.waiting == 2
    state.review.undo_last()
    assert state.review.waiting == 1
    state.open(state.apply_decisions().run_id)
    assert state.review.waiting == 0
    assert "Pay a bill" in set(state.made.intents["name"])
    state.review.undo([1])
    assert state.review.waiting == 1


def test_runs_in_a_bucket_have_no_ledger_of_their_own():
    state = State("memory://bucket/runs", make_run())
    state.review.open()
    assert "postgresql://" in state.review.closed
    with pytest.raises(DecisionError, match="nothing can be reviewed here"):
        state.review.decide("approve", ["i1"])


def test_conflicts_of_ledgers_that_were_joined_are_listed(runs, tmp_path):
    state = reviewer_of(runs)
    state.review.decide("rename", ["i1", "Pay a bill"])
    with open_ledger(str(tmp_path / "other.db")) as other:
        other.append(Rename("i1", "Bills"), reviewer="Ben Example")
        open_ledger(runs=runs).take_over(other.recorded())
    asyncio.run(state.review.look())
    assert [each.decision_id for each in state.review.conflicts] == [2]
