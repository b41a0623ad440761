"""Questions put first what would set most calls right, and their answers are decisions."""

import numpy as np
import pandas as pd
import pytest
from clouds import clouds, texts_of

from intentlib.review import (
    Approve,
    Merge,
    Move,
    Noise,
    PinApart,
    Queue,
    Rename,
    Skip,
    Split,
    Standing,
)
from intentlib.review.queue import settles
from intentlib.review.simulated import Simulated
from intentlib.tree import build

EACH = 20


def world(found, noise=0.5):
    """A run over as many clouds as ``found`` names intents for, 20 wordings each."""
    vectors, truth = clouds(len(found), EACH, noise)
    keys = [f"{text} {row:03d}" for row, text in enumerate(texts_of(truth))]
    ids = np.array(found, object)[truth]
    calls = 1 + np.arange(len(keys)) % 3
    wordings = pd.DataFrame({"key": keys, "calls": calls, "intent_id": ids})
    gold = dict(zip(keys, [f"gold{cloud}" for cloud in truth], strict=True))
    return Queue(wordings, build(vectors, keys), vectors), gold


def advance(standing, decisions):
    for decision in decisions:
        complete = standing.completed(decision)
        assert standing.clash(complete) is None
        standing.advance([(standing.position + 1, complete)])


def asked(queue, standing, kind, intent_id):
    found = queue.questions(standing, None)
    return next(q for q in found if (q.kind, q.intent_id) == (kind, intent_id))


def test_the_intent_that_is_two_things_is_asked_about_first():
    queue, _ = world(["i1", "i2", "i3", "i3"])
    first = queue.questions(Standing())[0]
    assert (first.kind, first.intent_id) == ("one", "i3")
    assert len(first.shown) == 12
    assert first.calls == sum(1 + row % 3 for row in range(40, 80))


def test_all_in_one_place_approves_the_whole_intent():
    queue, _ = world(["i1", "i2", "i3"])
    question = asked(queue, Standing(), "one", "i2")
    (decision,) = question.sorted(dict.fromkeys(question.shown, "i2"))
    assert isinstance(decision, Approve)
    assert len(decision.keys) == EACH
    assert settles([question]) == pytest.approx(1 / 3, abs=0.01)


def test_a_split_takes_along_the_wordings_that_are_like_those_on_show():
    queue, gold = world(["i1", "i2", "i2"])
    standing = Standing()
    question = asked(queue, standing, "one", "i2")
    (decision,) = question.sorted(
        {key: "i2" if gold[key] == "gold1" else "the others" for key in question.shown}
    )
    assert isinstance(decision, Split)
    assert [{gold[key] for key in part} for part in decision.parts] == [{"gold1"}, {"gold2"}]
    advance(standing, [decision])
    assert len(queue.outlook(standing).intent_ids) == 3


def test_wordings_of_another_intent_move_there_and_join_the_rest_of_it():
    vectors, truth = clouds(2, EACH)
    keys = [f"{text} {row:03d}" for row, text in enumerate(texts_of(truth))]
    ids = np.where(truth == 0, "i1", "i2").astype(object)
    ids[:5] = "i2"
    wordings = pd.DataFrame({"key": keys, "calls": 1, "intent_id": ids})
    queue, standing = Queue(wordings, build(vectors, keys), vectors), Standing()
    question = asked(queue, standing, "one", "i2")
    answer = question.sorted({key: "i1" if key in keys[:EACH] else "i2" for key in question.shown})
    assert [type(each) for each in answer] == [Approve, Move]
    advance(standing, answer)
    outlook = queue.outlook(standing)
    assert [outlook.intent_ids[label] for label in outlook.labels] == ["i1"] * 20 + ["i2"] * 20
    assert not any(q.kind == "same" for q in queue.questions(standing, None))


