"""What reviewers are asked, without a widget: the question, what is ticked of it, the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from traitlets import HasTraits, Tuple

from intentlib.errors import DecisionError

if TYPE_CHECKING:
    from intentlib.dashboard.state import State
    from intentlib.model import Run
    from intentlib.review import Decision, Question, Queue

NEW, NOWHERE = "a new intent", "no intent"
"""The places of ticked wordings that are a new intent, or none; no intent has such an id."""

NEXT = 10
"""Questions that are looked ahead: it is said how many calls they settle."""


class Asking(HasTraits):
    """The questions about the run that is open, one at a time.

    A question stays until it is answered here or elsewhere, whatever others decide meanwhile.

    Parameters
    ----------
    state
        Knows the run and what is in force.
    """

    ticked = Tuple(help="What is ticked of the question: keys of wordings, or ids of intents.")

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._asked = ""
        self._queue: tuple[Run, Queue] | None = None
        self._found: tuple[object, list[Question]] | None = None

    @property
    def questions(self) -> list[Question]:
        """The next questions, the most valuable first; none while the ledger is closed."""
        standing = self._state.review.standing
        if standing is None:
            return []
        now = (self._state.made, standing.position)
        if self._found is None or self._found[0] != now:
            self._found = now, self.queue.questions(standing, NEXT)
        return self._found[1]

    @property
    def question(self) -> Question | None:
        """The question that is asked; None where none is left."""
        found = self.questions
        asked = next((each for each in found if each.question_id == self._asked), None)
        if asked is None and found:
            asked = found[0]
        if (asked.question_id if asked else "") != self._asked:
            self._asked = asked.question_id if asked else ""
            self.ticked = ()
        return asked

    @property
    def queue(self) -> Queue:
        """What finds the questions of the run as it was made."""
        from intentlib.review import Queue

        made = self._state.made
        if self._queue is None or self._queue[0] is not made:
            self._queue = made, Queue(made.wordings, made.tree, made.vectors)
        return self._queue[1]

    @property
    def settled(self) -> float:
        """The share of calls of which people decided where they belong."""
        standing = self._state.review.standing
        return self.queue.outlook(standing).share_settled if standing else 0.0

    def settles(self) -> tuple[int, float]:
        """Return how many questions come next, and the share of calls that they settle."""
        from intentlib.review import settles

        coming = self.questions[:NEXT]
        return len(coming), settles(coming)

    # Verbs

    def tick(self, what: str, on: bool) -> None:
        """Tick a wording or an intent of the question, or take the tick away."""
        others = [each for each in self.ticked if each != what]
        self.ticked = (*others, what) if on else tuple(others)

    def approve(self) -> None:
        """Answer yes: it is one thing, all are the same, they stay, the name is right."""
        asked = self._now()
        if asked.kind == "same":
            self._answer(asked.merged(asked.others))
        elif asked.kind == "name":
            self._answer(asked.named(self._state.review.names[asked.intent_id]))
        else:
            self._answer(asked.sorted(dict.fromkeys(asked.shown, asked.intent_id)))

    def same(self) -> None:
        """Answer that only the ticked intents are the same."""
        self._answer(self._now().merged(self.ticked))

    def differ(self) -> None:
        """Answer that none of the intents is the same."""
        self._answer(self._now().merged(()))

    def place(self, place: str) -> None:
        """Answer that the ticked wordings belong elsewhere: to an intent, to a new one, to none."""
        if not self.ticked:
            raise DecisionError("no wording is ticked", do="Tick those that belong elsewhere")
        if place == NOWHERE:
            self._state.review.decide("noise", [], self.ticked)
            return
        asked = self._now()
        own = dict.fromkeys(asked.shown, asked.intent_id)
        self._answer(asked.sorted(own | dict.fromkeys(self.ticked, place)))

    def name(self, name: str) -> None:
        """Give the intent a name; where that is what was asked, it is the answer."""
        asked = self._now()
        if asked.kind == "name":
            self._answer(asked.named(name))
        else:
            self._state.review.decide("rename", [asked.intent_id, name])

    def skip(self) -> None:
        """Leave the question for later."""
        from intentlib.review import Skip

        asked, self._asked = self._now().question_id, ""
        if not self._state.review.record([Skip(asked)]):
            self._asked = asked

    def _now(self) -> Question:
        asked = self.question
        if asked is None:
            raise DecisionError("nothing is asked any more", do="Look at what is shown now")
        return asked

    def _answer(self, decisions: Sequence[Decision]) -> None:
        self._state.review.record(decisions)
