"""What an act is done to: where it begins and ends, and its words in a label's order."""

from __future__ import annotations

from intentlib.language import wordlists as words
from intentlib.language.clauses import MOST_WORDS, content
from intentlib.language.tags import is_phrasal, kind, noun_phrases, tagged

Tokens = tuple[str, ...]

_CLAUSE_JOINERS = words.JOINERS - {"and", "or"}
_NOT_NOUNS = words.PRONOUNS | words.AUXILIARIES | words.ADVERBS | _CLAUSE_JOINERS
_ARTICLES = words.DETERMINERS | words.POSSESSIVES
_BEFORE = _ARTICLES | {"no"}
_MAY_START = words.POSSESSIVES | {"a", "an", "no", "not", "somebody", "someone", "the"}
_NO_START = words.FUNCTION_WORDS - _MAY_START
_NO_START_JOINED = _NO_START - words.PREPOSITIONS
_DID = frozenset({"did", "does"})
_NO_END = words.FUNCTION_WORDS - {"back", "down", "off", "out", "up"}


def tidy(tokens: Tokens, act: str = "") -> Tokens:
    """Return an object (of an act, if any) without what can't begin or end it."""
    start, end = 0, len(tokens)
    joined = act and act not in words.REWORDED  # "enrol *in* a plan"
    no_start = _NO_START_JOINED if joined else _NO_START
    while start < end and tokens[start] in no_start:
        start += 1
    while end > start and (tokens[end - 1] in _NO_END or _is_manner(tokens[end - 1])):
        if end > start + 1 and is_phrasal(tokens[end - 2], tokens[end - 1]):
            break
        end -= 1
    if end < len(tokens) and end - start > 2 and kind(tokens[end - 1]) == "did":
        end -= 1  # "the speed I have paid for"
    return _plain_order(tokens[start:end])


def _is_manner(word: str) -> bool:
    return word.endswith("ly") and kind(word) == "adverb"


def _plain_order(obj: Tokens) -> Tokens:
    """Return an object without what tells nothing, and its nouns as a label has them.

    "One of my cards" is my cards, "the card's limit" the card limit, and "the status of my order"
    my order status.
    """
    obj = tuple(
        word.removesuffix("'s") if at + 1 < len(obj) and kind(word) == "noun" else word
        for at, word in enumerate(obj)
    )
    joint = next((at for at, word in enumerate(obj) if word in {"of", "for", "on"}), 0)
    if not joint or not obj[joint + 1 :]:
        return obj
    head, rest = obj[joint - 1], obj[joint + 1 :]
    if obj[joint] == "of" and (
        head in words.QUANTIFIERS or (head in words.MEASURES and rest[0] not in _ARTICLES)
    ):
        return (*obj[: joint - 1], *rest)
    article = obj[:1] if obj[0] in _ARTICLES else ()
    before = obj[len(article) : joint]
    of = rest[1:] if rest[0] in _ARTICLES else rest
    fits = len(before) <= 2 and 0 < len(of) <= 3 and not of[-1].endswith("s")
    kinds = words.STATES if obj[joint] == "on" else words.KINDS
    if head in kinds and fits and words.FUNCTION_WORDS.isdisjoint((*before, *of)):
        return (*article, *of, *before)
    return obj


def cuts(tokens: Tokens, act: str = "") -> list[Tokens]:
    """Return the object and what is left when it is cut before each joint.

    An enquiry may be about no more than what follows a joint ("the fees for *early termination*").
    """
    kinds = tagged(tokens)
    starts, ends = [0], [len(tokens)]
    for at in range(1, len(tokens)):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        joins = token in {"and", "or"} and after in words.FUNCTION_WORDS
        if joins or token in _NOT_NOUNS or token in words.PREPOSITIONS or kinds[at] in _DID:
            ends.append(at)
        if act == "enquire" and at < 6 and token in words.PREPOSITIONS:
            starts.append(at + 1)
    if act == "enquire":
        ends += [end - 1 for end in ends if end > 1 and tokens[end - 1] in words.REDUNDANT]
    found = (tidy(tokens[start:end], act) for start in starts for end in ends)
    return list(dict.fromkeys(cut for cut in found if content(cut) and len(cut) <= MOST_WORDS))


def things(tokens: Tokens) -> list[tuple[Tokens, bool]]:
    """Return the things that a clause is about, each with what is joined to it and alone.

    Each comes with whether nothing else is said in the clause.
    """
    spans = noun_phrases(tokens)
    topic = {at for at, token in enumerate(tokens) if token not in words.FUNCTION_WORDS}
    found: dict[Tokens, bool] = {}
    for at, (start, _) in enumerate(spans):
        start -= start > 0 and tokens[start - 1] in _BEFORE
        reach = at + 1
        while reach < len(spans) and _joined(tokens, spans[reach - 1][1], spans[reach][0]):
            reach += 1
        for _, end in reversed(spans[at:reach]):
            thing = tidy(tokens[start:end])
            if content(thing) and len(thing) <= MOST_WORDS:
                found.setdefault(thing, topic <= set(range(start, end)))
    return list(found.items())


def _joined(tokens: Tokens, end: int, start: int) -> bool:
    """Return whether a preposition or "and" joins two noun phrases."""
    between = tokens[end:start]
    joints = words.PREPOSITIONS | {"and", "or"}
    return between[:1] != () and between[0] in joints and set(between[1:]) <= _ARTICLES
