"""Parts of speech, as far as taking a wording apart needs them.

The commonest part of speech of a word is in the lexicon of Brill's tagger, which the package
``textblob`` ships; its neighbours correct it, by a few rules of the same kind.

References
----------
E. Brill, "A simple rule-based part of speech tagger", ANLP 1992.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import files
from pathlib import Path

from intentlib.language import wordlists as words
from intentlib.language.inflection import gerund

_LEXICON = "en-lexicon.txt"
_KINDS = {
    "NN": "noun",
    "NNS": "noun",
    "NNP": "name",
    "NNPS": "name",
    "CD": "number",
    "JJ": "adjective",
    "JJR": "more",
    "JJS": "adjective",
    "RB": "adverb",
    "RBR": "adverb",
    "RBS": "adverb",
    "VB": "verb",
    "VBP": "verb",
    "VBZ": "does",
    "VBD": "did",
    "VBN": "did",
    "VBG": "doing",
    "UH": "adverb",
}
_ENDINGS = (
    (("able", "ible", "ous", "ful", "less", "ic", "ive", "al", "ary"), "adjective"),
    (("ly",), "adverb"),
    (("ing",), "doing"),
    (("ed",), "did"),
)
NOUNS = frozenset({"noun", "name", "number"})
"""Kinds of words that can be the head of a noun phrase."""
PHRASE = NOUNS | {"adjective", "more"}
"""Kinds of words that a noun phrase is made of."""

TAKE_OBJECTS = {
    gerund(verb.partition("_")[0])
    for verbs in (*words.ACTS.values(), " ".join(words.PLAIN_VERBS))
    for verb in verbs.split()
} - words.THINGS_DONE
"""Forms of verbs in -ing that more often have an object than describe one."""

_BEFORE_NOUN = words.DETERMINERS | words.POSSESSIVES | {"no"}
_SUBJECTS = frozenset({"i", "you", "we", "they", "he", "she", "it"})
_MODALS = words.listed(
    """
    to can could will would shall should may might must can't cannot won't wouldn't couldn't don't
    doesn't didn't dont cant
    """
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "isn't", "aren't"})


@cache
def _lexicon() -> Mapping[str, str]:
    """Return the commonest kind of each word, found without importing the package."""
    path = next(file for file in files("textblob") or () if file.name == _LEXICON).locate()
    found = {}
    for line in Path(str(path)).read_text("utf-8").splitlines():
        entry = line.split()
        if len(entry) > 1 and not line.startswith(";;;"):
            found[entry[0]] = _KINDS.get(entry[1].split("|")[0], "")
    return found


@lru_cache(maxsize=1 << 16)
def kind(word: str) -> str:
    """Return what a word in lower case mostly is: noun, name, verb, did, …; ``""`` if function."""
    if word in words.FUNCTION_WORDS:
        return ""
    if word.isdigit():
        return "number"
    known = _lexicon()
    plain = word.removesuffix("'s")
    if known.get(plain):
        return known[plain]
    if plain in words.SPELLINGS:
        return "noun"
    named = known.get(plain.capitalize())
    if named:
        return named
    if len(plain) > 4:
        for endings, found in _ENDINGS:
            if plain.endswith(endings):
                return found
    return "noun"


@lru_cache(maxsize=1 << 16)
def can_be_verb(word: str) -> bool:
    """Return whether a word may be the base form of a verb."""
    known = _lexicon()
    if kind(word) == "verb":
        return True
    root = word.removesuffix("e")
    forms = (f"{root}ed", f"{root}ing", f"{word}{word[-1:]}ed", f"{word}{word[-1:]}ing")
    return known.get(word) in {"noun", "did", "adjective", "more"} and any(
        known.get(form) in {"did", "doing"} for form in forms
    )


@lru_cache(maxsize=1 << 16)
def base(verb: str) -> str:
    """Return the base form of a verb given with -ing, -ed or -s; others as they are."""
    for ending in ("ing", "ed", "es", "s"):
        if verb.endswith(ending) and len(verb) > len(ending) + 1:
            root = verb.removesuffix(ending)
            undoubled = root[:-1] if root[-1:] == root[-2:-1] and root[-1:] not in "ls" else root
            options = (undoubled, root, f"{root}e")
            known = [option for option in options if can_be_verb(option)]
            if known:
                return known[0]
    return verb


def is_verb_only(word: str) -> bool:
    """Return whether a word is a verb that no noun is spelt like ("originate", but not "quote")."""
    if word in words.EVERYDAY_VERBS:
        return True
    return kind(word) == "verb" and kind(f"{word}s") == "does" and word not in words.NOUNS_TOO


def is_known(word: str) -> bool:
    """Return whether the lexicon has a word in lower case."""
    return word in _lexicon()


def positive(adjective: str) -> str:
    """Return the plain form of an adjective in the comparative ("higher": high)."""
    if kind(adjective) != "more":
        return adjective
    root = adjective.removesuffix("er")
    options = (f"{root[:-1]}y" if root.endswith("i") else root, f"{root}e", root[:-1])
    return next((form for form in options if kind(form) == "adjective"), adjective)


@lru_cache(maxsize=1 << 16)
def tagged(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kind of each word of a clause (in lower case), as its neighbours have it."""
    kinds = [kind(token) for token in tokens]
    found: list[str] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        last = found[-1] if at else ""
        after = kinds[at + 1] if at + 1 < len(tokens) else "end"
        if tokens[at + 1 : at + 2] in {("and",), ("or",)}:
            after = "joined"
        # "the phone showing no service", whatever else a showing is
        has_object = token.endswith("ing") and not _BEFORE_NOUN.isdisjoint(tokens[at + 1 : at + 2])
        does = has_object and last in PHRASE
        found.append("doing" if does else _corrected(kinds[at], token, before, last, after))
    return tuple(found)


