"""Questions to a reviewer, and the decisions that their answers are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from intentlib.review.base import Decision, new_intent_id
from intentlib.review.decisions import Rename
from intentlib.review.grouping import Approve, Merge, Move, PinApart, Split
from intentlib.review.outlook import Outlook

Kind = Literal["one", "same", "where", "name"]

SURE = 0.15
"""A wording goes with the shown one nearest to it if that is nearer by so much than any that was
put elsewhere, as a part of the way from the file's mean cosine to sameness. On labelled sets two
thirds of the wordings below 0.1 go right, 19 of 20 of those above 0.2."""


def question_id(kind: Kind, intent_id: str, others: Iterable[str]) -> str:
    """Return what a question is known by; which wordings are shown doesn't matter."""
    return " ".join([kind, intent_id, *sorted(others)])


@dataclass(frozen=True)
class Question:
    """One question about an intent, with what is needed to answer it.

    ========  ===================================================================
    kind      asks
    ========  ===================================================================
    `one`     whether the wordings of an intent are one intent
    `same`    which of some other intents are the same as an intent
    `where`   where wordings belong that lie between intents people have decided
    `name`    what an intent should be called
    ========  ===================================================================

    Parameters
    ----------
    kind
        One of the above.
    intent_id
        The intent it is about.
    others
        Intents that may be the same, or that the wordings may belong to; the likeliest first.
    shown
        Keys of the wordings on show.
    calls
        Calls at stake.
    doubt
        How likely the answer changes something, 0 to 1.
    outlook
        What was known when it was asked.
    """

    kind: Kind
    intent_id: str
    others: tuple[str, ...]
    shown: tuple[str, ...]
    calls: int
    doubt: float
    outlook: Outlook = field(repr=False, compare=False)

    @property
    def question_id(self) -> str:
        """The same for the same question: what a :class:`~intentlib.review.Skip` speaks of."""
        return question_id(self.kind, self.intent_id, self.others)

    def told(self, names: Mapping[str, str]) -> dict[str, object]:
        """Return the question as ``intentlib review queue --json`` prints it.

        Parameters
        ----------
        names
            What every intent is called, by its id.
        """
        return {
            "question_id": self.question_id,
            "kind": self.kind,
            "intent_id": self.intent_id,
            "name": names[self.intent_id],
            "others": {other: names[other] for other in self.others},
            "shown": list(self.shown),
            "calls": self.calls,
            "doubt": round(self.doubt, 4),
        }

    def sorted(self, places: Mapping[str, str]) -> list[Decision]:
        """Return the answer to `one` or `where`: where each wording on show belongs.

        The other wordings of the intent follow those on show that are like them; those that lie
        between wordings of different places stay undecided.

        Parameters
        ----------
        places
            For each wording on show the id of an intent, or any other text: wordings with the
            same such text are one new intent. Those that are left out stay undecided.
        """
        known = {key: places[key] for key in self.shown if key in places}
        held = dict(known) if self.kind == "where" else self._followed(known)
        parts: dict[str, list[str]] = {}
        for key, place in held.items():
            parts.setdefault(place, []).append(key)
        there = set(self.outlook.intent_ids)
        new = sorted((place for place in parts if place not in there), key=lambda p: parts[p][0])
        if self.kind == "where":
            return [*self._moves(parts, there), *(self._founded(parts[p]) for p in new)]
        return [*self._stay(parts, new), *self._moves(parts, there - {self.intent_id})]

    def merged(self, same: Collection[str]) -> list[Decision]:
        """Return the answer to `same`: those of the others that are the same; the rest differ."""
        outlook = self.outlook
        yes = [intent_id for intent_id in self.others if intent_id in same]
        held = [outlook.label_of(intent_id) for intent_id in (self.intent_id, *yes)]
        decisions: list[Decision] = []
        if yes:
            keys = [key for label in held for key in outlook.keys(outlook.rows[label])]
            decisions.append(Merge(self.intent_id, tuple(yes), tuple(keys)))
        mine = self._core(self.intent_id)
        different = (intent_id for intent_id in self.others if intent_id not in same)
        return [*decisions, *(PinApart((mine, self._core(each))) for each in different)]

    def named(self, name: str) -> list[Decision]:
        """Return the answer to `name`: what the intent is called."""
        anchors = self.outlook.anchors(self.outlook.label_of(self.intent_id))
        return [Rename(self.intent_id, name, anchors)]

    def _core(self, intent_id: str) -> str:
        core = self.outlook.cores[self.outlook.label_of(intent_id)]
        return str(self.outlook.ground.keys[core])

    def _followed(self, known: Mapping[str, str]) -> dict[str, str]:
        """Return places for the wordings of the intent that are clearly like one on show."""
        outlook = self.outlook
        rows = outlook.rows[outlook.label_of(self.intent_id)]
        rows = rows[~outlook.settled[rows]]
        if not known:
            return {}
        at = {key: number for number, key in enumerate(outlook.keys(rows))}
        told = rows[[at[key] for key in known]]
        vectors, shared = outlook.ground.vectors, outlook.ground.shared
        cosines = vectors[rows] @ vectors[told].T
        choices, chosen = np.unique(np.array(list(known.values()), object), return_inverse=True)
        best = np.stack([cosines[:, chosen == each].max(axis=1) for each in range(len(choices))])
        nearest = best.argmax(axis=0)
        margin = np.inf if len(choices) == 1 else np.diff(np.sort(best, axis=0)[-2:], axis=0)[0]
        sure = np.broadcast_to(margin >= SURE * (1 - shared), len(rows))
        follows = {key: str(choices[nearest[n]]) for key, n in at.items() if sure[n]}
        return {key: place for key in at if (place := known.get(key) or follows.get(key))}

    def _stay(self, parts: Mapping[str, list[str]], new: Iterable[str]) -> list[Decision]:
        """Return what the intent is from now on: its own wordings, apart from new intents."""
        own = parts.get(self.intent_id)
        groups = [*([own] if own else []), *(parts[place] for place in new)]
        if not groups:
            return []
        if not own:
            groups.sort(key=len, reverse=True)
        # an intent's id is made of the wordings that founded it
        groups.sort(key=lambda keys: new_intent_id(keys) != self.intent_id)
        parts_now = tuple(map(tuple, groups))
        if len(parts_now) == 1:
            return [Approve(parts_now[0], self.intent_id)]
        return [Split(self.intent_id, parts_now)]

    def _founded(self, keys: Collection[str]) -> Move:
        return Move(tuple(keys), from_ids=(self.intent_id,))

    def _moves(self, parts: Mapping[str, list[str]], there: Collection[str]) -> list[Decision]:
        """Return the moves to intents that there are."""
        outlook = self.outlook
        return [
            Move(
                tuple(keys),
                place,
                () if place == self.intent_id else (self.intent_id,),
                outlook.anchors(outlook.label_of(place)),
            )
            for place, keys in parts.items()
            if place in there
        ]
