"""Forms of verbs and nouns."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from wordfreq import zipf_frequency

_RARER = 1.3
"""How much rarer (log10) a plural may be than its singular: no one says "insurances"."""

_VOWELS = frozenset("aeiou")
_STRESSED = ("cur", "fer", "get", "gin", "mit", "pel", "put", "set")


@lru_cache(maxsize=1 << 14)
def gerund(verb: str) -> str:
    """Return the form of a verb that ends in -ing."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    last = verb[-3:]
    closed = len(last) == 3 and last[1] in _VOWELS and not set(last[::2]) & set("aeiouwxy")
    if closed and (_syllables(verb) == 1 or verb.endswith(_STRESSED)):
        return f"{verb}{verb[-1]}ing"
    silent = verb.endswith("e") and not verb.endswith(("ee", "ye", "oe"))
    return f"{verb[:-1] if silent else verb}ing"


def _syllables(word: str) -> int:
    vowels = [letter in _VOWELS for letter in word]
    return sum(this and not before for before, this in pairwise([False, *vowels]))


@lru_cache(maxsize=1 << 14)
def plural(noun: str) -> str:
    """Return the plural of a noun where English uses one, else the noun."""
    if (noun.endswith("s") and not noun.endswith("ss")) or not noun.isascii() or not noun.isalpha():
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        form = noun[:-1] + "ies"
    else:
        form = noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")
    usual = zipf_frequency(form, "en") >= zipf_frequency(noun, "en") - _RARER
    return form if usual and not noun.endswith("ing") else noun


def is_countable(noun: str) -> bool:
    """Return whether a noun in the singular has a plural in use."""
    return plural(noun) != noun
