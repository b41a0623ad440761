"""The ledger: decisions recorded for good, and what is in force by them.

``ledger = open_ledger(url)``, then ``ledger.append(decision, reviewer=…)`` and
``ledger.standing()``. A decision that contradicts one in force is refused by a
:class:`~intentlib.errors.ConflictError` that tells what is in its way; so is a new name for an
intent that somebody else has named, merged or split since the reviewer looked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock
from typing import Self, TypeVar

import pandas as pd

from intentlib import schema
from intentlib.errors import DecisionError
from intentlib.review.base import Decision
from intentlib.review.decisions import Label, Undo, replacing
from intentlib.review.payload import read_contents
from intentlib.review.recorded import Offer, Recorded, read_rows
from intentlib.review.refusing import changed_meanwhile, refusal
from intentlib.review.standing import Standing
from intentlib.store.ledger import LedgerStore, Reader, Row, Writer
from intentlib.store.ledger_place import default_url

T = TypeVar("T")


class Ledger:
    """Decisions in a database, and what is in force by them; may be shared by threads.

    Parameters
    ----------
    store
        Where the decisions are kept.
    """

    def __init__(self, store: LedgerStore) -> None:
        self._store = store
        self._lock = RLock()
        self._standing = Standing()
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where the ledger is, without a password."""
        return self._store.url

    @property
    def position(self) -> int:
        """Number of the last decision that was read."""
        return self._position

    def standing(self) -> Standing:
        """Return what is in force now; reads only what was recorded since the last time."""
        with self._lock:
            self._store.read(self._catch_up)
            return self._standing

    def append(
        self,
        decision: Decision,
        *,
        reviewer: str,
        run_id: str | None = None,
        reason: str | None = None,
        instead_of: Collection[int] = (),
        seen: int | None = None,
        token: str | None = None,
    ) -> Recorded:
        """Return the decision as recorded; it is on disk then, and stays.

        Parameters
        ----------
        decision, reviewer, run_id, reason, instead_of
            As of an :class:`~intentlib.review.Offer`.
        seen
            As of :meth:`append_all`.
        token
            If the answer to an append got lost, append again with the same token: what was
            recorded isn't recorded twice.

        Raises
        ------
        ConflictError, DecisionError, StoreError
            As :meth:`append_all` does.
        """
        offer = Offer(decision, reviewer, run_id, reason, tuple(instead_of))
        return self.append_all([replace(offer, token=token) if token else offer], seen=seen)[0]

    def append_all(self, offers: Sequence[Offer], *, seen: int | None = None) -> list[Recorded]:
        """Return decisions as recorded, all of them or, if one can't be, none.

        Parameters
        ----------
        offers
            The decisions to be recorded, in order.
        seen
            The ledger's position when the reviewer looked; what was recorded later they can't
            have known. The position that this object last read where None.

        Raises
        ------
        ConflictError
            If one contradicts what is in force; tells what that is and what to do.
        DecisionError
            If one speaks of a decision that isn't there, or its token is another decision's.
        StoreError
            If the database can't be used.
        """

        def record(writer: Writer) -> list[Recorded]:
            if not 0 <= before <= self._position:
                raise DecisionError(
                    "what the reviewer has seen is beyond the ledger", value=before, where=self.url
                )
            # What the reviewer decides in the same step they do know.
            meanwhile = range(before + 1, self._standing.position + 1)
            return [self._record(writer, offer, meanwhile) for offer in offers]

        with self._lock:
            before = self.position if seen is None else seen
            return self._write(record)

    def take_over(self, recorded: Sequence[Recorded]) -> int:
        """Record decisions of another ledger that this one hasn't, and return their number.

        They are recorded after those that are there, even if they contradict them: then they are
        listed in the conflicts.

        Parameters
        ----------
        recorded
            Decisions of the other ledger in order, with all that they speak of.

        Raises
        ------
        DecisionError
            If one speaks of a decision that isn't among those before it, or has the token of a
            decision here that says something else. Nothing is recorded then.
        """

        def take(writer: Writer) -> int:
            known, numbers, rows = writer.tokens(), dict[int, int](), list[Row]()
            for each in recorded:
                number = known.get(each.token, self._position + len(rows) + 1)
                try:
                    ours = each.renumbered(number, numbers)
                except KeyError as error:
                    raise DecisionError(
                        f"decision #{each.decision_id} speaks of one that doesn't come before it",
                        value=f"#{error.args[0]}",
                        do="Import all decisions of the other ledger",
                    ) from error
                numbers[each.decision_id] = number
                if each.token not in known:
                    rows.append(ours.row())
                elif self._standing.decision(number) != ours.decision:
                    raise _taken(number)
            writer.add(rows)
            self._read_on(writer)
            return len(rows)

        with self._lock:
            return self._write(take)

    def recorded(self, after: int = 0) -> list[Recorded]:
        """Return the decisions after a position, in order."""
        return read_rows(self._store.read(lambda reader: reader.rows(after)) or [])

    def decisions(self) -> pd.DataFrame:
        """Return all decisions as a frame: see :data:`intentlib.schema.DECISIONS`."""
        rows = self._store.read(Reader.rows) or []
        standing = self.standing()
        frame = pd.DataFrame(
            [{**row._asdict(), "undone_by": standing.undone_by(row.decision_id)} for row in rows],
            columns=list(schema.DECISIONS.columns),
        )
        return schema.check(frame, schema.DECISIONS)

    def close(self) -> None:
        """Close the connections to the database; the ledger can still be used."""
        self._store.close()

    def _write(self, work: Callable[[Writer], T]) -> T:
        """Return what ``work`` gives back, once all that it added is on disk."""

        def up_to_date(writer: Writer) -> T:
            if self._standing.position > self._position:
                # The first try broke off: what it folded may have been recorded or not.
                self._standing = Standing()
            self._catch_up(writer)
            return work(writer)

        try:
            done = self._store.write(up_to_date)
            self._position = self._standing.position
        finally:
            if self._standing.position > self._position:
                self._standing = Standing()
        return done

    def _record(self, writer: Writer, offer: Offer, meanwhile: range) -> Recorded:
        """Return an offered decision as it was added to the transaction."""
        known = writer.by_token(offer.token)
        if known:
            return _repeated(read_rows([known])[0], offer)
        for before, why in self._standing.instead(offer.instead_of, offer.decision):
            self._add(writer, offer.beside(before, why), meanwhile)
        return self._add(writer, offer, meanwhile)

    def _add(self, writer: Writer, offer: Offer, meanwhile: range) -> Recorded:
        decision = self._checked(writer, offer.decision, meanwhile)
        done = Recorded.now(self._standing.position + 1, replace(offer, decision=decision))
        writer.add([done.row()])
        self._standing.advance([(done.decision_id, decision)])
        return done

    def _checked(self, reader: Reader, decision: Decision, meanwhile: range) -> Decision:
        """Return the decision complete; raises ConflictError or DecisionError if it can't be."""
        standing = self._standing
        if isinstance(decision, Undo):
            standing.decision(decision.decision_id)
            undone_by = standing.undone_by(decision.decision_id)
            if undone_by and undone_by not in meanwhile:
                raise DecisionError(
                    f"#{decision.decision_id} is undone already",
                    value=f"by #{undone_by}",
                    do=f"Undo #{undone_by} to restore it",
                )
        if isinstance(decision, Label):
            changes = [number for number in standing.changes(decision) if number in meanwhile]
            if changes:
                raise changed_meanwhile(reader, changes, meanwhile.start - 1)
        complete = standing.completed(decision)
        found = standing.clash(complete)
        if found:
            raise refusal(reader, found, meanwhile.start - 1)
        return complete

    def _catch_up(self, reader: Reader) -> None:
        self._read_on(reader)
        self._position = self._standing.position

    def _read_on(self, reader: Reader) -> None:
        with _uncollected():
            self._standing.advance(read_contents(reader.contents(self._standing.position)))


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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the garbage collector: it would look at every object of a large ledger often."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _repeated(known: Recorded, offer: Offer) -> Recorded:
    """Return what a token was recorded with, if it is the same decision."""
    if replacing(known.decision, ()) != replacing(offer.decision, ()):
        raise _taken(known.decision_id)
    return known


def _taken(number: int) -> DecisionError:
    return DecisionError("the token belongs to another decision", value=f"#{number}")
