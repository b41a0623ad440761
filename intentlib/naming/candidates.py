"""What a group could be called, best first.

The group votes for the act; verbs that only tell how something was said give way to a plain one
("beseech", "crave", "solicit": request). The object is the one that is nearest to the middle of the
group, in common words, and that leaves out little. It need not have been worded by anybody: words
that stand in the same place change places, as in the word graphs of multi-sentence compression, so
that "the servicing of faulty equipment" and "the repair of defective gear" can give "the repair of
faulty equipment". Such a phrase is placed among the vectors by the sum of its words' vectors, which
a ridge regression finds.

References
----------
K. Filippova, "Multi-sentence compression: finding shortest paths in word graphs", COLING 2010.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intentlib.language.clauses import MOST_WORDS
from intentlib.language.hearing import Heard, Object, slots, topic
from intentlib.language.inflection import is_countable
from intentlib.language.titles import compose
from intentlib.language.troubles import is_trouble, main
from intentlib.language.verbs import act_of, stem
from intentlib.naming.worth import TROUBLE, easily_read, plain_and_full, well_said

_RIVALS = 8
"""Best candidates whose words change places."""

_DOES, _RETELLS = 1 / 2, 1 / 3
"""Share of calls that an act needs against the act with most, if it does or retells something."""

_RETOLD = frozenset({"report", "enquire", "dispute"})
"""Acts that tell how something was said, rather than what is to be done."""

_MANNERS = {
    "report": {"enquire", "dispute"},
    "request": {""},
    "enquire": {"", "report"},
    "dispute": {"", "report", "enquire"},
}
"""Acts whose objects another act may have as well."""

_Phrase = tuple[str, str, Object]  # act, article, object
Near = Callable[[Sequence[Object]], NDArray[np.float64]]
"""Tells how near objects are to the middle of their own group and to no other."""


@dataclass(frozen=True)
class Candidate:
    """A title, with what it says: the act, and the stems of what it is about."""

    score: float
    title: Object
    act: str
    topic: frozenset[str]


def rank(heard: Heard, near: Near) -> list[Candidate]:
    """Return the candidates for a group's name, best first, no title twice."""
    top = max(heard.acts.values(), default=0.0)
    acts = [
        act
        for act, share in sorted(heard.acts.items())
        if share >= top * (_RETELLS if act in _RETOLD else _DOES)
    ]
    phrases = [
        (act, heard.lead(obj), obj)
        for obj, done in heard.acts_of.items()
        for act in acts
        if act in done or not done.isdisjoint(_MANNERS.get(act, ()))
    ]
    found = _score(heard, phrases, near)
    while True:
        best = sorted(found, key=lambda phrase: (-found[phrase].score, found[phrase].title))
        new = {phrase for phrase in _exchanged(heard, best[:_RIVALS]) if phrase not in found}
        if not new:
            break
        found |= _score(heard, sorted(new), near)
    titles: dict[Object, Candidate] = {}
    for candidate in sorted(found.values(), key=lambda c: (-c.score, c.title)):
        titles.setdefault(candidate.title, candidate)
    return list(titles.values())


def _exchanged(heard: Heard, phrases: Iterable[_Phrase]) -> Iterable[_Phrase]:
    """Return each phrase with each of its words changed for one heard in the same place."""
    for act, lead, obj in phrases:
        for slot, at in slots(lead, obj):
            for word in heard.fillers.get(slot, ()):
                yield act, lead, (*obj[:at], word, *obj[at + 1 :])


def _score(heard: Heard, phrases: Sequence[_Phrase], near: Near) -> dict[_Phrase, Candidate]:
    """Return a candidate for each phrase that gives a title of at most seven words, or none."""
    objects = sorted({obj for _, _, obj in phrases})
    places = near(objects).tolist() if objects else []
    worth = {
        obj: place + plain_and_full(heard, obj) for obj, place in zip(objects, places, strict=True)
    }
    found = {}
    for act, lead, obj in phrases:
        trouble = is_trouble(obj)
        done = "report" if trouble and _reports(heard, act) else act
        wants = done == "report" and trouble and obj[0] != "no" and is_countable(main(obj)[-1])
        article = lead or ("a" if wants else "")
        title = compose(done, heard.verbs.get(done, {}), article, obj)
        score = worth[obj] + well_said(heard, act, obj) + easily_read(title, article, obj)
        score += TROUBLE * (trouble and done == "report")
        found[act, lead, obj] = Candidate(round(score, 6), title[:MOST_WORDS], *_gist(done, obj))
    return found


def _reports(heard: Heard, act: str) -> bool:
    """Return whether an act about something gone wrong is a report of it.

    An interruption that is asked for is none.
    """
    asked = heard.acts.get("request", 0.0)
    return act in {"", "enquire"} or (act == "request" and heard.acts.get("report", 0.0) >= asked)


def _gist(act: str, obj: Object) -> tuple[str, frozenset[str]]:
    """Return the act and the topic, wherever the act is: "a fault report" reports a fault."""
    nominal = next((word for word in obj if not act and act_of(word)), "")
    return (act_of(nominal), topic(obj) - {stem(nominal)}) if nominal else (act, topic(obj))
