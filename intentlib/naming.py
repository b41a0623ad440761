"""Groups of wordings -> names that an analyst would type.

Every wording is read as an act and an object (``language.phrases``). The group votes for the
act; verbs that only tell how something was said give way to a plain one ("beseech", "crave",
"solicit": request). The object is the one that is nearest to the middle of the group, in common
words, and that leaves out little. It need not have been worded by anybody: words that stand in the
same place change places, as in the word graphs of multi-sentence compression, so that "the
servicing of faulty equipment" and "the repair of defective gear" can give "the repair of faulty
equipment". Such a phrase is placed among the vectors by the sum of its words' vectors, which a
ridge regression finds.

References
----------
K. Filippova, "Multi-sentence compression: finding shortest paths in word graphs", COLING 2010.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from intentlib.language import wordlists as words
from intentlib.language.hearing import Heard, Object, hear, runs_on, slots, topic
from intentlib.language.meanings import Meanings
from intentlib.language.phrases import MOST_WORDS, content, stems
from intentlib.language.titles import compose, plainness, repeats, spell, spellings
from intentlib.language.verbs import act_of, stem

UNCLEAR = "Unclear wording"
"""Name of a group without a single word in it, such as that of "???"."""

_MOST_READ = 250
"""Wordings of a group that are read for its name: the ones with most calls, nearest its middle."""

# What a name is worth, in units of cosine to the middle of its group.
_PLAIN = 0.5
"""All its words are common ones."""
_TELLS = 0.2
"""It tells as much as the group's wordings do."""
_VOTE = 0.1
"""All callers do this act."""
_NO_ACT = -0.05
"""It names a thing and no act."""
_SAID = 0.1
"""All callers name this object."""
_CUT = -0.1
"""Nobody ended the object there."""
_CLAUSE = -0.1
"""It runs on into another clause."""
_NUMBER = -0.1
"""It holds a number."""
_AGAIN = -0.2
"""It says a word twice, or the act again."""
_ALONE = -0.2
"""It is no more than one word."""
_NARROW = -0.1
"""Callers say it more often without one of its words."""
_BARE = -0.05
"""There was no room for its article."""
_WORD = -0.02
"""One more word to read; a hyphen or an apostrophe counts as one."""

_TOO_LONG = -0.5
"""It has to be broken off."""

_LOSS = 0.35
"""How much worse a name may be that keeps two groups apart, before a word in brackets does it."""

_RIVALS = 8
"""Best candidates whose words change places."""

_Phrase = tuple[str, str, Object]  # act, article, object
Floats = NDArray[np.float64]


def name_groups(
    texts: Sequence[str], calls: np.ndarray, vectors: np.ndarray, labels: np.ndarray
) -> list[str]:
    """Return one name per group, all distinct, in sentence case and of two to seven words.

    Where callers say no more than one word, so does the name; where two groups would be confused
    and no other name is near as good, the smaller one's gets a word in brackets or a number. The
    names depend neither on the order of the wordings nor on the unit of the calls.

    Parameters
    ----------
    texts : sequence of str of length n
        The wordings as written; nothing in them is trusted, a name is plain text.
    calls : ndarray of shape (n,)
        Calls of each wording.
    vectors : ndarray of shape (n, d)
        Unit rows.
    labels : ndarray of shape (n,), int
        The group of each wording; every number from 0 occurs.

    Returns
    -------
    list of str
        Name of group 0, 1, …
    """
    if not len(texts):
        return []
    order = np.array(sorted(range(len(texts)), key=lambda i: (texts[i], calls[i])), dtype=np.intp)
    texts = [texts[i] for i in order]
    calls, vectors, labels = calls[order].astype(float), vectors[order], labels[order]
    groups = range(int(labels.max()) + 1)
    members = [np.flatnonzero(labels == group) for group in groups]
    weights = [calls[rows] / calls[rows].sum() for rows in members]
    centroids = np.array([weights[group] @ vectors[members[group]] for group in groups])
    centroids /= np.maximum(np.linalg.norm(centroids, axis=1, keepdims=True), 1e-12)
    meanings = Meanings.learn([stems(text) for text in texts], vectors)

    heard, ranked = [], []
    for group in groups:
        rows, share = members[group], weights[group]
        near = np.round(vectors[rows] @ centroids[group], 6)
        read = np.lexsort((np.arange(len(rows)), -near, -share))[:_MOST_READ]
        said = hear([texts[i] for i in rows[read]], (share[read] / share[read].sum()).tolist())
        heard.append(said)
        ranked.append(_rank(said, _nearness(said, meanings, centroids, group)))
    scores = [found[0].score if found else 0.0 for found in ranked]
    size = [round(calls[rows].sum() / calls.sum(), 9) for rows in members]
    first = sorted(groups, key=lambda group: (-size[group], -scores[group], members[group][0]))
    titles = _apart(ranked, heard, first)
    known = spellings(texts, {word for title in titles for word in title})
    return [spell(title, known) for title in titles]


