"""An act and its object -> words as an analyst would type them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from wordfreq import zipf_frequency

from intentlib.language import wordlists as words
from intentlib.language.clauses import MOST_WORDS, clauses
from intentlib.language.verbs import act_of

_LONGEST_WORD = 40
"""Characters of a word in a title; text without spaces is cut there."""

_VOWEL_SOUND = re.compile(
    r"(?!one\b|once|eu|u[cnst][aeiou]|url\b|uk\b|us\b|usb\b)[aeiou]|hour|honest|heir"
    r"|[fhlmnrsx][^aeiouy\W]*\b"  # letters read one by one: an SMS
)

_RARE, _COMMON = 2.5, 5.5
"""Zipf frequencies (log10 of uses in a billion words) of a word that few know, and all use."""

_OFTEN = 0.2
"""Share of an act's verbs that a plain verb must have to stand for the act."""


@lru_cache(maxsize=1 << 17)
def plainness(word: str) -> float:
    """Return how common a word is in English, 0 (few know it) to 1 (everybody uses it)."""
    return min(max((zipf_frequency(word, "en") - _RARE) / (_COMMON - _RARE), 0.0), 1.0)


def compose(act: str, verbs: Mapping[str, float], lead: str, obj: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a title, in lower case.

    Parameters
    ----------
    act
        As in :class:`intentlib.language.phrases.Phrase`.
    verbs
        How often each verb was used for the act.
    lead
        ``"a"``, ``"the"`` or ``""``: how callers mostly introduce the object.
    obj
        The object without its lead.
    """
    verb = _verb(act, verbs).split() if act else []
    specific = (
        verb[-1:] == ["about"]
        or act == "dispute"
        or any(word in words.PREPOSITIONS for word in obj)
    )
    article = [lead] if verb and obj and (lead == "a" or (lead == "the" and specific)) else []
    rest = ["the" if word in words.POSSESSIVES else word for word in obj]
    if len(verb) + len(article) + len(rest) > MOST_WORDS:
        article = []
    if len(verb) + len(rest) > MOST_WORDS and act == "enquire":
        verb = ["check"]
    return _with_articles([*verb, *article, *rest])


def _verb(act: str, verbs: Mapping[str, float]) -> str:
    """Return the verb that an analyst would use for an act."""
    if " or " in act:
        return " or ".join(_verb(part, {}) for part in act.split(" or "))
    if act in {"report", "dispute"}:
        return act
    ranked = sorted(verbs, key=lambda verb: (-round(verbs[verb], 9), verb))
    plain = [verb for verb in ranked if verb and is_plain(verb)]
    if plain and verbs[plain[0]] >= _OFTEN * sum(verbs.values()):
        return plain[0]
    if act in words.ACTS:
        return words.REWORDED.get(act, act)
    return next(filter(None, ranked), act)


def is_plain(verb: str) -> bool:
    """Return whether an analyst would type a verb, which may have a particle."""
    head, *more = verb.split()
    return head in words.PLAIN_VERBS and words.PARTICLES.issuperset(more)


def _with_articles(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the words with "a" or "an" as the next word wants it."""
    found = list(tokens)
    for at, (word, after) in enumerate(pairwise(tokens)):
        if word in {"a", "an"}:
            found[at] = "an" if _VOWEL_SOUND.match(after) else "a"
    return tuple(found)


def repeats(act: str, obj: Iterable[str]) -> bool:
    """Return whether the object says the act again ("report a report")."""
    return bool(act) and any(act_of(word) == act for word in obj)


def spellings(texts: Sequence[str], wanted: Collection[str]) -> dict[str, str]:
    """Return the words that the texts mostly write with capitals inside a sentence.

    Parameters
    ----------
    texts
        As written; those all in capitals, or with a capital on most words, tell nothing.
    wanted
        The words to look for, in lower case.

    Returns
    -------
    dict
        The words with capitals, by their lower case.
    """
    forms = _forms([text for text in texts if _has_capitals(text)], wanted)
    small = (text for text in texts if not _has_capitals(text))
    small = (text for text in small if not forms.keys().isdisjoint(text.split()))
    for lower, found in _forms(small, forms.keys()).items():
        forms[lower] += found
    best = {
        lower: min(found, key=lambda form: (-found[form], form)) for lower, found in forms.items()
    }
    return {lower: form for lower, form in best.items() if form != lower}


def _has_capitals(text: str) -> bool:
    return text[1:] != text[1:].lower()


def _forms(texts: Iterable[str], wanted: Collection[str]) -> dict[str, Counter[str]]:
    """Return how often each wanted word is written in which way."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for clause in clauses(text):
            later = clause[1:]
            titled = sum(word[0].isupper() and not word.isupper() for word in later)
            if all(word.isupper() for word in clause) or (titled and 2 * titled >= len(later)):
                continue
            for at, word in enumerate(clause):
                lower = word.lower()
                if lower in wanted and (at or not word[1:].islower()):
                    forms.setdefault(lower, Counter())[word] += 1
    return forms


def _plural_of_capitals(word: str) -> str:
    stem = words.SPELLINGS.get(word[:-1], "") if word.endswith("s") else ""
    return f"{stem}s" if len(stem) > 1 else word


def spell(tokens: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the words as a title in sentence case; ``known`` words keep their capitals."""
    spelt = []
    for token in tokens:
        word = token.strip("()")[:_LONGEST_WORD]
        word = known.get(word) or words.SPELLINGS.get(word) or _plural_of_capitals(word)
        spelt.append(f"({word})" if token.startswith("(") else word)
    title = " ".join(spelt)
    return title if spelt and spelt[0] != spelt[0].lower() else title[:1].upper() + title[1:]
