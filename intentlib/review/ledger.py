"""The ledger: decisions recorded for good, and what is in force by them.

``ledger = open_ledger(url)``, then ``ledger.append(decision, reviewer=…)`` and
``ledger.standing()``. A decision that contradicts one in force is refused by a
:class:`~intentlib.errors.ConflictError` that tells what is in its way; so is a new name for an
intent that somebody else has named, merged or split since the reviewer looked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_hex
from threading import RLock
from typing import Self

import pandas as pd

from intentlib import schema
from intentlib.errors import ConflictError, DecisionError
from intentlib.review.clashes import Clash
from intentlib.review.cleaning import clean
from intentlib.review.decisions import Decision, Label, Undo, replacing
from intentlib.review.payload import read_contents, to_payload
from intentlib.review.standing import Standing
from intentlib.review.telling import describe, moment, numbered
from intentlib.store.ledger import Content, LedgerStore, Reader, Row, Writer
from intentlib.store.ledger_engine import default_url

_TOLD = 3


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
    """

    decision_id: int
    decision: Decision
    reviewer: str
    at: datetime
    run_id: str | None = None
    reason: str | None = None


class Ledger:
    """Decisions in a database, and what is in force by them; may be shared by threads.

    Parameters
    ----------
    store
        Where the decisions are kept.
    """

    def __init__(self, store: LedgerStore) -> None:
        self.store = store
        self._standing = Standing()
        self._position = 0
        self._uncertain = False
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where the ledger is, without a password."""
        return self.store.url

    @property
    def position(self) -> int:
        """Number of the last decision that was read."""
        return self._position

    def standing(self) -> Standing:
        """Return what is in force now; reads only what was recorded since the last time."""
        with self._lock:
            self.store.read(self._catch_up)
            return self._standing

    def append(
        self,
        decision: Decision,
        *,
        reviewer: str,
        seen: int | None = None,
        run_id: str | None = None,
        reason: str | None = None,
        instead_of: Collection[int] = (),
        token: str | None = None,
    ) -> Recorded:
        """Return the decision as recorded; it is on disk then, and stays.

        Parameters
        ----------
        decision
            What was decided. The numbers of what it replaces are filled in.
        reviewer
            Who decided.
        seen
            The ledger's position when the reviewer looked; what was recorded later they can't
            have known. The position that this object last read where None.
        run_id, reason
            The run that they looked at, and their reason.
        instead_of
            Decisions that are undone in the same step. What they say of other wordings is
            recorded again, so that moving one wording leaves the approval of the others.
        token
            Any text that no other decision has. If the answer got lost, append again with the
            same token: a decision that was recorded isn't recorded twice.

        Raises
        ------
        ConflictError
            If it contradicts what is in force; tells what that is and what to do.
        DecisionError
            If it speaks of a decision that isn't there, or the token is another decision's.
        StoreError
            If the database can't be used.
        """
        act = _Act(
            reviewer=clean("reviewer", reviewer, "append"),
            run_id=run_id and clean("run_id", run_id, "append"),
            reason=reason and clean("reason", reason, "append"),
            token=clean("token", token or token_hex(16), "append"),
        )
        with self._lock:
            seen = self.position if seen is None else seen
            try:
                done = self.store.write(
                    lambda writer: self._record(writer, act, decision, seen, instead_of)
                )
                self._uncertain, self._position = False, self._standing.position
            finally:
                if self._uncertain:
                    self._forget()
            return done

    def recorded(self, after: int = 0) -> list[Recorded]:
        """Return the decisions after a position, in order."""
        return _recorded(self.store.read(lambda reader: reader.rows(after)) or [])

    def decisions(self) -> pd.DataFrame:
        """Return all decisions as a frame: see :data:`intentlib.schema.DECISIONS`."""
        rows = self.store.read(Reader.rows) or []
        standing = self.standing()
        columns = list(schema.DECISIONS.columns)
        frame = pd.DataFrame(
            [{**row._asdict(), "undone_by": standing.undone_by(row.decision_id)} for row in rows],
            columns=columns,
        )
        return schema.check(frame, schema.DECISIONS)

    def close(self) -> None:
        """Close the connections to the database; the ledger can still be used."""
        self.store.close()

    def _record(
        self, writer: Writer, act: _Act, decision: Decision, seen: int, instead_of: Collection[int]
    ) -> Recorded:
        if self._uncertain:
            # The first try broke off: it may have been recorded or not.
            self._forget()
        self._catch_up(writer)
        known = writer.by_token(act.token)
        if known:
            return _repeated(_recorded([known])[0], decision)
        if not 0 <= seen <= self.position:
            raise DecisionError(
                "what the reviewer has seen is beyond the ledger", value=f"#{seen}", where=self.url
            )
        for before, why in self._standing.instead(instead_of, decision):
            self._add(writer, act.aside(why), before, seen)
        return self._add(writer, act, decision, seen)

    def _add(self, writer: Writer, act: _Act, decision: Decision, seen: int) -> Recorded:
        """Return a decision as it was added to the transaction, once it is known to be right."""
        decision = self._checked(writer, decision, seen)
        done = Recorded(
            self._standing.position + 1,
            decision,
            act.reviewer,
            datetime.now(UTC),
            act.run_id,
            act.reason,
        )
        writer.add([_row(done, act.token)])
        self._uncertain = True
        self._standing.advance([(done.decision_id, decision)])
        return done

    def _checked(self, reader: Reader, decision: Decision, seen: int) -> Decision:
        """Return the decision complete; raises ConflictError or DecisionError if it can't be."""
        standing = self._standing
        if isinstance(decision, Undo):
            standing.decision(decision.decision_id)
            undone_by = standing.undone_by(decision.decision_id)
            if undone_by and undone_by <= seen:
                raise DecisionError(
                    f"#{decision.decision_id} is undone already",
                    value=f"by #{undone_by}",
                    do=f"Undo #{undone_by} to restore it",
                )
        if isinstance(decision, Label):
            changes = [number for number in standing.changes(decision) if number > seen]
            if changes:
                raise ConflictError(
                    f"the intent has changed since you looked: {_told(reader, changes, seen)}",
                    do="Look at it as it is now, and decide again",
                )
        complete = standing.completed(decision)
        found = standing.clash(complete)
        if found:
            raise _refusal(reader, found, seen)
        return complete

    def _catch_up(self, reader: Reader) -> None:
        self._standing.advance(read_contents(reader.contents(self._standing.position)))
        self._position = self._standing.position

    def _forget(self) -> None:
        self._standing, self._uncertain = Standing(), False


