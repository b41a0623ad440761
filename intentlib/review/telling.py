"""Decisions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
    called = _Names(names)
    return _regrouped(decision, called) or _said(decision, called)


@dataclass(frozen=True)
class _Names:
    """What intents are called: by their ids where these are all that is known."""

    by_id: Mapping[str, str] | None

    def __call__(self, intent_id: str) -> str:
        if self.by_id is None:
            return intent_id
        return _quote(self.by_id[intent_id]) if intent_id in self.by_id else "an intent of its own"


def _regrouped(decision: Decision, called: _Names) -> str | None:
    """Return what became of intents and wordings; None where it is about something else."""
    match decision:
        case Approve(keys, intent_id):
            wordings = "1 wording" if len(keys) == 1 else f"{len(keys):,} wordings"
            return f"approved {called(intent_id)} ({wordings})"
        case Merge(intent_id, merged):
            return f"merged {listed(map(called, merged))} into {called(intent_id)}"
        case Split(intent_id, parts):
            return f"split {called(intent_id)} in {len(parts):,}"
        case Move(keys):
            return f"moved {quoted(keys)} to {called(decision.target)}"
        case Noise(keys):
            return f"marked {quoted(keys)} as no intent"
        case PinApart(keys):
            return f"told {quoted(keys)} apart"
        case PinTogether(keys):
            return f"put {quoted(keys)} together"
    return None


def _said(decision: Decision, called: _Names) -> str:
    """Return what was said of intents or decisions; a kind without words is told by its name."""
    match decision:
        case Rename(value=value) if called.by_id is not None:
            return f"named an intent {_quote(value)}"  # it is called so now
        case Label(intent_id, value):
            return f"gave {called(intent_id)} the {decision.what} {_quote(value)}"
        case Comment(text, intent_id):
            about = f" on {called(intent_id)}" if intent_id else ""
            return f"commented{about}: {_quote(text)}"
        case Undo(number):
            return f"undid #{number}"
        case Skip():
            return "skipped a question"
    return decision.kind


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
