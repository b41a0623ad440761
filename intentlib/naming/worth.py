"""What a name is worth: near its group, in plain words, telling enough and no more.

All in units of cosine to the middle of the group. Names of labelled groups of four domains differ
little when any of these is changed by half.
"""

from __future__ import annotations

import math

from intentlib.language.clauses import MOST_WORDS, content
from intentlib.language.hearing import HEARD, Heard, Object, runs_on, topic
from intentlib.language.statements import goes_on
from intentlib.language.tags import kind
from intentlib.language.titles import plainness, repeats
from intentlib.language.troubles import is_trouble
from intentlib.language.verbs import is_florid, stem

_PLAIN = 0.5
"""All its words are common ones."""
_TELLS = 0.2
"""It tells as much as the group's wordings do."""
_UNSAID = -0.05
"""One of its words is hardly ever said."""
_UNTOLD = -0.3
"""It reports what is no trouble."""
TROUBLE = 0.05
"""It reports what has gone wrong."""
_VOTE = 0.15
"""All callers do this act."""
_NO_ACT = -0.1
"""It names a thing and no act."""
_SAID = 0.1
"""All callers name this object."""
_CUT = -0.2
"""Nobody ended the object there."""
_CLAUSE = -0.1
"""It runs on into another clause."""
_NUMBER = -0.1
"""It holds a number."""
_SPECIAL = -0.3
"""It holds somebody's name or number that few callers say."""
_AGAIN = -0.2
"""It says a word twice, or the act again."""
_WIDELY = 0.25
"""Share of calls in which a name or number is the group's own."""
_FLORID = 0.5
"""How plain a noun is, against others as common, whose verb gives way to a plainer one."""
_ALONE = -0.2
"""It is no more than one word."""
_NARROW = -0.1
"""Callers say it more often without one of its words."""
_BARE = -0.05
"""There was no room for its article."""
_WORD = -0.03
"""One more word to read; a hyphen or an apostrophe counts as one."""

_TOO_LONG = -0.5
"""It has to be broken off."""


def plain_and_full(heard: Heard, obj: Object) -> float:
    """Return what an object is worth for its words: common ones, that leave out little."""
    said = content(obj)
    shares = [heard.words.get(stem(word), 0.0) for word in said]
    special = any(
        kind(word) in {"name", "number"} and share < _WIDELY
        for word, share in zip(said, shares, strict=True)
    )
    plain = [
        max(plainness(word) * (_FLORID if is_florid(word) else 1), min(1.0, 1.5 * share))
        for word, share in zip(said, shares, strict=True)
    ]
    unsaid = (1 - min(1.0, heard.words.get(word, 0.0) / HEARD) for word in sorted(topic(obj)))
    return (
        _PLAIN * ((min(plain) + sum(plain) / len(plain)) / 2 if plain else 1.0)
        + _TELLS * heard.coverage(heard.tells(obj))
        + _SAID * math.sqrt(heard.objects.get(obj, 0.0))
        + _NUMBER * any(word.isdigit() for word in obj)
        + _SPECIAL * special
        + _UNSAID * sum(unsaid)
    )


def well_said(heard: Heard, act: str, obj: Object) -> float:
    """Return what an act is worth with an object: callers say both, and neither more nor less."""
    cut = obj in heard.objects and not heard.is_whole(act, obj)
    often = heard.objects.get(obj, 0.0)
    shorter = (obj[:at] + obj[at + 1 :] for at in range(len(obj)))
    narrow = any(
        heard.objects.get(rest, 0.0) > often and heard.is_whole(act, rest) for rest in shorter
    )
    said = content(obj)
    return (
        _VOTE * heard.acts.get(act, 0.0)
        + _NO_ACT * (not act)
        + _CUT * cut
        + _NARROW * narrow
        + _CLAUSE * runs_on(obj) * (1 + (cut or bool(act)))
        + _CLAUSE * (bool(act) and goes_on(obj))
        + _UNTOLD * (act == "report" and not is_trouble(obj))
        + _AGAIN * (len(set(said)) < len(said) or repeats(act, obj))
    )


def easily_read(title: Object, lead: str, obj: Object) -> float:
    """Return what a title is worth for its length: some words, not many, and its article."""
    article = title[-len(obj) - 1 : -len(obj)]
    return (
        _WORD * sum(1 + word.count("-") + word.count("'") for word in title if word != "about")
        + _ALONE * (len(title) < 2)
        + _BARE * (lead == "a" and article not in {("a",), ("an",)})
        + _TOO_LONG * (len(title) > MOST_WORDS)
    )
