"""Statements of how things are -> what an analyst would call them.

"My card has been declined" is a declined card, "the app keeps crashing" an app that keeps crashing,
and "I can't log in to my account" is that one is unable to log in to the account.
"""

from __future__ import annotations

import re

from intentlib.language import wordlists as words
from intentlib.language.inflection import gerund, is_countable
from intentlib.language.tags import (
    base,
    can_be_verb,
    kind,
    noun_phrases,
    positive,
    tagged,
)
from intentlib.language.troubles import UNDERGONE, WRONG
from intentlib.language.verbs import opens_object, stem

Tokens = tuple[str, ...]
Stated = tuple[str, str, Tokens]
"""The act, its verb and its object."""

_CANNOT = re.compile(
    r"(?:can't|cannot|cant|can not|couldn't|unable to|not able to|struggling to)(?: i| we)?"
    r"(?: (?:seem to|even))?(?= )"
)
_HARD = re.compile(
    r"(?:having )?(?:trouble|difficult(?:y|ies)|problems?|issues?)(?: with| in)?(?= )"
    r"|struggling with"
)
_NOT = words.listed(
    """
    not isn't aren't wasn't weren't doesn't don't didn't won't can't cannot wouldn't hasn't
    haven't dont cant
    """
)
_IS = words.listed(
    """
    is are was were be been being am do does did has have had got get gets getting seem seems look
    looks appear appears become becomes became it's
    """
)
_DEGREES = frozenset({"so", "too", "very", "really", "quite", "just", "still", "always", "now"})
_GOES_ON = frozenset({"keeps", "keep", "kept"})
_AWAY = frozenset({"down", "off", "out"})
_GETTING = frozenset({"getting", "receiving", "seeing", "having"})


def state(tokens: Tokens) -> Stated | None:
    """Return the act, verb and object that a statement (in lower case) comes to, if to any."""
    for read in (_unable, _lacking, _undergone, _repeated, _described):
        found = read(tokens)
        if found:
            return found
    return None


def _unable(tokens: Tokens) -> Stated | None:
    """Read "can't log in to my account", "having trouble logging in"."""
    text = " ".join(tokens)
    match = _CANNOT.match(text)
    hard = match is None
    match = match or _HARD.match(text)
    rest = tokens[match.group().count(" ") + 1 :] if match else ()
    verb = base(rest[0]) if rest else ""
    if not can_be_verb(verb) or (hard and verb == rest[0]):
        return None
    thing = rest[1:]
    particle = thing[:1] if thing and thing[0] in words.PARTICLES else ()
    act, done = f"unable {stem(verb)}", f"unable to {verb}"
    if not thing[len(particle) :]:
        return act, done, particle
    thing = thing[len(particle) :]
    thing = thing[1:] if particle and thing[0] in {"to", "on", "into"} else thing
    return act, " ".join((done, *particle)), thing


def _lacking(tokens: Tokens) -> Stated | None:
    """Read "no hot water since this morning"."""
    spans = noun_phrases(tokens) if tokens[:1] == ("no",) else ()
    return ("", "", tokens[: spans[0][1]]) if spans and spans[0][0] == 1 else None


def _undergone(tokens: Tokens) -> Stated | None:
    """Read "lost my bank card", "stopped receiving emails", "charged twice"."""
    spans = noun_phrases(tokens)
    while tokens[:1] in {("been",), ("being",), ("got",)}:
        tokens = tokens[1:]
    if len(tokens) == 1 and tokens[0] in UNDERGONE:
        return "report", "", (gerund(base(tokens[0])),)
    if len(tokens) < 2:
        return None
    first, after = tokens[:2]
    if kind(first) == "did" and after in {"twice", "double"} and can_be_verb(base(first)):
        return "report", "", ("a", "double", base(first))
    if first in {"stopped", "not"} and kind(after) == "doing":
        end = next((end for _, end in spans if end > 2), 2)
        return "", "", ("not", *tokens[1:end])
    if first in UNDERGONE and opens_object(after) and spans and spans[0][0] == 2:
        return "report", "", _a(first, tokens[slice(*spans[0])])
    return None


def _repeated(tokens: Tokens) -> Stated | None:
    """Read "keep getting suspicious calls"."""
    again = len(tokens) > 2 and tokens[0] in _GOES_ON and tokens[1] in _GETTING
    spans = noun_phrases(tokens) if again else ()
    return ("report", "", tokens[slice(*spans[0])]) if spans else None


def _described(tokens: Tokens) -> Stated | None:
    """Read "my card was declined", "the bill is so high", "the app keeps crashing"."""
    spans = noun_phrases(tokens)
    if not spans or spans[0][0] > (1 if opens_object(tokens[0]) else 0):
        return None
    end = spans[0][1]
    if tokens[end - 1] in words.ASKING:
        return None  # "query being overcharged"
    thing, kinds = tokens[slice(*spans[0])], tagged(tokens)
    at = end
    while at < len(tokens) and tokens[at] in _IS | _NOT | _DEGREES | _GOES_ON:
        at += 1
    if at == len(tokens):
        return None
    between, rest = tokens[end:at], tokens[at:]
    if rest[0] == "stopped" and kinds[at + 1 : at + 2] == ("doing",):
        return "", "", (*thing, "not", rest[1])
    if not _NOT.isdisjoint(between):
        return _doing((*thing, "not"), kinds[at], rest)
    if not _GOES_ON.isdisjoint(between):
        return _doing((*thing, "keeps"), kinds[at], rest)
    return _being(thing, kinds[at], rest, linked=bool(between))


def _doing(subject: Tokens, how: str, rest: Tokens) -> Stated | None:
    """Return what goes on: "app keeps crashing", "phone not turning on"."""
    verb, after = rest[0], rest[1:2]
    told = how in {"doing", "did"} and verb not in words.EVERYDAY_VERBS
    if not told and not can_be_verb(verb):
        return None
    particle = after if after and after[0] in words.PARTICLES else ()
    return "", "", (*subject, verb if told else gerund(verb), *particle)


def _being(thing: Tokens, how: str, rest: Tokens, *, linked: bool) -> Stated | None:
    """Return how a thing is: "a declined card", "a high bill", "internet down".

    ``linked`` is whether a verb such as "is" stands between the two.
    """
    word, after = rest[0], rest[1:2]
    if word in _AWAY and linked and not after:
        return "", "", (*thing, word)
    if how == "did" and word in UNDERGONE and (not after or after[0] in words.FUNCTION_WORDS):
        return "report", "", _a(word, thing)
    if how == "more" and after == ("than",):
        return "", "", _a(positive(word), thing)
    if how == "adjective" and word not in words.PREDICATIVE and (linked or not after):
        return "report" if word in WRONG else "", "", _a(word, thing)
    return None


def _a(adjective: str, thing: Tokens) -> Tokens:
    """Return a thing described, with its article."""
    return (*(("a",) if is_countable(thing[-1]) else ()), adjective, *thing)


def goes_on(obj: Tokens) -> bool:
    """Return whether an object says what goes on: "app keeps crashing", "wifi dropping out"."""
    kinds = ("", *tagged(obj))
    return any(
        (word in {"not", "keeps"} and at > 0 and kinds[at + 2 : at + 3] in {("doing",), ("did",)})
        or (kinds[at + 1] == "doing" and kinds[at] == "noun")
        for at, word in enumerate(obj)
    )