@dataclass(frozen=True)
class _Act:
    """Who records a decision, and why."""

    reviewer: str
    run_id: str | None
    reason: str | None
    token: str

    def aside(self, reason: str) -> _Act:
        """Return the act of recording another decision in the same step."""
        return replace(self, reason=reason, token=token_hex(16))


def open_ledger(url: str | None = None, *, runs: str = "runs") -> Ledger:
    """Return a ledger that has been read.

    Parameters
    ----------
    url
        ``postgresql://user@host/name``, or the path of a SQLite file, which is made by the first
        decision. ``ledger.db`` in the folder of runs where None.
    runs
        Folder that holds the run folders.

    Raises
    ------
    OptionError
        If the address is of no known kind, its library isn't installed, or the runs are not on
        a disk and ``url`` is None.
    StoreError
        If the database can't be used.
    """
    ledger = Ledger(LedgerStore(url or default_url(runs)))
    ledger.standing()
    return ledger


def _row(done: Recorded, token: str) -> Row:
    return Row(
        done.decision_id,
        done.at,
        done.reviewer,
        done.decision.kind,
        to_payload(done.decision),
        done.run_id,
        done.reason,
        token,
    )


def _recorded(rows: Sequence[Row]) -> list[Recorded]:
    said = read_contents([Content(row.decision_id, row.kind, row.payload) for row in rows])
    return [
        Recorded(number, decision, row.reviewer, row.at, row.run_id, row.reason)
        for (number, decision), row in zip(said, rows, strict=True)
    ]


def _repeated(known: Recorded, decision: Decision) -> Recorded:
    """Return what a token was recorded with, if it is the same decision."""
    if replacing(known.decision, ()) != replacing(decision, ()):
        raise DecisionError("the token belongs to another decision", value=f"#{known.decision_id}")
    return known


def _refusal(reader: Reader, found: Clash, seen: int) -> ConflictError:
    numbers = list(found.numbers)
    options = " ".join(f"--instead-of {number}" for number in numbers[:_TOLD])
    return ConflictError(
        f"{found.what}: {_told(reader, numbers, seen)}",
        do=f"Undo {numbered(numbers)} first, or decide this instead: instead_of={numbers}, "
        f"or {options} on the command line",
        instead_of=found.numbers,
    )


def _told(reader: Reader, numbers: Sequence[int], seen: int) -> str:
    """Return who recorded some decisions, and when."""
    told = [
        f"#{done.decision_id}, {done.reviewer} {describe(done.decision)} at {moment(done.at)}"
        + (", after you looked" if done.decision_id > seen else "")
        for done in _recorded(reader.some(numbers[:_TOLD]))
    ]
    more = len(numbers) - len(told)
    return "; ".join(told) + (f"; and {more:,} more" if more else "")
