"""A wording taken apart: what is done (the act) and to what (the object).

A shallow grammar of English is enough here: what callers put in front is peeled off (``openers``),
the verb is looked up in ``wordlists``, and the object is cut at its joints. Any
other language comes out whole, as an object without an act.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intentlib.language import wordlists as words
from intentlib.language.openers import peel, without_subject
from intentlib.language.verbs import (
    act_of,
    base_of,
    complements,
    is_base,
    leading_verb,
    opens_object,
    stem,
)

MOST_WORDS = 7
"""Words in a name at most."""

_MOST_READ = 1000
"""Characters of a text that are read: no wording tells its intent later than that."""

_CACHED = 1 << 17
_PLACEHOLDER = re.compile(r"<[^<>]{1,24}>|\[[A-Z_ ]{2,24}\]|\d[\d -]{6,}\d")
_BREAK = re.compile(
    r"[.!?]+(?=\s|$)|[;:()\[\]{}\"|\n\r\t\u201c\u201d\u2026]|\s[-/\u2013\u2014]+\s|,(?!\d)"
)
_WORD = re.compile(r"[^\W_]+(?:['.&/+-][^\W_]+)*")
_NUMBER = re.compile(r"\d{5,}")

_CLAUSE_JOINERS = words.JOINERS - {"and", "or"}
_NOT_NOUNS = words.PRONOUNS | words.AUXILIARIES | words.ADVERBS | _CLAUSE_JOINERS
_NO_START = words.FUNCTION_WORDS - words.POSSESSIVES - {"a", "an", "the", "not", "no"}
_NO_START_JOINED = _NO_START - words.PREPOSITIONS
_NO_END = words.FUNCTION_WORDS - {"back", "down", "off", "out", "up"}


@dataclass(frozen=True)
class Phrase:
    """One way to read a wording.

    Parameters
    ----------
    act
        A key of ``wordlists.ACTS``, the stem of another verb, two of them joined by
        ``" or "``, or ``""`` where nothing is done.
    verb
        The verb in its base form with its particle; empty where it was understood.
    object
        The words that the act is about, in lower case.
    whole
        Nothing was cut off the object.
    """

    act: str
    verb: str
    object: tuple[str, ...]
    whole: bool


def content(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that carry a topic, in order."""
    return tuple(token for token in tokens if token not in words.FUNCTION_WORDS)


def clauses(text: str) -> list[tuple[str, ...]]:
    """Return the clauses of a text as words in their own case.

    Placeholders of masked data and numbers that may be somebody's are left out.
    """
    text = _PLACEHOLDER.sub(" ; ", text[:_MOST_READ].replace("\u2019", "'"))
    parts = (_WORD.findall(part) for part in _BREAK.split(text))
    found = (tuple(word for word in part if not _NUMBER.search(word)) for part in parts)
    return [part for part in found if part]


