"""What the callers of one group say: acts, objects, words, and which words stand in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from intentlib.language import wordlists as words
from intentlib.language.clauses import content, stems
from intentlib.language.phrases import Phrase, readings
from intentlib.language.statements import goes_on
from intentlib.language.tags import is_verb_only, tagged
from intentlib.language.verbs import stem

HEARD = 0.1
"""Share of a group's calls in which a word must occur to be fully part of what they tell."""

_STATED = 0.5
"""Weight of a wording that names a thing without an act, in the vote for the act."""

_VERBS = frozenset({"did", "does", "verb"})

Object = tuple[str, ...]
Slot = tuple[str, Object, int, str, str]
Shares = defaultdict[str, float]

_NO_NOUN = (words.AUXILIARIES | words.PRONOUNS | words.ADVERBS | words.JOINERS) - {
    "and",
    "keeps",
    "no",
    "not",
    "or",
}


def _shares() -> Shares:
    return defaultdict(float)


@dataclass(frozen=True, eq=False)
class Heard:
    """What callers of one group say, each with the share of calls that say so.

    Parameters
    ----------
    own
        For stems that other groups say too: how much each is this group's own, 0-1.
    words
        Stems of the words that carry a topic.
    acts, verbs
        What is done, and the verbs used for it.
    objects, leads
        To what, without its article; and the articles, "the" for a possessive.
    acts_of, whole
        The acts heard with an object; those with which it was heard in full.
    told
        How much of what the group says (:meth:`tells`) its wordings tell.
    fillers
        The words heard in one place of a phrase, everything around it being alike.
    """

    own: Mapping[str, float] = field(default_factory=dict)
    words: Shares = field(default_factory=_shares)
    acts: Shares = field(default_factory=_shares)
    verbs: defaultdict[str, Shares] = field(default_factory=lambda: defaultdict(_shares))
    objects: defaultdict[Object, float] = field(default_factory=lambda: defaultdict(float))
    leads: defaultdict[Object, Shares] = field(default_factory=lambda: defaultdict(_shares))
    acts_of: defaultdict[Object, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: set[tuple[str, Object]] = field(default_factory=set)
    told: defaultdict[float, float] = field(default_factory=lambda: defaultdict(float))
    fillers: defaultdict[Slot, set[str]] = field(default_factory=lambda: defaultdict(set))
    _covered: dict[float, float] = field(default_factory=dict)

    def tells(self, obj: Object) -> float:
        """Return how many words of an object are part of what the group says, and others don't."""
        parts = (
            min(1.0, self.words.get(word, 0.0) / HEARD) * self.own.get(word, 1.0)
            for word in sorted(topic(obj))
        )
        return round(sum(parts), 2)

    def coverage(self, tells: float) -> float:
        """Return which part of what the wordings tell is told by so much, 0-1."""
        if tells not in self._covered:
            parts = (
                share * (min(1.0, tells / of) if of else 1.0) for of, share in self.told.items()
            )
            self._covered[tells] = sum(parts)
        return self._covered[tells]

    def lead(self, obj: Object) -> str:
        """Return how callers mostly introduce an object."""
        leads: Mapping[str, float] = self.leads.get(obj, {})
        return min(leads, key=lambda lead: (-round(leads[lead], 9), lead), default="")

    def is_whole(self, act: str, obj: Object) -> bool:
        """Return whether callers named just this object with the act."""
        return (_manner(act), obj) in self.whole


@lru_cache(maxsize=1 << 16)
def topic(obj: Object) -> frozenset[str]:
    """Return the stems of what an object is about."""
    return frozenset(stem(word) for word in content(obj))


@lru_cache(maxsize=1 << 16)
def runs_on(obj: Object) -> bool:
    """Return whether an object holds part of another clause."""
    if any(word in _NO_NOUN for word in obj):
        return True
    acts = is_verb_only(obj[-1]) or not _VERBS.isdisjoint(tagged(("the", *obj)))
    return acts and not goes_on(obj)


def slots(lead: str, obj: Object) -> Iterable[tuple[Slot, int]]:
    """Return the places of an object where another word could stand, and their positions."""
    frame = tuple(word if word in words.FUNCTION_WORDS else "_" for word in obj)
    around = ("^", *obj, "$")
    for at, word in enumerate(frame):
        if word == "_":
            yield (lead, frame, at, around[at], around[at + 2]), at


def hear(
    texts: Sequence[str], shares: Sequence[float], own: Mapping[str, float] | None = None
) -> Heard:
    """Return what the wordings of a group say.

    Parameters
    ----------
    texts
        The wordings, in an order that does not depend on the input's.
    shares
        Share of the group's calls of each.
    own
        See :class:`Heard`.
    """
    heard = Heard(own or {})
    for text, share in zip(texts, shares, strict=True):
        for word in stems(text):
            heard.words[word] += share
    for text, share in zip(texts, shares, strict=True):
        found = [(phrase, *_split(phrase.object)) for phrase in readings(text) if phrase.object]
        _hear_acts(heard, [phrase for phrase, _, _ in found], share)
        _hear_objects(heard, found, share)
    return heard


def _hear_acts(heard: Heard, found: Sequence[Phrase], share: float) -> None:
    acts = sorted({phrase.act for phrase in found})
    acts = acts[1:] if len(acts) > 1 and not acts[0] else acts
    for act in acts:
        # a name tells what is done, where anybody does
        heard.acts[act] += share / len(acts) * (1 if act else _STATED)
        for verb in sorted({phrase.verb for phrase in found if phrase.act == act}):
            heard.verbs[act][verb] += share / len(acts)


def _hear_objects(heard: Heard, found: Sequence[tuple[Phrase, str, Object]], share: float) -> None:
    for obj in dict.fromkeys(obj for _, _, obj in found):
        heard.objects[obj] += share
    for lead, obj in dict.fromkeys((lead, obj) for _, lead, obj in found):
        heard.leads[obj][lead] += share
    for phrase, _, obj in found:
        heard.acts_of[obj].add(phrase.act)
        if phrase.whole:
            heard.whole.add((_manner(phrase.act), obj))
    heard.told[max((heard.tells(obj) for _, _, obj in found), default=0.0)] += share
    for _, lead, obj in found[:1]:
        if not runs_on(obj):
            for slot, at in slots(lead, obj):
                heard.fillers[slot].add(obj[at])


def _split(obj: Object) -> tuple[str, Object]:
    """Return the article ("the" for a possessive) and the rest of an object."""
    if len(obj) < 2:
        return "", obj
    article = {"a": "a", "an": "a", "the": "the"}.get(obj[0], "")
    if obj[0] in words.POSSESSIVES:
        article = "the"
    return (article, obj[1:]) if article else ("", obj)


def _manner(act: str) -> str:
    """Return one and the same for acts whose verbs are a manner of speaking."""
    return "" if act in words.REWORDED else act
