"""Decisions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import singledispatch
from typing import TYPE_CHECKING

from intentlib.review.base import Decision
from intentlib.review.decisions import Comment, Label, Rename, Skip, Undo
from intentlib.review.grouping import Approve, Merge, Move, Noise, PinApart, PinTogether, Split

if TYPE_CHECKING:
    from intentlib.review.questions import Question

SHOWN = 3
"""Items of a list that are told one by one."""

_LONGEST = 48


_ASKED = {
    "one": "Is {name} one thing?",
    "same": "Is {name} the same as {others}?",
    "where": "Do these wordings belong to {name}?",
    "name": "Is {name} a good name?",
}


def ask(question: Question, names: Mapping[str, str]) -> str:
    """Return a question as a sentence, its intents by their names."""
    others = [repr(names[other]) for other in question.others]
    return _ASKED[question.kind].format(
        name=repr(names[question.intent_id]), others=" or ".join(others)
    )


def describe(decision: Decision, names: Mapping[str, str] | None = None) -> str:
    """Return what a decision did, in the past tense: ``moved “a” and “b” to “Pay a bill”``.

    Parameters
    ----------
    decision
        The decision.
    names
        What intents are called, by id, for people who don't know the ids; these are told where
        ``None``.
    """
    return _told(decision, _Names(names))


@dataclass(frozen=True)
class _Names:
    """What intents are called: by their ids where these are all that is known."""

    by_id: Mapping[str, str] | None

    def __call__(self, intent_id: str) -> str:
        if self.by_id is None:
            return intent_id
        return _quote(self.by_id[intent_id]) if intent_id in self.by_id else "an intent of its own"


@singledispatch
def _told(decision: Decision, called: _Names) -> str:
    raise NotImplementedError(decision.kind)


@_told.register
def _(decision: Approve, called: _Names) -> str:
    keys = "1 wording" if len(decision.keys) == 1 else f"{len(decision.keys):,} wordings"
    return f"approved {called(decision.intent_id)} ({keys})"


@_told.register
def _(decision: Merge, called: _Names) -> str:
    return f"merged {listed(map(called, decision.merged))} into {called(decision.intent_id)}"


@_told.register
def _(decision: Split, called: _Names) -> str:
    return f"split {called(decision.intent_id)} in {len(decision.parts):,}"


@_told.register
def _(decision: Move, called: _Names) -> str:
    return f"moved {quoted(decision.keys)} to {called(decision.target)}"


@_told.register
def _(decision: Noise, called: _Names) -> str:
    return f"marked {quoted(decision.keys)} as no intent"


@_told.register
def _(decision: PinTogether, called: _Names) -> str:
    return f"put {quoted(decision.keys)} together"


@_told.register
def _(decision: PinApart, called: _Names) -> str:
    return f"told {quoted(decision.keys)} apart"


@_told.register
def _(decision: Label, called: _Names) -> str:
    return f"gave {called(decision.intent_id)} the {decision.what} {_quote(decision.value)}"


@_told.register
def _(decision: Rename, called: _Names) -> str:
    if called.by_id is None:
        return f"gave {decision.intent_id} the name {_quote(decision.value)}"
    return f"named an intent {_quote(decision.value)}"  # it is called so now


@_told.register
def _(decision: Comment, called: _Names) -> str:
    about = f" on {called(decision.intent_id)}" if decision.intent_id else ""
    return f"commented{about}: {_quote(decision.text)}"


@_told.register
def _(decision: Skip, called: _Names) -> str:
    return "skipped a question"


@_told.register
def _(decision: Undo, called: _Names) -> str:
    return f"undid #{decision.decision_id}"


def listed(items: Iterable[object]) -> str:
    """Return items as people list them: ``a, b and c``."""
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last


def numbered(numbers: Iterable[int]) -> str:
    """Return numbers of decisions as people list them: ``#3 and #7``."""
    return listed(f"#{number}" for number in numbers)


def moment(at: datetime) -> str:
    """Return a time to the minute, such as ``2026-05-12 10:31 UTC``."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def quoted(texts: Sequence[str]) -> str:
    """Return the first of some texts, each in quotes and shortened, and how many more there are."""
    return listed([*map(_quote, texts[:SHOWN]), *more(texts)])


def more(items: Sequence[object]) -> list[str]:
    """Return ``["2 more"]`` where two items are beyond those that are shown, and so on."""
    return [f"{len(items) - SHOWN:,} more"] if len(items) > SHOWN else []


def _quote(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"“{plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + '…'}”"
