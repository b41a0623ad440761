"""A wording taken apart: what is done (the act) and to what (the object).

A shallow grammar of English is enough here: what callers put in front is peeled off (``openers``),
the verb is looked up in ``wordlists``, and the object is cut at its joints. Any
other language comes out whole, as an object without an act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from intentlib.language import wordlists as words
from intentlib.language.clauses import CACHED, MOST_WORDS, clauses, lower
from intentlib.language.objects import cuts, things, tidy
from intentlib.language.openers import peel, without_subject
from intentlib.language.statements import state
from intentlib.language.tags import TAKE_OBJECTS, base, noun_phrases, tagged
from intentlib.language.troubles import TROUBLE
from intentlib.language.verbs import (
    act_of,
    base_of,
    complements,
    leading_verb,
    opens_object,
)

_WHETHER = frozenset({"if", "that", "when", "whether"})


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


@lru_cache(maxsize=CACHED)
def readings(text: str) -> tuple[Phrase, ...]:
    """Return the ways to read a text as act and object, whole objects before their cuts."""
    parts = [lower(part) for part in clauses(text)]
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
        return [replace(phrase, act=phrase.act or "enquire") for phrase in _statement(tokens)]
    if manner == "want":
        return _phrases("request", "", tokens)
    wanted, rest = without_subject(tokens)
    if rest != tokens:
        return _phrases("request", "", rest) if wanted else _statement(rest)
    return _imperative(tokens, sure=manner == "do")


def _phrases(act: str, verb: str, tokens: tuple[str, ...]) -> list[Phrase]:
    """Return the act with its whole object and with each cut of it.

    What is reported or asked for may be a statement ("report that my card was stolen").
    """
    stated = state(tokens) if act in words.REWORDED else None
    parts = cuts(tokens, act)
    whole = tidy(tokens, act)
    if act == "enquire" and len(whole) > 1 and whole[-1] in words.REDUNDANT:
        parts, whole = [part for part in parts if part != whole], tidy(whole[:-1], act)
    found = [Phrase(*stated, whole=True)] if stated else []
    return found + [Phrase(act, verb, part, part == whole) for part in parts]


def _question(tokens: tuple[str, ...]) -> list[Phrase]:
    found = _purpose(tokens)
    if found:
        return found
    stated = state(tokens)
    if stated and stated[0]:
        return [Phrase(*stated, whole=True)]
    return [Phrase("enquire", "", thing, whole) for thing, whole in things(tokens)]


def _statement(tokens: tuple[str, ...]) -> list[Phrase]:
    stated = state(tokens)
    found = [Phrase(*stated, whole=True)] if stated else []
    parts = things(tokens)
    if not found and not any(whole for _, whole in parts):
        whole = tidy(tokens)
        found = [Phrase("", "", whole, whole=True)] if 0 < len(whole) <= MOST_WORDS else []
    known = {phrase.object for phrase in found}
    return found + [Phrase("", "", part, whole) for part, whole in parts if part not in known]


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
    stated = None if sure else state(tokens)
    if stated:
        return _statement(tokens)
    if len(tokens) > 1 and tagged(tokens)[0] == "doing" and tokens[0] in TAKE_OBJECTS:
        tokens, sure = (base(tokens[0]), *tokens[1:]), True
    found = leading_verb(tokens, sure=sure)
    if found is None:
        act, rest = _look_through("", tokens[1:])
        act, verb, rest = (act, "", rest) if act else _nominal(tokens)
        return _phrases(act, verb, rest) if act else _statement(tokens)
    act, verb, rest = found
    if rest and rest[0] in words.CLAUSE_OPENERS:
        if rest[0] in _WHETHER and act in {"enquire", "confirm"} and things(rest[1:]):
            return [Phrase(act, verb, thing, whole) for thing, whole in things(rest[1:])]
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
    if noun in {"report", "reports"} and rest[-1] in TROUBLE:
        return "report", "", rest
    if not noun_phrases(rest):
        return "", "", ()
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
