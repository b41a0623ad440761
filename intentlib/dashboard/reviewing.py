"""Reviewing without a widget: who decides, what was decided, and what is asked next.

A step is what one act of a reviewer records, be it one decision or several; it is undone as one.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING, cast

from traitlets import HasTraits, Instance, Int, Unicode

from intentlib.dashboard.identity import HEADER, identity
from intentlib.dashboard.outstanding import Refusal, conflicts, waiting
from intentlib.errors import ConflictError, DecisionError, OptionError
from intentlib.schema import NOISE_ID
from intentlib.store.ledger_place import has_ledger

if TYPE_CHECKING:
    from intentlib.dashboard.state import State
    from intentlib.dashboard.telling import Step
    from intentlib.review import Conflict, Decision, Drafter, Ledger, Offer, Recorded, Standing

SHOWN = 200
"""Decisions, the latest, among which the history is shown and the last step is found."""


class Reviewing(HasTraits):
    """One viewer's place in the ledger of the runs.

    The ledger is opened when it is first needed: a viewer who reviews nothing, of runs that
    nobody has reviewed, loads no database library.

    Parameters
    ----------
    state
        Knows the run that is decided on.

    Attributes
    ----------
    standing : Standing or None
        What is in force; None while the ledger isn't open.
    """

    reviewer = Unicode(help="Who decides; empty until they have said.")
    position = Int(help="Number of the last decision that is shown.")
    closed = Unicode(help="Why nothing can be decided here; empty where it can.")
    said = Unicode(help="What was last recorded, or is to be done first.")
    refusal = Instance(Refusal, allow_none=True)

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._ledger: Ledger | None = None
        self.standing: Standing | None = None
        self._drafter: tuple[object, Drafter] | None = None
        self._known: str | None = None

    # The ledger

    def open(self) -> None:
        """Open the ledger, and show what is in force; says in ``closed`` where there can't be one.

        Raises
        ------
        StoreError
            If the database can't be used.
        """
        if self._known is None and (known := identity()) is not None:
            self._known = self.reviewer = known
        if self._known == "":
            self.closed = f"Nobody said who you are: the header that {HEADER} names is missing."
        elif self._ledger is None or self.closed:
            try:
                self._take(self._ledger or _open(self._state.runs))
            except OptionError as error:
                self.closed = str(error)

    @property
    def is_known(self) -> bool:
        """Whether the proxy said who is reviewing, so that nobody can say otherwise."""
        return self._known is not None

    def introduce(self, name: str) -> None:
        """Say who is reviewing; raises DecisionError where the proxy has said it."""
        if self.is_known:
            raise DecisionError("who is reviewing can't be changed here", value=self._known)
        self.reviewer = name

    async def look(self) -> None:
        """See what others decided meanwhile, and show it."""
        runs = self._state.runs
        if self._ledger is None:
            if os.environ.get("INTENTLIB_LEDGER") or has_ledger(runs):
                self._take(await asyncio.to_thread(_open, runs))
        elif news := await asyncio.to_thread(self._ledger.recorded, self.position):
            self._catch_up()
            self.said = f"{news[-1].reviewer} {self.tell([news[-1].decision_id])}"

    @property
    def steps(self) -> list[Step]:
        """The steps among the latest decisions, newest first."""
        if self._ledger is None:
            return []
        from intentlib.dashboard.telling import read_steps

        latest = self._ledger.recorded(max(0, self.position - SHOWN))
        return read_steps(latest, self._standing, self.names)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The decisions that contradict others, and those whose wordings the run doesn't have."""
        if self._ledger is None:
            return ()
        return conflicts(self._standing, self._state.made.wordings["key"])

    @property
    def waiting(self) -> int:
        """How many decisions the run that is open doesn't know of."""
        return waiting(self._standing, self._state.made.manifest.ledger_position)

    # Verbs

    def decide(self, form: str, said: Sequence[str], wordings: Sequence[str] = ()) -> bool:
        """Record a decision on the run, as :func:`intentlib.review.draft` has it.

        Parameters
        ----------
        form
            One of :data:`intentlib.review.FORMS`, such as ``merge``.
        said
            Intents by id, a name, a theme, a type or a text.
        wordings
            Wordings by key.

        Returns
        -------
        bool
            Whether it was recorded; where it was not, ``refusal`` says why.
        """
        from intentlib.review import draft

        self.open()
        return self.record([draft(form, said, wordings, self.drafter)])

    def merge(self, one: str, other: str) -> None:
        """Record that two intents are the same; the one with more calls stays."""
        calls = self._state.opened.intents.set_index("intent_id")["calls"]
        stays, goes = sorted((one, other), key=lambda i: (-calls.get(i, 0), i))
        self.decide("merge", [stays, goes])

    def record(self, decisions: Sequence[Decision], instead_of: tuple[int, ...] = ()) -> bool:
        """Record decisions in one step, all or none.

        Parameters
        ----------
        decisions
            What is decided.
        instead_of
            Decisions in force that are undone in the same step.

        Returns
        -------
        bool
            Whether they were recorded; where they contradict what is in force, ``refusal`` tells.
        """
        from intentlib.review import Offer

        if not self.reviewer:
            raise DecisionError("nobody is known as the reviewer", do="Say who you are first")
        self._state.touched = True
        step, run_id = token_hex(12), self._state.made.run_id
        offers = [
            Offer(each, self.reviewer, run_id, token=f"{step}.{place}")
            for place, each in enumerate(decisions)
        ]
        self.refusal, refused = None, None
        try:
            done = self._append(offers, instead_of)
        except ConflictError as error:
            refused = error
        finally:
            # What was folded in vain is forgotten, and what others did meanwhile is seen.
            self._catch_up()
        if refused is not None:
            text = self.named(refused.what)
            self.refusal = Refusal(text, tuple(decisions), refused.instead_of)
            return False
        self.said = f"Recorded: {self.tell([each.decision_id for each in done])}"
        return True

    def insist(self) -> None:
        """Record what was refused in the place of what is in its way."""
        if self.refusal is not None:
            self.record(self.refusal.decisions, self.refusal.instead_of)

    def give_way(self) -> None:
        """Leave what is in force as it is."""
        self.refusal = None

    def undo(self, numbers: Sequence[int]) -> None:
        """Undo decisions, the latest first; undoing an undo restores what it undid."""
        from intentlib.review import Undo

        self.record([Undo(number) for number in sorted(numbers, reverse=True)])

    def undo_last(self) -> None:
        """Undo the last step of this reviewer that isn't undone."""
        for step in self.steps:
            if step.reviewer == self.reviewer and not step.undone and not step.undoes:
                self.undo([n for n in step.numbers if not self._standing.undone_by(n)])
                return
        self.said = "There is nothing of yours to undo."

    # What people read

    @property
    def drafter(self) -> Drafter:
        """What makes decisions of the intents and wordings as they are now."""
        from intentlib.review import Drafter

        made, now = self._state.made, (self._state.made, self.position)
        if self._drafter is None or self._drafter[0] != now:
            self._drafter = now, Drafter(made.wordings, made.intents, self._standing)
        return self._drafter[1]

    @property
    def names(self) -> dict[str, str]:
        """What every intent is called now or, where it is gone, was called in the run."""
        intents = self._state.made.intents
        given = zip(intents["intent_id"], intents["name"], strict=True)
        return {**dict(given), **self.drafter.names}

    def others(self, intent_id: str, first: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Return the names and ids of the other intents, some of them first."""
        names = self.drafter.names
        ids = dict.fromkeys([*(each for each in first if each in names), *names])
        return [(names[each], each) for each in ids if each not in (intent_id, NOISE_ID)]

    def named(self, text: str) -> str:
        """Return a text about intents with their names in the place of their ids."""
        names = self.names
        ids = "|".join(map(re.escape, names))
        return re.sub(rf"\b(?:{ids})\b", lambda found: f"“{names[found[0]]}”", text)

    def tell(self, numbers: Sequence[int]) -> str:
        """Return what decisions did, with names for ids; what undid others tells what that was."""
        from intentlib.dashboard.telling import tell_numbers

        return tell_numbers(numbers, self._standing, self.names)

    @property
    def _opened(self) -> Ledger:
        if self._ledger is None:
            raise DecisionError("nothing can be reviewed here", value=self.closed or None)
        return self._ledger

    @property
    def _standing(self) -> Standing:
        if self.standing is None:
            self._catch_up()
        return cast("Standing", self.standing)

    def _take(self, ledger: Ledger) -> None:
        self._ledger, self.closed = ledger, ""
        self._catch_up()

    def _catch_up(self) -> None:
        self.standing = self._opened.standing()
        self.position = self.standing.position

    def _append(self, offers: list[Offer], instead_of: tuple[int, ...]) -> list[Recorded]:
        """Return what was recorded; of several, one is what stands in the way of the others."""
        ledger = self._opened
        if not instead_of:
            return ledger.append_all(offers, seen=self.position)
        for place in range(len(offers)):
            tried = [
                replace(offer, instead_of=instead_of) if n == place else offer
                for n, offer in enumerate(offers)
            ]
            try:
                return ledger.append_all(tried, seen=self.position)
            except ConflictError as error:
                refused = error
        raise refused


def _open(runs: str) -> Ledger:
    from intentlib.review import open_ledger

    return open_ledger(os.environ.get("INTENTLIB_LEDGER"), runs=runs)
