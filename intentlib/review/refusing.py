"""Why a decision isn't recorded, told to the reviewer."""

from __future__ import annotations

from collections.abc import Sequence

from intentlib.errors import ConflictError
from intentlib.review.clashes import Clash
from intentlib.review.recorded import read_rows
from intentlib.review.telling import describe, moment, numbered
from intentlib.store.ledger import Reader

_TOLD = 3


def refusal(reader: Reader, found: Clash, seen: int) -> ConflictError:
    """Return the error that tells which decisions are in the way, and the ways out."""
    numbers = list(found.numbers)
    options = " ".join(f"--instead-of {number}" for number in numbers)
    return ConflictError(
        f"{found.what}: {_told(reader, numbers, seen)}",
        do=f"Undo {numbered(numbers)} first, or decide this instead: instead_of={numbers}, "
        f"or {options} on the command line",
        instead_of=found.numbers,
    )


def changed_meanwhile(reader: Reader, numbers: Sequence[int], seen: int) -> ConflictError:
    """Return the error that tells what happened to an intent since the reviewer looked."""
    return ConflictError(
        f"the intent has changed since you looked: {_told(reader, numbers, seen)}",
        do="Look at it as it is now, and decide again",
    )


def _told(reader: Reader, numbers: Sequence[int], seen: int) -> str:
    """Return who recorded some decisions, and when."""
    told = [
        f"#{done.decision_id}, {done.reviewer} {describe(done.decision)} at {moment(done.at)}"
        + (", after you looked" if done.decision_id > seen else "")
        for done in read_rows(reader.some(numbers[:_TOLD]))
    ]
    more = len(numbers) - len(told)
    return "; ".join(told) + (f"; and {more:,} more" if more else "")
