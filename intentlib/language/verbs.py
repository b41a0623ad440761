"""Verbs: their stems, the acts they stand for, and where a clause begins with one."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import snowballstemmer

from intentlib.language import wordlists as words
from intentlib.language.tags import can_be_verb, is_known

_STEMMER = snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = Lock()  # a stemmer works in place

_OPENS = words.DETERMINERS | words.POSSESSIVES | {"me"}
_WHO = words.POSSESSIVES | {"the"}
_FOREIGN = {act: words.PREPOSITIONS - joints for act, joints in words.JOINTS.items()}


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the stem that the forms of a word share."""
    with _ONE_AT_A_TIME:
        return str(_STEMMER.stemWord(word))


def act_of(word: str) -> str:
    """Return the act that a verb stands for in any of its forms, or ``""``."""
    return _ACTS.get(stem(word), "")


def base_of(word: str) -> str:
    """Return the base form of a known verb, or ``""``."""
    return _BASES.get(stem(word), "")


def is_base(word: str) -> bool:
    """Return whether a word is the base form of a known verb."""
    return base_of(word) == word


def is_florid(word: str) -> bool:
    """Return whether a word is a noun of a verb that gives way to a plainer one ("restoration")."""
    verb = base_of(word)
    return bool(verb) and verb not in words.PLAIN_VERBS


def opens_object(word: str) -> bool:
    """Return whether an object may begin with a word."""
    return word in _OPENS


def _verbs() -> tuple[dict[str, str], dict[str, str]]:
    """Return the act of each verb (particle joined by ``_``) and the base form of each stem."""
    acts: dict[str, str] = {}
    bases: dict[str, str] = {}
    for act, verbs in words.ACTS.items():
        for verb in verbs.split():
            head, joint, particle = verb.partition("_")
            acts.setdefault(stem(head) + joint + particle, act)
            bases.setdefault(stem(head), head)
    for verb in sorted(words.PLAIN_VERBS):
        acts.setdefault(stem(verb), stem(verb))
        bases.setdefault(stem(verb), verb)
    return acts, bases


_ACTS, _BASES = _verbs()
_LONGEST = max(key.count("_") for key in _ACTS)


def leading_verb(tokens: tuple[str, ...], *, sure: bool) -> tuple[str, str, tuple[str, ...]] | None:
    """Return act, verb and rest, or ``None`` where the clause doesn't begin with a verb."""
    first, after = tokens[0], tokens[1] if len(tokens) > 1 else ""
    head = stem(first)
    for n in range(min(_LONGEST, len(tokens) - 2), 0, -1):
        key = "_".join((head, *tokens[1 : n + 1]))
        if key in _ACTS:
            return _ACTS[key], " ".join((_BASES[head], *tokens[1 : n + 1])), tokens[n + 1 :]
    if first in words.FUNCTION_WORDS:
        return None
    known = head in _ACTS
    sure = sure or (opens_object(after) and (known or can_be_verb(first) or not is_known(first)))
    inflected = first.endswith(("ing", "ed", "s")) and first != _BASES.get(head)
    if after == "or" and len(tokens) > 3 and (known or sure):
        second = leading_verb(tokens[2:], sure=False)
        if second:
            acts = dict.fromkeys((_ACTS.get(head, head), second[0]))
            return " or ".join(acts), f"{_BASES.get(head, first)} or {second[1]}", second[2]
    noun = first in words.SELDOM_VERBS or inflected or after == "of"
    if first in words.NOUNS_TOO:
        noun = noun or (len(tokens) == 2 and after in words.HEADS)
        noun = noun or (_ACTS.get(head) in words.REWORDED and after in words.PREPOSITIONS)
    if not sure and (not known or noun):
        return None
    return complements(_ACTS.get(head, head), _BASES.get(head, first), tokens[1:])


def complements(act: str, verb: str, rest: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Take what belongs to the verb off the object: who is told or given, a verb's preposition."""
    if verb in words.TOLD and rest and rest[0] in _WHO:
        topic = next((n for n, word in enumerate(rest[:6]) if word in {"about", "of"}), 0)
        act, rest = (act, rest[topic:]) if topic else (stem(verb), rest)
    while len(rest) > 1 and rest[0] in {"me", "us"}:
        rest = rest[1:]
    if rest and rest[0] in _FOREIGN.get(act, ()):
        return stem(verb), verb, rest  # "get into the account" is no request
    while len(rest) > 1 and rest[0] in words.JOINTS.get(act, ()):
        rest = rest[1:]
    return act, verb, rest
