"""Decisions about a run as it is shown: intents by id or name, wordings by their text.

Between two runs the decisions recorded since are in force already: a wording that was moved
belongs to its new intent, one that is no intent to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import pandas as pd

from intentlib.errors import DecisionError
from intentlib.review.decisions import Comment, Label, Rename, SetTheme, SetType
from intentlib.review.grouping import Approve, Merge, Move, Noise, PinApart, PinTogether, Split
from intentlib.review.standing import Standing
from intentlib.review.telling import listed
from intentlib.schema import NOISE_ID
from intentlib.store.artefacts import read_frame
from intentlib.store.runs import LATEST, resolve, runs_place

_ANCHORS = 10
_COMPARED = 5_000
"""Wordings, the commonest, that one that isn't there is compared with."""
_LABELS: dict[str, type[Label]] = {"name": Rename, "theme": SetTheme, "type": SetType}


def intents_now(wordings: pd.DataFrame, standing: Standing) -> pd.Series:
    """Return the intent of every wording by the decisions in force, null where it is none.

    Parameters
    ----------
    wordings
        Those of a run, with ``key`` and ``intent_id``.
    standing
        What is in force.
    """
    ids, noise = wordings["intent_id"], standing.noise
    # Where a run shows what is no intent, a wording may no longer be decided to be none.
    homes = {i: None if i == NOISE_ID else standing.home(i) for i in ids.unique()}
    found = [
        None if key in noise else standing.intent_of(key) or homes[intent_id]
        for key, intent_id in zip(wordings["key"], ids, strict=True)
    ]
    return pd.Series(found, index=wordings.index, dtype="str")


class Drafter:
    """Makes decisions about a run from what people call its intents and wordings.

    Every method raises DecisionError for an intent or a wording that isn't there, and says what
    is like it.

    Parameters
    ----------
    wordings, intents
        Frames of the run.
    standing
        What is in force.
    """

    def __init__(self, wordings: pd.DataFrame, intents: pd.DataFrame, standing: Standing) -> None:
        now = wordings.assign(intent_id=intents_now(wordings, standing))
        self._wordings = now.sort_values(["calls", "key"], ascending=[False, True])
        self._standing = standing
        self.names = self._named(intents)

    def approve(self, intent: str) -> Approve:
        """Return that the wordings of an intent are one intent."""
        intent_id = self.intent(intent)
        return Approve(keys=self.keys(intent_id), intent_id=intent_id)

    def label(self, what: str, intent: str, value: str) -> Label:
        """Return that an intent has a ``name``, ``theme`` or ``type``."""
        intent_id = self.intent(intent)
        return _LABELS[what](intent_id, value, self.keys(intent_id)[:_ANCHORS])

    def merge(self, intent: str, others: Sequence[str]) -> Merge:
        """Return that other intents are the same as one, which stays."""
        intent_id, *merged = map(self.intent, (intent, *others))
        keys = [key for each in (intent_id, *merged) for key in self.keys(each)]
        return Merge(intent_id, tuple(merged), tuple(keys))

    def split(self, intent: str, wordings: Sequence[str]) -> Split:
        """Return that some of an intent's wordings are a new intent."""
        intent_id = self.intent(intent)
        keys, chosen = self.keys(intent_id), self._keys(wordings)
        foreign = [key for key in chosen if key not in keys]
        if foreign:
            raise DecisionError(f"not a wording of {intent_id}", value=foreign[0])
        rest = tuple(key for key in keys if key not in chosen)
        if not rest:
            raise DecisionError(f"these are all wordings of {intent_id}", value=listed(chosen))
        return Split(intent_id, (rest, chosen))

    def move(self, wordings: Sequence[str], intent: str | None = None) -> Move:
        """Return that wordings belong to an intent, or to a new one."""
        keys = self._keys(wordings)
        held = self._wordings[self._wordings["key"].isin(keys)]["intent_id"].dropna()
        intent_id = None if intent is None else self.intent(intent)
        anchors = self.keys(intent_id)[:_ANCHORS] if intent_id else ()
        return Move(keys, intent_id, tuple(sorted(held.unique())), anchors)

    def noise(self, wordings: Sequence[str]) -> Noise:
        """Return that wordings are no intent."""
        return Noise(self._keys(wordings))

    def pin_together(self, wordings: Sequence[str]) -> PinTogether:
        """Return that wordings belong together."""
        return PinTogether(self._keys(wordings))

    def pin_apart(self, wordings: Sequence[str]) -> PinApart:
        """Return that wordings belong to different intents."""
        return PinApart(self._keys(wordings))

    def comment(self, text: str, intent: str | None, wordings: Sequence[str]) -> Comment:
        """Return a comment on an intent, on wordings or on all."""
        return Comment(text, intent and self.intent(intent), tuple(map(self.key, wordings)))

    def keys(self, intent_id: str) -> tuple[str, ...]:
        """Return the wordings of an intent, commonest first."""
        return tuple(self._wordings.loc[self._wordings["intent_id"] == intent_id, "key"])

    def intent(self, said: str) -> str:
        """Return the id of the intent with this id or name, or of the one it was merged into."""
        if self._standing.home(said) in self.names:
            return self._standing.home(said)
        found = [i for i, name in self.names.items() if name.casefold() == said.casefold()]
        if len(found) == 1:
            return found[0]
        raise DecisionError(
            "more than one intent has this name" if found else "there is no such intent",
            value=said,
            do=f"Give the id: {listed(found)}" if found else _like(said, self.names.values()),
        )

    def key(self, said: str) -> str:
        """Return the key of the wording with this key or text."""
        for column in ("key", "text"):
            found = self._wordings.loc[self._wordings[column] == said, "key"]
            if len(found):
                return str(found.iloc[0])
        raise DecisionError(
            "there is no such wording", value=said, do=_like(said, self._wordings["text"])
        )

    def _keys(self, said: Sequence[str]) -> tuple[str, ...]:
        if not said:
            raise DecisionError("no wording is given", do="Name one or more with --wording")
        return tuple(dict.fromkeys(map(self.key, said)))

    def _named(self, intents: pd.DataFrame) -> dict[str, str]:
        """Return what every intent is called now, by its id, that with most calls first.

        One that a person founded since the run, and didn't name, goes by its commonest wording.
        """
        given = intents.set_index("intent_id")["name"].to_dict()
        largest = self._wordings.groupby("intent_id")["calls"].sum().sort_values(ascending=False)
        commonest = self._wordings.drop_duplicates("intent_id").set_index("intent_id")["text"]
        names = {}
        for intent_id in map(str, largest.index):
            held = self._standing.label(intent_id, "name")
            names[intent_id] = held.value if held else given.get(intent_id, commonest[intent_id])
        return names


def open_drafter(runs: str, standing: Standing) -> tuple[str, Drafter]:
    """Return the id of the published run, and a drafter for it; reads no more than that needs.

    Raises
    ------
    RunNotFoundError
        If no run is published.
    StoreError
        If a file of the run is missing or damaged.
    """
    run_id, place = resolve(runs, LATEST), runs_place(runs)
    wordings, intents = (read_frame(place, run_id, name) for name in ("wordings", "intents"))
    return run_id, Drafter(wordings, intents, standing)


def _like(said: str, known: Iterable[str]) -> str:
    """Return what could have been meant."""
    compared = list(known)[:_COMPARED]
    found = get_close_matches(said, compared, n=3, cutoff=0.5) or compared[:3]
    return f"Did you mean {listed(map(repr, found))}?" if found else "The run has none"
