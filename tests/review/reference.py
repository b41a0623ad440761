"""What is in force, said again as plainly and slowly as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from intentlib.review.base import Decision, is_intent
from intentlib.review.decisions import Label, Undo
from intentlib.review.grouping import Merge, Noise

Decided = Mapping[int, Decision]


def not_undone(decisions: Sequence[Decision]) -> dict[int, Decision]:
    """Return the decisions that no standing undo speaks of; the last can't be undone."""
    left: dict[int, Decision] = {}
    undone: set[int] = set()
    for number in range(len(decisions), 0, -1):
        decision = decisions[number - 1]
        if number in undone:
            continue
        left[number] = decision
        if isinstance(decision, Undo):
            undone.add(decision.decision_id)
    return dict(sorted(left.items()))


def in_force(decisions: Sequence[Decision]) -> dict[int, Decision]:
    """Return the decisions in force: each that goes with those in force, earlier ones first."""
    known = dict(enumerate(decisions, start=1))
    found: dict[int, Decision] = {}
    waiting: dict[int, Decision] = {}
    for number, decision in not_undone(decisions).items():
        waiting[number] = decision
        fitting: list[int] | None = None
        while fitting is None or fitting:
            fitting = [n for n in waiting if consistent({**found, n: waiting[n]}, known)][:1]
            found |= {n: waiting.pop(n) for n in fitting}
    return dict(sorted(found.items()))


def consistent(decided: Decided, known: Decided) -> bool:
    """Tell whether decisions go together; ``known`` has those that they may have replaced."""
    blocks = partition(nodes for each in decided.values() for nodes in each.links())
    merged = partition(
        [node for node in each.links()[0] if is_intent(node)]
        for each in decided.values()
        if isinstance(each, Merge)
    )
    for block in blocks:
        intents = {node for node in block if is_intent(node)}
        if len(intents) > 1 and not any(intents <= other for other in merged):
            return False
        if any(len(values) > 1 for values in labels(decided, block, known).values()):
            return False
    of = {node: number for number, block in enumerate(blocks) for node in block}
    for each in decided.values():
        heads = [of[nodes[0]] for nodes in each.links()]
        if len(set(heads)) < len(heads):
            return False
    noise = {key for each in decided.values() if isinstance(each, Noise) for key in each.keys}
    return not any(noise & block for block in blocks)


def partition(groups: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    """Return the groups, those with a common member joined."""
    blocks: list[frozenset[str]] = []
    for group in map(frozenset, groups):
        touching = [block for block in blocks if block & group]
        blocks = [block for block in blocks if not block & group]
        blocks.append(group.union(*touching))
    return blocks


def labels(decided: Decided, block: frozenset[str], known: Decided) -> dict[str, set[str]]:
    """Return the values that hold for a block, by what they label."""
    here = {
        number: each
        for number, each in decided.items()
        if isinstance(each, Merge | Label) and each.links()[0][0] in block
    }
    replaced = {old for each in here.values() for old in all_replaced(each, known)}
    values: dict[str, set[str]] = {}
    for number, each in here.items():
        if isinstance(each, Label) and number not in replaced:
            values.setdefault(each.what, set()).add(each.value)
    return values


def all_replaced(decision: Decision, known: Decided) -> set[int]:
    """Return the numbers that a decision replaces, and that these replaced, and so on."""
    numbers = set(getattr(decision, "supersedes", ()))
    return numbers.union(*(all_replaced(known[number], known) for number in numbers))
