"""A ledger as JSON Lines: one decision per line, in order, to keep or to take elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from intentlib.errors import DecisionError
from intentlib.review.cleaning import clean
from intentlib.review.ledger import Ledger
from intentlib.review.payload import from_payload
from intentlib.review.recorded import Offer, Recorded
from intentlib.review.standing import Conflict

_NEEDED = ("decision_id", "at", "reviewer", "kind", "payload", "token")
_OPTIONAL = ("run_id", "reason")
_OFFERED = ("reviewer", "run_id", "reason", "instead_of", "token")


@dataclass(frozen=True)
class Imported:
    """What became of the decisions of another ledger.

    Parameters
    ----------
    added
        How many were recorded.
    known
        How many were there already.
    conflicts
        Those that are not in force because they contradict earlier ones.
    """

    added: int
    known: int
    conflicts: tuple[Conflict, ...]


def export_lines(ledger: Ledger) -> Iterator[str]:
    """Give each decision as a line of JSON, without the line's end.

    A ledger that such lines are imported into, and that was empty, gives the same lines again.
    """
    for done in ledger.recorded():
        yield json.dumps(done.told(), ensure_ascii=False)


def import_lines(ledger: Ledger, lines: Iterable[str]) -> Imported:
    """Record the decisions of another ledger that aren't there yet, all or none.

    They get the next numbers, and what they say of each other's numbers is changed accordingly.
    One that contradicts what is in force is recorded too, and listed in the conflicts.

    Raises
    ------
    DecisionError
        If a line is no decision, or decisions that others speak of are missing.
    StoreError
        If the database can't be used.
    """
    recorded: list[Recorded] = []
    for where, told in read_objects(lines):
        each = _recorded(told, where)
        if recorded and each.decision_id <= recorded[-1].decision_id:
            raise DecisionError("decisions are not in order", value=each.decision_id, where=where)
        recorded.append(each)
    before = {conflict.decision_id for conflict in ledger.standing().conflicts}
    added = ledger.take_over(recorded)
    after = ledger.standing().conflicts
    new = tuple(conflict for conflict in after if conflict.decision_id not in before)
    return Imported(added, len(recorded) - added, new)


def read_objects(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the JSON object of each line that isn't blank, with where it is.

    Raises
    ------
    DecisionError
        If a line is no JSON object.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except ValueError as error:
            raise DecisionError("not JSON", value=line.strip(), where=f"line {number}") from error
        if not isinstance(told, dict):
            raise DecisionError("not a JSON object", value=line.strip(), where=f"line {number}")
        yield f"line {number}", told


def _recorded(told: dict[str, Any], where: str) -> Recorded:
    missing = [name for name in _NEEDED if name not in told]
    unknown = [name for name in told if name not in _NEEDED + _OPTIONAL]
    if missing or unknown:
        raise DecisionError(
            "not a decision of a ledger",
            value=f"no {missing[0]!r}" if missing else f"has {unknown[0]!r}",
            where=where,
            do="Give what `intentlib review export` writes",
        )
    texts = {
        name: clean(name, told[name], where)
        for name in ("decision_id", "reviewer", "token", *_OPTIONAL)
        if name in told
    }
    decision = from_payload(told["kind"], told["payload"], where)
    at = _time(told["at"], where)
    return Recorded(**{"run_id": None, "reason": None, **texts}, at=at, decision=decision)


def _time(told: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except (TypeError, ValueError) as error:
        raise DecisionError("not a time", value=told, where=where) from error
    if at.tzinfo is None:
        raise DecisionError("not a time with its zone", value=told, where=where)
    return at.astimezone(UTC)


def read_offers(lines: Iterable[str], reviewer: str) -> list[Offer]:
    """Return the decisions that lines of JSON offer to be recorded.

    A line has the ``kind`` of decision and its fields, and may have a ``reviewer``, ``run_id``,
    ``reason``, ``instead_of`` and ``token``.

    Parameters
    ----------
    reviewer
        Who decides, where a line doesn't say.

    Raises
    ------
    DecisionError
        If a line is no decision.
    """
    return [_offer(told, reviewer, where) for where, told in read_objects(lines)]


def _offer(told: dict[str, Any], reviewer: str, where: str) -> Offer:
    about = {name: told.pop(name) for name in _OFFERED if name in told}
    decision = from_payload(told.pop("kind", None), told, where)
    try:
        return Offer(decision, **{"reviewer": reviewer, **about})
    except DecisionError as error:
        raise DecisionError(error.what, value=error.value, where=where) from error
