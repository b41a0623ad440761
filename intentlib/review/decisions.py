"""What a reviewer can decide: one frozen dataclass per kind.

Decisions speak of wordings by their key, so they hold on any later run, at any granularity and with
any model; where they concern an intent they name it by its permanent id as well. What a decision
means for grouping is said in *nodes*: a key stands for its wording, ``intent_node(id)`` for an
intent. The nodes of one of its :meth:`~Decision.links` are one intent from then on, and where it
has several links these are different intents.

==============  ====================================================================
kind            decides that
==============  ====================================================================
`approve`       the wordings of an intent are one intent
`merge`         several intents are one
`split`         the wordings of an intent are several intents
`move`          wordings belong to another intent, or to a new one
`noise`         wordings are not an intent
`pin_together`  wordings belong together, in whichever intent
`pin_apart`     wordings belong to different intents
`rename`        an intent has a name
`set_theme`     an intent has a theme
`set_type`      an intent has a type
`comment`       something is worth saying
`skip`          a question comes back later
`undo`          an earlier decision doesn't hold; undoing an undo restores it
==============  ====================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from typing import ClassVar

from intentlib.errors import DecisionError
from intentlib.review.cleaning import clean

_MARK = "\0"


def intent_node(intent_id: str) -> str:
    """Return the node of an intent; no key has the character that it begins with."""
    return _MARK + intent_id


def is_intent(node: str) -> bool:
    """Tell whether a node stands for an intent."""
    return node[0] == _MARK


def intent_of(node: str) -> str:
    """Return the id of the intent that a node stands for."""
    return node[1:]


def new_intent_id(keys: Collection[str]) -> str:
    """Return the id of an intent that a reviewer founds with these wordings.

    It is permanent, and the same whenever and wherever the same wordings found an intent.
    """
    return "i" + blake2b("\n".join(sorted(keys)).encode(), digest_size=4).hexdigest()


@dataclass(frozen=True)
class Decision:
    """One act of a reviewer; every kind is a subclass.

    Raises
    ------
    DecisionError
        If a field isn't usable; names the kind and the field.
    """

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        where = f"decision of kind {self.kind!r}"
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                object.__setattr__(self, field.name, clean(field.name, value, where))
        wrong = self._wrong()
        if wrong:
            raise DecisionError(wrong, where=where)

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of nodes: each is one intent, and no two are the same one.

        A group that concerns an intent begins with that intent's node.
        """
        return ()

    def wordings(self) -> tuple[str, ...]:
        """Return the keys of the wordings that it decides on; its anchors are not among them."""
        return ()

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return what still holds once these wordings are decided otherwise; None if nothing."""
        del keys
        return None

    def _wrong(self) -> str:
        """Return what is wrong with the fields together, or nothing."""
        return ""


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


@dataclass(frozen=True)
class Label(Decision):
    """An intent has a name, a theme or a type.

    Parameters
    ----------
    intent_id
        The intent.
    value
        The name, theme or type.
    anchors
        Its commonest wordings at the time: what it is known by where its id is not.
    supersedes
        Numbers of the decisions whose value this one replaces. Filled in by the ledger.
    """

    what: ClassVar[str]
    intent_id: str
    value: str
    anchors: tuple[str, ...] = ()
    supersedes: tuple[int, ...] = ()

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return the intent alone: a name doesn't say which wordings belong to it."""
        return ((intent_node(self.intent_id),),)


@dataclass(frozen=True)
class Rename(Label):
    """An intent has a name."""

    kind = "rename"
    what = "name"


@dataclass(frozen=True)
class SetTheme(Label):
    """An intent has a theme."""

    kind = "set_theme"
    what = "theme"


@dataclass(frozen=True)
class SetType(Label):
    """An intent has a type."""

    kind = "set_type"
    what = "type"


@dataclass(frozen=True)
class Comment(Decision):
    """Something is worth saying, on an intent, on wordings or on all."""

    kind = "comment"
    text: str
    intent_id: str | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skip(Decision):
    """A question comes back later."""

    kind = "skip"
    question: str


@dataclass(frozen=True)
class Undo(Decision):
    """An earlier decision doesn't hold; undoing an undo restores what it undid."""

    kind = "undo"
    decision_id: int


KINDS: dict[str, type[Decision]] = {
    decision.kind: decision
    for decision in (
        Approve,
        Merge,
        Split,
        Move,
        Noise,
        PinTogether,
        PinApart,
        Rename,
        SetTheme,
        SetType,
        Comment,
        Skip,
        Undo,
    )
}


def replacing(decision: Decision, numbers: Iterable[int]) -> Decision:
    """Return a decision that replaces the names, themes or types given by others."""
    if not isinstance(decision, Merge | Label):
        return decision
    return replace(decision, supersedes=tuple(numbers))


def _left(keys: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in gone)