def test_what_lies_between_stays_undecided_and_is_asked_about_by_itself():
    queue, gold = world(["i1", "i1"], noise=3.0)
    standing, reviewer = Standing(), Simulated(gold)
    advance(standing, reviewer.answer(asked(queue, standing, "one", "i1")))
    left = ~queue.outlook(standing).settled
    assert 0 < left.sum() < 28
    where = [q for q in queue.questions(standing, None) if q.kind == "where"]
    assert where
    assert not any(queue.outlook(standing).settled[[int(k[-3:]) for k in where[0].shown]])
    advance(standing, reviewer.answer(where[0]))
    assert queue.outlook(standing).settled[[int(key[-3:]) for key in where[0].shown]].all()


def test_the_same_and_the_different_are_told_apart():
    vectors, truth = clouds(2, 2 * EACH)
    ids = np.array(["i1", "i2", "i3", "i3"], object)[np.arange(80) // EACH]
    keys = [f"{text} {row:03d}" for row, text in enumerate(texts_of(truth))]
    wordings = pd.DataFrame({"key": keys, "calls": 1, "intent_id": ids})
    queue, standing = Queue(wordings, build(vectors, keys), vectors), Standing()
    question = asked(queue, standing, "same", "i1")
    assert question.others[0] == "i2"
    answer = question.merged(["i2"])
    assert answer[0] == Merge("i1", ("i2",), answer[0].wordings())
    assert set(answer[0].wordings()) == set(keys[:40])
    assert all(isinstance(each, PinApart) for each in answer[1:])
    advance(standing, answer)
    assert queue.outlook(standing).intent_ids == ("i1", "i3")


def test_what_is_said_to_be_different_is_not_asked_again():
    vectors, truth = clouds(2, 2 * EACH)
    ids = np.array(["i1", "i2", "i3", "i3"], object)[np.arange(80) // EACH]
    keys = [f"{text} {row:03d}" for row, text in enumerate(texts_of(truth))]
    wordings = pd.DataFrame({"key": keys, "calls": 1, "intent_id": ids})
    queue, standing = Queue(wordings, build(vectors, keys), vectors), Standing()
    advance(standing, asked(queue, standing, "same", "i1").merged([]))
    pairs = [{q.intent_id, *q.others} for q in queue.questions(standing, None) if q.kind == "same"]
    assert not any({"i1", "i2"} <= pair for pair in pairs)


def test_answered_questions_never_come_back_and_skipped_ones_come_last():
    queue, gold = world(["i1", "i2", "i3", "i3"])
    standing, reviewer = Standing(), Simulated(gold)
    first, second = queue.questions(standing)[:2]
    advance(standing, [Skip(first.question_id)])
    assert queue.questions(standing)[0] == second
    assert queue.questions(standing, None)[-1].question_id == first.question_id
    seen = set()
    while questions := queue.questions(standing, 1):
        assert (questions[0].question_id, questions[0].shown) not in seen
        seen.add((questions[0].question_id, questions[0].shown))
        advance(standing, reviewer.answer(questions[0]))
        assert len(seen) < 50
    assert queue.outlook(standing).share_settled == 1


def test_an_approved_intent_is_asked_for_a_name():
    queue, _ = world(["i1", "i2", "i3"])
    standing = Standing()
    question = asked(queue, standing, "one", "i1")
    advance(standing, question.sorted(dict.fromkeys(question.shown, "i1")))
    named = asked(queue, standing, "name", "i1").named("Pay a bill")
    assert [type(each) for each in named] == [Rename]
    advance(standing, named)
    assert not any(q.kind == "name" for q in queue.questions(standing, None))


def test_noise_belongs_to_no_intent():
    queue, gold = world(["i1", "i2"])
    standing = Standing()
    advance(standing, [Noise(tuple(list(gold)[:EACH]))])
    outlook = queue.outlook(standing)
    assert outlook.intent_ids == ("i2",)
    assert (outlook.labels[:EACH] == -1).all()
    assert {q.intent_id for q in queue.questions(standing, None)} == {"i2"}


def test_a_run_of_one_wording_has_nothing_to_ask():
    wordings = pd.DataFrame({"key": ["a"], "calls": [3], "intent_id": ["i1"]})
    vectors = np.ones((1, 2), np.float32) / np.sqrt(2)
    assert Queue(wordings, build(vectors, ["a"]), vectors).questions(Standing()) == []
