"""A decision before and after it is recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from intentlib.review.base import Decision
from intentlib.review.cleaning import clean
from intentlib.review.decisions import Undo, replacing
from intentlib.review.payload import read_contents, to_payload
from intentlib.store.ledger import Content, Row


@dataclass(frozen=True)
class Offer:
    """A decision to be recorded.

    Parameters
    ----------
    decision
        What is decided. The numbers of what it replaces are filled in when it is recorded.
    reviewer
        Who decides.
    run_id, reason
        The run that they look at and their reason, or None.
    instead_of
        Decisions that are undone in the same step. What they say of other wordings is recorded
        again, so that moving one wording leaves the approval of the others.
    token
        Any text that no other decision has; made up where not given.

    Raises
    ------
    DecisionError
        If a field isn't usable.
    """

    decision: Decision
    reviewer: str
    run_id: str | None = None
    reason: str | None = None
    instead_of: tuple[int, ...] = ()
    token: str = field(default_factory=lambda: token_hex(16))

    def __post_init__(self) -> None:
        for each in fields(self)[1:]:
            value = getattr(self, each.name)
            if value != each.default:
                object.__setattr__(self, each.name, clean(each.name, value, "a decision offered"))

    def beside(self, decision: Decision, reason: str) -> Offer:
        """Return the offer of another decision in the same step."""
        return Offer(decision, self.reviewer, self.run_id, reason)


@dataclass(frozen=True)
class Recorded:
    """A decision as it stands in the ledger.

    Parameters
    ----------
    decision_id
        Its number: 1, 2, 3 … in the order of recording.
    decision
        What was decided.
    reviewer, at
        By whom, and when (UTC).
    run_id, reason
        The run that they looked at and their reason, or None.
    token
        What makes it the same decision in every ledger.
    """

    decision_id: int
    decision: Decision
    reviewer: str
    at: datetime
    run_id: str | None
    reason: str | None
    token: str

    @classmethod
    def now(cls, decision_id: int, offer: Offer) -> Recorded:
        """Return an offered decision, recorded at this moment."""
        return cls(
            decision_id,
            offer.decision,
            offer.reviewer,
            datetime.now(UTC),
            offer.run_id,
            offer.reason,
            offer.token,
        )

    def row(self) -> Row:
        """Return the ledger's row."""
        return Row(
            self.decision_id,
            self.at,
            self.reviewer,
            self.decision.kind,
            to_payload(self.decision),
            self.run_id,
            self.reason,
            self.token,
        )

    def told(self) -> dict[str, Any]:
        """Return the decision as JSON knows it; what isn't known is left out."""
        told = {
            "decision_id": self.decision_id,
            "at": f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "reviewer": self.reviewer,
            "kind": self.decision.kind,
            "payload": json.loads(to_payload(self.decision)),
            "run_id": self.run_id,
            "reason": self.reason,
            "token": self.token,
        }
        return {name: value for name, value in told.items() if value is not None}

    def renumbered(self, number: int, numbers: Mapping[int, int]) -> Recorded:
        """Return the decision for another ledger, where it and those before have other numbers.

        Raises
        ------
        KeyError
            If it speaks of a decision that has no number there.
        """
        decision = self.decision
        if isinstance(decision, Undo):
            decision = Undo(numbers[decision.decision_id])
        elif replaced := getattr(decision, "supersedes", ()):
            decision = replacing(decision, [numbers[each] for each in replaced])
        return replace(self, decision_id=number, decision=decision)


def read_rows(rows: Sequence[Row]) -> list[Recorded]:
    """Return the decisions of a ledger's rows; raises StoreError if one can't be read."""
    said = read_contents([Content(row.decision_id, row.kind, row.payload) for row in rows])
    return [
        Recorded(number, decision, row.reviewer, row.at, row.run_id, row.reason, row.token)
        for (number, decision), row in zip(said, rows, strict=True)
    ]
