"""Decisions to look at: what two reviewers may say of any run."""

from __future__ import annotations

from intentlib.errors import DecisionError
from intentlib.review.decisions import Skip, Undo
from intentlib.review.drafting import Drafter
from intentlib.review.ledger import Ledger
from intentlib.review.recorded import Offer, Recorded

_REVIEWERS = ("Ann Example", "Ben Example")


def add_demo(ledger: Ledger, drafter: Drafter, run_id: str) -> list[Recorded]:
    """Return example decisions on a run's largest intents, recorded in an empty ledger.

    Raises
    ------
    DecisionError
        If the ledger isn't empty, or the run has fewer than three intents.
    """
    if ledger.position:
        raise DecisionError(
            "the ledger has decisions, among which examples would not be told apart",
            value=f"{ledger.position:,} decisions",
            where=ledger.url,
        )
    if len(drafter.names) < 3:
        raise DecisionError("the run has too few intents for examples", value=len(drafter.names))
    first, second, third, *_ = drafter.names
    ann, ben = _REVIEWERS
    decisions = [
        (ann, drafter.approve(first), "read through all of them"),
        (ann, drafter.label("name", first, drafter.names[first].title()), "title case"),
        (ben, drafter.label("type", first, "request"), None),
        (ben, drafter.approve(second), None),
        (ben, drafter.comment("is this one growing?", second, []), None),
        (ann, drafter.pin_apart([drafter.keys(i)[0] for i in (first, second)]), None),
        (ann, drafter.merge(second, [third]), "the same reason for calling"),
        (ben, Undo(7), "no: they are handled by different teams"),
        (ann, Skip(f"merge {second} {third}"), None),
    ]
    offers = [Offer(decision, reviewer, run_id, reason) for reviewer, decision, reason in decisions]
    return ledger.append_all(offers)
