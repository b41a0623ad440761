"""The fields of decisions, checked and put into one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from intentlib.errors import DecisionError

LONGEST_LABEL = 200
"""Characters of a name, theme or type."""


def clean(name: str, value: Any, where: str) -> Any:
    """Return the value of a decision's field in its one form: tuples without repeats.

    Raises
    ------
    DecisionError
        If the field can't have this value; ``where`` says whose it is.
    """
    try:
        return _CLEANERS[name](value)
    except _UnusableError as error:
        shown = ascii(value) if isinstance(value, str) else value
        raise DecisionError(f"field {name!r} is not {error}", value=shown, where=where) from error


class _UnusableError(Exception):
    """A value is not what its field needs; the message says what that is."""


def _text(value: Any) -> str:
    if type(value) is not str or not value or "\0" in value:
        raise _UnusableError("a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _UnusableError("valid Unicode") from error
    return value


def _label(value: Any) -> str:
    text = " ".join(_text(value).split())
    if not text or len(text) > LONGEST_LABEL:
        raise _UnusableError(f"a text of 1 to {LONGEST_LABEL} characters")
    return text


def _number(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise _UnusableError("the number of a decision")
    return value


def _each(clean_one: Callable[[Any], Any], what: str) -> Callable[[Any], tuple[Any, ...]]:
    def clean_all(values: Any) -> tuple[Any, ...]:
        if not isinstance(values, (list, tuple)) or not values:
            raise _UnusableError(f"a list of {what}")
        try:
            return tuple(dict.fromkeys(map(clean_one, values)))
        except _UnusableError as error:
            raise _UnusableError(f"a list of {what}") from error

    return clean_all


_texts = _each(_text, "texts")
_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "intent_id": _text,
    "question": _text,
    "text": _text,
    "run_id": _text,
    "reason": _text,
    "token": _text,
    "value": _label,
    "reviewer": _label,
    "decision_id": _number,
    **dict.fromkeys(("supersedes", "instead_of"), _each(_number, "numbers of decisions")),
    "parts": _each(_texts, "lists of texts"),
    **dict.fromkeys(("keys", "merged", "new_ids", "from_ids", "anchors"), _texts),
}
