"""The nouns that the name of an intent is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from intentlib.language import wordlists as words
from intentlib.language.clauses import content
from intentlib.language.phrases import readings
from intentlib.language.tags import is_phrasal, noun_phrases
from intentlib.language.troubles import TROUBLE, UNDERGONE, WRONG
from intentlib.language.verbs import is_base, stem

_LEADING = frozenset({"of", "with"})
"""What joins a noun to the one it is really about ("a copy *of* the bill")."""

_EQUAL = frozenset({"and", "or", "on", "about"})
"""What joins two nouns that both tell what it is about ("a charge *on* the bill")."""

LIGHT = words.listed(
    """
    choice code confirmation copies copy date detail details form frequency history id letter
    option options preference preferences procedure process question questions reference request
    status time
    """
)
"""Nouns that say less than the one before them ("payment *status*")."""

_TELLS_NO_KIND = words.VAGUE | WRONG | UNDERGONE

_ADJECTIVES = ("al", "ic", "ive", "ous", "able", "ible", "ful", "less", "ary")


@dataclass(frozen=True)
class Mention:
    """A noun in a name.

    Parameters
    ----------
    word, modifier
        As worded, in lower case; the modifier may be empty.
    aside
        It only leads to another noun ("a *copy* of the bill", "a billing *problem*") or says where
        or what for ("coverage in a new *region*").
    """

    word: str
    modifier: str
    aside: bool


@lru_cache(maxsize=1 << 14)
def mentions(name: str) -> dict[str, Mention]:
    """Return the nouns that a name is about, by their stems."""
    found: dict[str, Mention] = {}
    phrase = next((phrase for phrase in readings(name) if content(phrase.object)), None)
    parts = _parts(phrase.object) if phrase else []
    before = ""
    for part, joint in parts:
        head, modifier = part[-1], part[-2] if len(part) > 1 else ""
        modifier = "" if modifier in _TELLS_NO_KIND or is_base(modifier) else modifier
        light = head in TROUBLE or head in LIGHT
        leans = light and bool(modifier) and not modifier.endswith(_ADJECTIVES)
        if leans:
            found.setdefault(stem(modifier), Mention(modifier, "", aside=False))
        leads = joint in _LEADING or (light and joint in words.PREPOSITIONS)
        adjunct = before in words.PREPOSITIONS - _LEADING - _EQUAL
        found.setdefault(stem(head), Mention(head, modifier, leans or leads or adjunct))
        before = joint
    return found


def _parts(tokens: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    """Return the noun phrases of an object, each with the word that joins it to the next.

    In "a phone or internet service" the phone is a kind of service, no part of its own; in "porting
    a number" the number is what it is about.
    """
    parts = []
    for start, end in noun_phrases(tokens):
        part = tokens[start:end]
        if len(part) > 2 and is_phrasal(*part[-2:]):
            part = part[:-2]  # "account sign in"
        parts.append((part, tokens[end] if end < len(tokens) else ""))
    return [
        (part, joint)
        for at, (part, joint) in enumerate(parts)
        if not (
            len(set(part) - words.VAGUE) == 1
            and at + 1 < len(parts)
            and _qualifies(part[-1], joint, parts[at + 1][0])
        )
    ]


def _qualifies(word: str, joint: str, after: tuple[str, ...]) -> bool:
    """Return whether a lone word belongs to the phrase after it."""
    if joint in {"and", "or"}:
        return len(after) > 1
    return word.endswith("ing") and joint in words.DETERMINERS
