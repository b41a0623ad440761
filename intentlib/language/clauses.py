"""A text taken apart into clauses and words, and the words that carry its topic."""

from __future__ import annotations

import re
from functools import lru_cache

from intentlib.language import wordlists as words
from intentlib.language.verbs import stem

MOST_WORDS = 7
"""Words in a name at most."""

_MOST_READ = 1000
"""Characters of a text that are read: no wording tells its intent later than that."""

CACHED = 1 << 17
"""Texts whose reading is remembered."""

_PLACEHOLDER = re.compile(r"<[^<>]{1,24}>|\[[A-Z_ ]{2,24}\]|\d[\d -]{6,}\d")
_BREAK = re.compile(
    r"[.!?]+(?=\s|$)|[;:()\[\]{}\"|\n\r\t\u201c\u201d\u2026]|\s[-/\u2013\u2014]+\s|,(?!\d)"
)
_WORD = re.compile(r"[^\W_]+(?:['.&/+-][^\W_]+)*")
_NUMBER = re.compile(r"\d{5,}")


def content(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that carry a topic, in order."""
    return tuple(token for token in tokens if token not in words.FUNCTION_WORDS)


def clauses(text: str) -> list[tuple[str, ...]]:
    """Return the clauses of a text as words in their own case.

    Placeholders of masked data and numbers that may be somebody's are left out.
    """
    text = _PLACEHOLDER.sub(" ; ", text[:_MOST_READ].replace("\u2019", "'"))
    parts = (_WORD.findall(part) for part in _BREAK.split(text))
    found = (tuple(word for word in part if not _NUMBER.search(word)) for part in parts)
    return [part for part in found if part]


def lower(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words in lower case."""
    return tuple(token.lower() for token in tokens)


@lru_cache(maxsize=CACHED)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry a topic, each once, sorted."""
    return tuple(sorted({stem(word) for part in clauses(text) for word in content(lower(part))}))