def _lower(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(token.lower() for token in tokens)


@lru_cache(maxsize=_CACHED)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry a topic, each once, sorted."""
    return tuple(sorted({stem(word) for part in clauses(text) for word in content(_lower(part))}))


@lru_cache(maxsize=_CACHED)
def readings(text: str) -> tuple[Phrase, ...]:
    """Return the ways to read a text as act and object, whole objects before their cuts."""
    parts = [_lower(part) for part in clauses(text)]
    if len(parts) > 1 and sum(map(len, parts)) <= MOST_WORDS:
        parts = [tuple(word for part in parts for word in part)]
    found = tuple(dict.fromkeys(phrase for part in parts for phrase in _read(part)))
    return found or tuple(Phrase("", "", part[:MOST_WORDS], whole=True) for part in parts)


def _read(tokens: tuple[str, ...]) -> list[Phrase]:
    """Return the readings of one clause."""
    manner, tokens = peel(tokens)
    if not tokens:
        return []
    if manner == "ask":
        return _question(tokens)
    if manner == "state":
        return _statement(tokens)
    if manner == "want":
        return _phrases("request", "", tokens)
    wanted, rest = without_subject(tokens)
    if rest != tokens:
        return _phrases("request", "", rest) if wanted else _statement(rest)
    return _imperative(tokens, sure=manner == "do")


def _phrases(act: str, verb: str, tokens: tuple[str, ...]) -> list[Phrase]:
    """Return the act with its whole object and with each cut of it."""
    cuts = _cuts(tokens, act)
    whole = _tidy(tokens, act)
    if act == "enquire" and len(whole) > 1 and whole[-1] in words.REDUNDANT:
        cuts, whole = [cut for cut in cuts if cut != whole], _tidy(whole[:-1], act)
    return [Phrase(act, verb, cut, cut == whole) for cut in cuts]


def _question(tokens: tuple[str, ...]) -> list[Phrase]:
    found = _purpose(tokens)
    if found:
        return found
    topic = content(tokens)
    return [Phrase("enquire", "", cut, content(cut) == topic) for cut in _noun_phrases(tokens)]


def _statement(tokens: tuple[str, ...]) -> list[Phrase]:
    whole = _tidy(tokens)
    if whole and tokens[-1] in {"in", "on"} and whole[-1:] == tokens[-2:-1]:
        whole = (*whole, tokens[-1])  # "the phone won't turn on"
    parts = [cut for cut in _noun_phrases(tokens) if cut != whole]
    found = [Phrase("", "", whole, whole=True)] if 0 < len(whole) <= MOST_WORDS else []
    return found + [Phrase("", "", part, whole=False) for part in parts]


def _purpose(tokens: tuple[str, ...]) -> list[Phrase]:
    """Return the readings of "… to <verb> my …", where there is one."""
    for at in range(len(tokens) - 2):
        if tokens[at] == "to" and opens_object(tokens[at + 2]) and act_of(tokens[at + 1]):
            return _imperative(tokens[at + 1 :], sure=True)
    return []


def _imperative(tokens: tuple[str, ...], *, sure: bool) -> list[Phrase]:
    """Return the readings of a clause that may begin with a verb (and does where ``sure``)."""
    if not sure and len(tokens) == 2 and tokens[1] in words.ASKING:
        return _phrases(words.ASKING[tokens[1]], "", tokens[:1])
    found = leading_verb(tokens, sure=sure)
    if found is None:
        act, rest = _look_through("", tokens[1:])
        act, verb, rest = (act, "", rest) if act else _nominal(tokens)
        return _phrases(act, verb, rest) if act else _statement(tokens)
    act, verb, rest = found
    if rest and rest[0] in words.CLAUSE_OPENERS:
        return _read(rest)
    inner, rest = _look_through(act, rest)
    if inner != act:
        act, verb = inner, ""
    return _phrases(act, verb, rest) or [Phrase(act, verb, (), whole=True)]


def _nominal(tokens: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return the act that a noun names ("plan change", "renewal of …"), its verb and the rest."""
    if len(tokens) > 2 and tokens[1] == "of":
        noun, rest = tokens[0], tokens[2:]
    elif len(tokens) > 1:
        noun, rest = tokens[-1], tokens[:-1]
    else:
        return "", "", ()
    if noun in words.ASKING:
        return words.ASKING[noun], "", rest
    done = noun in words.DOING or noun.endswith(("ation", "ment", "al"))
    return (act_of(noun), base_of(noun), rest) if done else ("", "", ())


def _look_through(act: str, rest: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Look through nouns of information, method and action to what the act is about.

    "Gather details on …" enquires, "start the search for …" finds, "learn the process of porting
    a number" enquires about porting a number.
    """
    if act not in {"", "file", "find", "activate", *words.REWORDED}:
        return act, rest
    doing = act_of(rest[0]) if len(rest) > 1 and rest[0].endswith("ing") else ""
    if doing and (doing == act or (act == "activate" and doing in words.REWORDED)):
        return _look_through(doing, complements(doing, "", rest[1:])[2])
    for at in range(min(4, len(rest) - 2)):
        noun, joint, after = rest[at], rest[at + 1], rest[at + 2 :]
        if joint == "involved" and len(after) > 1:
            joint, after = after[0], after[1:]
        if joint not in words.PREPOSITIONS:
            continue
        if noun in words.INFORMATION:
            return _look_through("report" if act in {"report", "file"} else "enquire", after)
        if noun in words.METHODS and after[0].endswith("ing") and act:
            inner = act_of(after[0])
            return (inner, after[1:]) if inner in words.REWORDED else (act, after)
        if act == "activate" and act_of(noun):
            return _look_through(act_of(noun), after)
    return act, rest


def _tidy(tokens: tuple[str, ...], act: str = "") -> tuple[str, ...]:
    """Drop what can't begin or end an object."""
    start, end = 0, len(tokens)
    joined = act and act not in words.REWORDED  # "enrol *in* a plan"
    no_start = _NO_START_JOINED if joined else _NO_START
    while start < end and tokens[start] in no_start:
        start += 1
    while end > start and tokens[end - 1] in _NO_END:
        end -= 1
    return tokens[start:end]


def _cuts(tokens: tuple[str, ...], act: str = "") -> list[tuple[str, ...]]:
    """Return the object and what is left when it is cut before each joint.

    An enquiry may be about no more than what follows a joint ("the fees for *early termination*").
    """
    starts, ends = [0], [len(tokens)]
    for at in range(1, len(tokens)):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        joins = token in {"and", "or"} and after in words.FUNCTION_WORDS
        if joins or token in _NOT_NOUNS or token in words.PREPOSITIONS:
            ends.append(at)
        if act == "enquire" and at < 6 and token in words.PREPOSITIONS:
            starts.append(at + 1)
    if act == "enquire":
        ends += [end - 1 for end in ends if end > 1 and tokens[end - 1] in words.REDUNDANT]
    cuts = (_tidy(tokens[start:end], act) for start in starts for end in ends)
    return list(dict.fromkeys(cut for cut in cuts if content(cut) and len(cut) <= MOST_WORDS))


def _noun_phrases(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the noun phrases of a question or statement, and their cuts."""
    runs: list[list[str]] = [[]]
    for before, token, after in zip(("", *tokens), tokens, (*tokens[1:], ""), strict=False):
        does = before in words.PRONOUNS or (before == "to" and opens_object(after))
        opens = not runs[-1] and is_base(token) and token not in words.NOUNS_TOO
        if does or opens or token in _NOT_NOUNS or token in words.EVERYDAY_VERBS:
            runs.append([])
        else:
            runs[-1].append(token)
    found: list[tuple[str, ...]] = []
    for run in runs:
        while run and run[-1].endswith("ed"):
            run.pop()
        found += _cuts(tuple(run), "enquire")
    return list(dict.fromkeys(found))
