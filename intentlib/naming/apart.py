"""Candidates of all groups -> titles that nobody confuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from intentlib.language.clauses import content
from intentlib.language.hearing import Heard, Object
from intentlib.language.verbs import stem
from intentlib.naming.candidates import Candidate

UNCLEAR = "Unclear wording"
"""Name of a group without a single word in it, such as that of "???"."""

_NOTHING = Candidate(0.0, tuple(UNCLEAR.lower().split()), "", frozenset())

_LOSS = 0.35
"""How much worse a name may be that keeps two groups apart, before a word in brackets does it."""


def tell_apart(
    ranked: Sequence[Sequence[Candidate]], heard: Sequence[Heard], first: Iterable[int]
) -> list[Object]:
    """Return a title for each group, no two confusable; who comes first chooses freely."""
    taken: dict[int, Candidate] = {}
    titles: list[Object] = [()] * len(ranked)
    for group in first:
        options = ranked[group] or [_NOTHING]
        free = (c for c in options if not any(_confusable(c, t) for t in taken.values()))
        chosen = next(free, options[0])
        if chosen.score < options[0].score - _LOSS:
            chosen = options[0]
        rivals = [heard[other] for other, c in taken.items() if _confusable(c, chosen)]
        mark = _mark(heard[group], rivals, chosen.topic)
        title = (*chosen.title, f"({mark})") if rivals and mark else chosen.title
        number = count(2)
        while title in titles or (rivals and title == chosen.title):
            title = (*chosen.title, str(next(number)))
        taken[group], titles[group] = chosen, title
    return titles


def _confusable(one: Candidate, other: Candidate) -> bool:
    alike = one.act == other.act or not one.act or not other.act
    return alike and one.topic == other.topic and bool(one.topic)


def _mark(heard: Heard, rivals: Sequence[Heard], known: frozenset[str]) -> str:
    """Return the word that a group says more often than its rivals do, or ``""``."""
    extra = {
        word: heard.words[stem(word)]
        - max((rival.words.get(stem(word), 0.0) for rival in rivals), default=0.0)
        for obj in heard.objects
        for word in content(obj)
        if stem(word) not in known
    }
    best = min(extra, key=lambda word: (-round(extra[word], 6), word), default="")
    return best if best and extra[best] > 0 else ""