def _nearness(
    heard: Heard, meanings: Meanings, centroids: Floats, group: int
) -> Callable[[Sequence[Object]], Floats]:
    """Return what tells how much nearer objects are to their own group than to any other.

    That is the cosine to the group's middle, less what another group's has more.
    """
    act = np.zeros_like(meanings.mean)
    for name, share in sorted(heard.acts.items()):
        verbs = heard.verbs[name]
        for verb, said in sorted(verbs.items()):
            part = share * said / sum(verbs.values())
            act += part * meanings.of(map(stem, verb.split()))

    def near(objects: Sequence[Object]) -> Floats:
        placed = np.array([meanings.of(sorted(topic(obj))) for obj in objects])
        placed += meanings.mean + act
        placed /= np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-12)
        cosines = placed @ centroids.T
        own: Floats = cosines[:, group]
        others: Floats = np.delete(cosines, group, axis=1).max(axis=1, initial=-1)
        return np.minimum(own, 2 * own - others)

    return near


@dataclass(frozen=True)
class _Candidate:
    score: float
    title: Object
    act: str
    topic: frozenset[str]


_NOTHING = _Candidate(0.0, tuple(UNCLEAR.lower().split()), "", frozenset())


def _rank(heard: Heard, near: Callable[[Sequence[Object]], Floats]) -> list[_Candidate]:
    """Return the candidates for a group's name, best first, no title twice."""
    top = max(heard.acts.values(), default=0.0)
    acts = [act for act, share in sorted(heard.acts.items()) if share >= top / 2]
    phrases = [
        (act, heard.lead(obj), obj)
        for obj, done in heard.acts_of.items()
        for act in acts
        if act in done or (act in words.REWORDED and done - {""})
    ]
    found = _score(heard, phrases, near)
    while True:
        best = sorted(found, key=lambda phrase: (-found[phrase].score, found[phrase].title))
        new = {phrase for phrase in _exchanged(heard, best[:_RIVALS]) if phrase not in found}
        if not new:
            break
        found |= _score(heard, sorted(new), near)
    titles: dict[Object, _Candidate] = {}
    for candidate in sorted(found.values(), key=lambda c: (-c.score, c.title)):
        titles.setdefault(candidate.title, candidate)
    return list(titles.values())


def _exchanged(heard: Heard, phrases: Iterable[_Phrase]) -> Iterable[_Phrase]:
    """Return each phrase with each of its words changed for one heard in the same place."""
    for act, lead, obj in phrases:
        for slot, at in slots(lead, obj):
            for word in heard.fillers.get(slot, ()):
                yield act, lead, (*obj[:at], word, *obj[at + 1 :])


def _score(
    heard: Heard, phrases: Sequence[_Phrase], near: Callable[[Sequence[Object]], Floats]
) -> dict[_Phrase, _Candidate]:
    """Return a candidate for each phrase that gives a title of at most seven words, or none."""
    objects = sorted({obj for _, _, obj in phrases})
    places = near(objects).tolist() if objects else []
    worth = {
        obj: place + _plain_and_full(heard, obj) for obj, place in zip(objects, places, strict=True)
    }
    found = {}
    for act, lead, obj in phrases:
        done = "report" if act in {"", "enquire"} and _head(obj) in words.TROUBLE else act
        title = compose(done, heard.verbs.get(done, {}), lead, obj)
        score = worth[obj] + _well_said(heard, act, obj) + _easily_read(title, lead, obj)
        found[act, lead, obj] = _Candidate(round(score, 6), title[:MOST_WORDS], *_gist(done, obj))
    return found


def _gist(act: str, obj: Object) -> tuple[str, frozenset[str]]:
    """Return the act and the topic, wherever the act is: "a fault report" reports a fault."""
    nominal = next((word for word in obj if not act and act_of(word)), "")
    return (act_of(nominal), topic(obj) - {stem(nominal)}) if nominal else (act, topic(obj))


def _head(obj: Object) -> str:
    """Return the noun that an object is a kind of."""
    joint = next((at for at, word in enumerate(obj) if at and word in words.PREPOSITIONS), len(obj))
    return obj[joint - 1]


def _plain_and_full(heard: Heard, obj: Object) -> float:
    """Return what an object is worth for its words: common ones, that leave out little."""
    said = content(obj)
    plain = [max(plainness(w), min(1.0, 1.5 * heard.words.get(stem(w), 0.0))) for w in said]
    return (
        _PLAIN * ((min(plain) + sum(plain) / len(plain)) / 2 if plain else 1.0)
        + _TELLS * heard.coverage(heard.tells(obj))
        + _SAID * math.sqrt(heard.objects.get(obj, 0.0))
        + _NUMBER * any(word.isdigit() for word in obj)
    )


def _well_said(heard: Heard, act: str, obj: Object) -> float:
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
        + _CLAUSE * (runs_on(obj) and (cut or bool(act)))
        + _AGAIN * (len(set(said)) < len(said) or repeats(act, obj))
    )


def _easily_read(title: Object, lead: str, obj: Object) -> float:
    """Return what a title is worth for its length: some words, not many, and its article."""
    article = title[-len(obj) - 1 : -len(obj)]
    return (
        _WORD * sum(1 + word.count("-") + word.count("'") for word in title)
        + _ALONE * (len(title) < 2)
        + _BARE * (lead == "a" and article not in {("a",), ("an",)})
        + _TOO_LONG * (len(title) > MOST_WORDS)
    )


def _apart(
    ranked: Sequence[Sequence[_Candidate]], heard: Sequence[Heard], first: Iterable[int]
) -> list[Object]:
    """Return a title for each group, no two confusable; who comes first chooses freely."""
    taken: dict[int, _Candidate] = {}
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


def _confusable(one: _Candidate, other: _Candidate) -> bool:
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
