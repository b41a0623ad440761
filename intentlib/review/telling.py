"""Decisions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import singledispatch
from typing import TYPE_CHECKING

from intentlib.review.base import Decision
from intentlib.review.decisions import Comment, Label, Skip, Undo
from intentlib.review.grouping import Approve, Merge, Move, Noise, PinApart, PinTogether, Split

if TYPE_CHECKING:
    from intentlib.review.questions import Question

_SHOWN = 2
_LONGEST = 40


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


@singledispatch
def describe(decision: Decision) -> str:
    """Return what a decision did, in the past tense: ``moved 'a' and 'b' to i1a2b3c4d``."""
    raise NotImplementedError(decision.kind)


@describe.register
def _(decision: Approve) -> str:
    return f"approved {decision.intent_id} ({_count(decision.keys)})"


@describe.register
def _(decision: Merge) -> str:
    return f"merged {listed(decision.merged)} into {decision.intent_id}"


@describe.register
def _(decision: Split) -> str:
    return f"split {decision.intent_id} into {listed(decision.intent_ids)}"


@describe.register
def _(decision: Move) -> str:
    where = f"to {decision.target}" if decision.intent_id else f"to a new intent {decision.target}"
    return f"moved {_quoted(decision.keys)} {where}"


@describe.register
def _(decision: Noise) -> str:
    return f"marked {_quoted(decision.keys)} as no intent"


@describe.register
def _(decision: PinTogether) -> str:
    return f"pinned {_quoted(decision.keys)} together"


@describe.register
def _(decision: PinApart) -> str:
    return f"pinned {_quoted(decision.keys)} apart"


@describe.register
def _(decision: Label) -> str:
    return f"gave {decision.intent_id} the {decision.what} {decision.value!r}"


@describe.register
def _(decision: Comment) -> str:
    about = f" on {decision.intent_id}" if decision.intent_id else ""
    return f"commented{about}: {_short(decision.text)!r}"


@describe.register
def _(decision: Skip) -> str:
    return f"skipped the question {_short(decision.question)!r}"


@describe.register
def _(decision: Undo) -> str:
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


def _count(keys: Sequence[str]) -> str:
    return "1 wording" if len(keys) == 1 else f"{len(keys):,} wordings"


def _quoted(keys: Sequence[str]) -> str:
    shown = [repr(_short(key)) for key in keys[:_SHOWN]]
    more = len(keys) - _SHOWN
    return listed([*shown, f"{more:,} more"] if more > 0 else shown)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