def _corrected(this: str, token: str, before: str, last: str, after: str) -> str:
    """Return the kind of a word between its neighbours.

    Parameters
    ----------
    this, token
        The kind that the word mostly is, and the word.
    before, last
        The word before it, and its kind.
    after
        The kind that the word after it mostly is, ``"joined"`` for "and" and "or", or ``"end"``.
    """
    to_noun = after in PHRASE or after in {"doing", "verb", "joined"}
    if token in words.EVERYDAY_VERBS and before not in _BEFORE_NOUN and last != "adjective":
        return this if this in {"doing", "did", "does"} else "verb"
    if before in _MODALS or before in _SUBJECTS:
        return "verb" if can_be_verb(token) else this
    if before in _BEFORE_NOUN:
        return _after_article(this, to_noun=to_noun)
    if last in PHRASE:
        return _inside(this, token, last, after)
    if this == "did" and before not in _BE and to_noun:
        return "adjective"
    if this == "doing" and to_noun and token not in TAKE_OBJECTS:
        return "adjective"
    return "noun" if this == "verb" and before in words.PREPOSITIONS else this


def _after_article(this: str, *, to_noun: bool) -> str:
    """Return the kind of a word after an article: "the declined card", "the hold"."""
    if this in {"did", "doing"} and to_noun:
        return "adjective"
    return "noun" if this in {"doing", "verb", "does"} else this


def _inside(this: str, token: str, last: str, after: str) -> str:
    """Return the kind of a word after part of a noun phrase: "card charge", "milk expires"."""
    described = last == "adjective"
    if this == "verb":
        named = token in words.NOUNS_TOO or kind(f"{token}s") == "noun"
        return "noun" if named else this
    if this == "does":
        named = kind(base(token)) == "noun" or base(token) in words.NOUNS_TOO
        return "noun" if described or named else this
    if this == "doing":
        return "noun" if described or after in {"end", "noun"} else this
    if this == "did" and (described or last == "number") and after in PHRASE | {"doing", "verb"}:
        return "adjective"
    return this


def is_phrasal(verb: str, particle: str) -> bool:
    """Return whether two words make one noun, such as "sign in"."""
    return verb in words.PHRASAL and particle in words.PARTICLES


@lru_cache(maxsize=1 << 16)
def noun_phrases(tokens: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return where the noun phrases of a clause begin and end, without their articles."""
    found = []
    start, end = -1, 0
    for at, this in enumerate((*tagged(tokens), "")):
        if this in PHRASE:
            start, end = (at if start < 0 else start), (at + 1 if this in NOUNS else end)
        elif start >= 0:
            if end > start:
                phrasal = end == at < len(tokens) and is_phrasal(tokens[at - 1], tokens[at])
                found.append((start, end + phrasal))
            start = -1
    return tuple(found)
