"""What holds for any decisions whatever, recorded one by one or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import reference
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import decisions, groupings, labels

from intentlib.review import Component, Decision, Held, Noise, Standing, Undo, fold
from intentlib.review.base import intent_node


def state(standing: Standing) -> object:
    """Return all that is in force."""
    return (
        standing.components(),
        standing.cannot_links(),
        standing.noise,
        standing.skipped,
        standing.conflicts,
    )


def recorded(offered: Sequence[Decision]) -> tuple[Standing, list[Decision]]:
    """Return what a ledger would record of the decisions, refusing what contradicts."""
    standing, done = Standing(), list[Decision]()
    for decision in offered:
        if isinstance(decision, Undo) and decision.decision_id > len(done):
            continue
        decision = standing.completed(decision)
        if standing.clash(decision) is None:
            done.append(decision)
            standing.advance([(len(done), decision)])
    return standing, done


@given(decisions())
def test_in_force_is_what_goes_with_all_before_it(given: list[Decision]) -> None:
    """As after an import: nothing was checked when it was recorded."""
    standing = fold(given)
    expected = reference.in_force(given)
    undone = set(range(1, len(given) + 1)) - set(reference.not_undone(given))
    refused = set(reference.not_undone(given)) - set(expected)
    assert {conflict.decision_id for conflict in standing.conflicts} == refused
    assert {n for n in range(1, len(given) + 1) if standing.undone_by(n)} == undone
    assert_says(standing, expected, given)


@given(decisions())
def test_a_ledger_refuses_what_contradicts_and_nothing_else(given: list[Decision]) -> None:
    standing, done = Standing(), list[Decision]()
    for decision in given:
        if isinstance(decision, Undo) and decision.decision_id > len(done):
            continue
        decision = standing.completed(decision)
        held = reference.in_force(done)
        tried = [*done, decision]
        contradicts = len(reference.in_force(tried)) < len(reference.not_undone(tried))
        clash = standing.clash(decision)
        assert (clash is not None) == contradicts
        if clash:
            assert set(clash.numbers) <= set(held) - {0}
        else:
            done = tried
            standing.advance([(len(done), decision)])
            assert standing.conflicts == ()
    assert_says(standing, reference.in_force(done), done)


@given(decisions(), st.data())
def test_one_by_one_and_all_at_once_are_the_same(
    given: list[Decision], data: st.DataObject
) -> None:
    standing, numbered = Standing(), list(enumerate(given, start=1))
    while numbered:
        size = data.draw(st.integers(1, len(numbered)))
        standing.advance(numbered[:size])
        numbered = numbered[size:]
    assert state(standing) == state(fold(given))


@given(decisions(), st.data())
def test_undo_restores_exactly_and_redo_too(given: list[Decision], data: st.DataObject) -> None:
    before, done = recorded(given)
    after, more = recorded([*done, data.draw(groupings | labels)])
    assume(len(more) > len(done))
    undone, _ = recorded([*more, Undo(len(more))])
    assert state(undone) == state(before)
    redone, _ = recorded([*more, Undo(len(more)), Undo(len(more) + 1)])
    assert state(redone) == state(after)


@given(decisions(), st.data())
def test_a_decision_can_be_made_instead_of_what_is_in_its_way(
    given: list[Decision], data: st.DataObject
) -> None:
    standing, done = recorded(given)
    decision = data.draw(groupings)
    clash = standing.clash(standing.completed(decision))
    assume(clash)
    for step, _ in standing.instead(clash.numbers, decision):
        found = standing.clash(step)
        # Other decisions may build on one that is to be undone.
        assume(not found or not isinstance(step, Undo))
        assert found is None
        done.append(step)
        standing.advance([(len(done), step)])
    again = standing.clash(standing.completed(decision))
    assert again is None


@given(decisions(undos=False), st.data())
def test_the_order_of_independent_decisions_does_not_matter(
    given: list[Decision], data: st.DataObject
) -> None:
    _, done = recorded(given)
    assume(len(done) > 1)
    place = data.draw(st.integers(0, len(done) - 2))
    first, second = done[place : place + 2]
    told = fold(done)
    assume(not touched(told, first) & touched(told, second))
    swapped = [*done[:place], second, first, *done[place + 2 :]]
    numbers = {place + 1: place + 2, place + 2: place + 1}
    swapped = [renumbered(decision, numbers) for decision in swapped]
    assert fold(swapped).conflicts == ()
    assert renamed(told, numbers) == renamed(fold(swapped), {})


def assert_says(
    standing: Standing, expected: dict[int, Decision], given: Sequence[Decision]
) -> None:
    """Assert that a standing says what decisions in force say, and no more."""
    blocks = reference.partition(n for each in expected.values() for n in each.links())
    components, known = standing.components(), dict(enumerate(given, start=1))
    told = [{*map(intent_node, each.intent_ids), *each.keys} for each in components]
    assert sorted(map(sorted, told)) == sorted(map(sorted, blocks))
    for each, nodes in zip(components, told, strict=True):
        values = reference.labels(expected, frozenset(nodes), known)
        held = labels_of(each)
        assert {what: {had.value} for what, had in held.items() if had} == {
            what: found for what, found in values.items() if found
        }
        assert all(expected[had.decision_id].value == had.value for had in held.values() if had)
        assert set(each.decision_ids) == {
            number
            for number, decision in expected.items()
            if any(nodes & set(link) for link in decision.links())
        }
        assert (each.intent_id in each.intent_ids) if each.intent_ids else each.intent_id is None
    for number, decision in expected.items():
        heads = [
            next(place for place, nodes in enumerate(told) if link[0] in nodes)
            for link in decision.links()
        ]
        for place, left in enumerate(heads):
            for right in heads[place + 1 :]:
                pair = (min(left, right), max(left, right))
                (found,) = [c for c in standing.cannot_links() if (c.left, c.right) == pair]
                assert number in found.decision_ids
    noise = {key for each in expected.values() if isinstance(each, Noise) for key in each.keys}
    assert set(standing.noise) == noise


def labels_of(component: Component) -> dict[str, Held | None]:
    return {"name": component.name, "theme": component.theme}


def touched(standing: Standing, decision: Decision) -> set[str]:
    """Return whatever a decision is about, and all that is one with it."""
    nodes = {node for nodes in decision.links() for node in nodes} | set(decision.wordings())
    for each in standing.components():
        own = {*map(intent_node, each.intent_ids), *each.keys}
        nodes |= own if own & nodes else set()
    return nodes | {getattr(decision, "question", "")} - {""}


def renumbered(decision: Decision, numbers: dict[int, int]) -> Decision:
    """Return a decision that speaks of others by new numbers."""
    if not getattr(decision, "supersedes", ()):
        return decision
    return replace(decision, supersedes=tuple(numbers.get(n, n) for n in decision.supersedes))


def renamed(standing: Standing, numbers: dict[int, int]) -> object:
    """Return what is in force, told with new numbers of decisions."""

    def of(number: int | None) -> int | None:
        return numbers.get(number, number) if number else None

    told = []
    for each in standing.components():
        # Who gave a name counts for nothing where two gave the same.
        held = {what: found and found.value for what, found in labels_of(each).items()}
        decided = tuple(sorted(map(of, each.decision_ids)))
        told.append(replace(each, **held, decision_ids=decided, approved_by=None))
    return (
        told,
        [(c.left, c.right, sorted(map(of, c.decision_ids))) for c in standing.cannot_links()],
        set(standing.noise),
        set(standing.skipped),
    )
