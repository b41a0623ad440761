"""Decisions on which wordings are one intent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from intentlib.review.base import Decision, intent_node, new_intent_id


@dataclass(frozen=True)
class _OnKeys(Decision):
    """A decision on wordings that still means the same of fewer wordings."""

    keys: tuple[str, ...]

    def wordings(self) -> tuple[str, ...]:
        """Return the keys of the wordings."""
        return self.keys

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return the same of the other wordings."""
        return self._fewer(keys)

    def _fewer(self, keys: Collection[str]) -> Decision | None:
        left = _left(self.keys, keys)
        return replace(self, keys=left) if left else None


@dataclass(frozen=True)
class Approve(_OnKeys):
    """The wordings of an intent are one intent.

    Parameters
    ----------
    keys
        The wordings of the intent at the time, all of them.
    intent_id
        The intent.
    """

    kind = "approve"
    intent_id: str

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return one group: the intent and its wordings."""
        return ((intent_node(self.intent_id), *self.keys),)


@dataclass(frozen=True)
class Merge(Decision):
    """Several intents are one.

    Parameters
    ----------
    intent_id
        The one that stays: it gives its id and, where people gave several, its name, theme and
        type.
    merged
        The others.
    keys
        The wordings of all of them at the time.
    supersedes
        Numbers of the decisions on a name, theme or type that give way to those of the intent
        that stays. Filled in by the ledger.
    """

    kind = "merge"
    intent_id: str
    merged: tuple[str, ...]
    keys: tuple[str, ...] = ()
    supersedes: tuple[int, ...] = ()

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return one group: the intents, the one that stays first, and their wordings."""
        return ((*map(intent_node, (self.intent_id, *self.merged)), *self.keys),)

    def wordings(self) -> tuple[str, ...]:
        """Return the keys of the wordings."""
        return self.keys

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return the merge of the intents, with the other wordings."""
        return replace(self, keys=_left(self.keys, keys))

    def _wrong(self) -> str:
        return "an intent can't be merged with itself" if self.intent_id in self.merged else ""


@dataclass(frozen=True)
class Split(Decision):
    """The wordings of an intent are several intents.

    Parameters
    ----------
    intent_id
        The intent. Its id and name stay with the first part.
    parts
        The wordings of each part, two parts or more. The others of its wordings stay undecided.
    new_ids
        The ids of the intents that the other parts are, in order; where none are given, those
        of :func:`new_intent_id`.
    """

    kind = "split"
    intent_id: str
    parts: tuple[tuple[str, ...], ...]
    new_ids: tuple[str, ...] = ()

    @property
    def intent_ids(self) -> tuple[str, ...]:
        """The id of the intent that each part is from now on."""
        return (self.intent_id, *(self.new_ids or map(new_intent_id, self.parts[1:])))

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return a group for each part: its intent and its wordings."""
        return tuple(
            (intent_node(intent_id), *part)
            for intent_id, part in zip(self.intent_ids, self.parts, strict=True)
        )

    def wordings(self) -> tuple[str, ...]:
        """Return the keys of the wordings of all parts."""
        return tuple(key for part in self.parts for key in part)

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return the split into what is left of the parts, each still the intent it was."""
        parts = zip(self.intent_ids, (_left(part, keys) for part in self.parts), strict=True)
        left = {intent_id: part for intent_id, part in parts if part}
        if not left:
            return None
        first, *others = left
        if not others:
            return Approve(keys=left[first], intent_id=first)
        return Split(first, tuple(left.values()), tuple(others))

    def _wrong(self) -> str:
        keys = self.wordings()
        if len(self.parts) < 2:
            return "a split has two parts or more"
        if len(set(keys)) < len(keys):
            return "a wording can be in one part only"
        if self.new_ids and len(self.new_ids) != len(self.parts) - 1:
            return "every part but the first needs an id of its own"
        repeated = len(set(self.intent_ids)) < len(self.parts)
        return "the part that the intent was founded with must come first" if repeated else ""


@dataclass(frozen=True)
class Move(_OnKeys):
    """Wordings belong to another intent, or to a new one.

    Parameters
    ----------
    keys
        The wordings.
    intent_id
        The intent they belong to; None founds a new one (see :attr:`target`).
    from_ids
        The intents they were shown in.
    anchors
        The commonest wordings of the intent they belong to: what it is known by where its id is
        not.
    """

    kind = "move"
    intent_id: str | None = None
    from_ids: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The id of the intent that the wordings belong to."""
        return self.intent_id or new_intent_id(self.keys)

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return one group: the intent and the wordings moved."""
        return ((intent_node(self.target), *self.keys),)

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return the move of the other wordings, to the same intent."""
        return replace(self, intent_id=self.target)._fewer(keys)


@dataclass(frozen=True)
class Noise(_OnKeys):
    """Wordings are not an intent."""

    kind = "noise"


@dataclass(frozen=True)
class PinTogether(_OnKeys):
    """Wordings belong together, in whichever intent."""

    kind = "pin_together"

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return one group: the wordings."""
        return (self.keys,)

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return the same of the other wordings, if they are two or more."""
        return self._fewer(keys) if len(_left(self.keys, keys)) > 1 else None

    def _wrong(self) -> str:
        return "a pin needs two wordings or more" if len(self.keys) < 2 else ""


@dataclass(frozen=True)
class PinApart(PinTogether):
    """Wordings belong to different intents, each to another."""

    kind = "pin_apart"

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return a group for each wording."""
        return tuple((key,) for key in self.keys)


def _left(keys: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in gone)
