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

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from intentlib.review.base import Decision, intent_node
from intentlib.review.grouping import (
    Approve,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Split,
)
from intentlib.schema import TYPES


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
    """An intent has a type: one of :data:`intentlib.schema.TYPES`."""

    kind = "set_type"
    what = "type"

    def _wrong(self) -> str:
        known = f"a type is one of: {', '.join(TYPES)}"
        return "" if self.value in TYPES else f"{known}; not {self.value!r}"


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
