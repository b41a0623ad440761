"""Turn ``grammar.toml`` and a seed into a catalogue of wordings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
T = TypeVar("T")

GRAMMAR = Path(__file__).with_name("grammar.toml")
PERCENT_FLORID, PERCENT_TAIL, PERCENT_TYPO, PERCENT_AMERICAN, PERCENT_CAPITAL = 35, 15, 5, 30, 70
TRIES_PER_WORDING = 25
ONE = 1 << 32  # the weights of an intent's wordings add up to this

CHOICE = re.compile(r"\[([^][]*)\]|\{(\w+)\}")
ARTICLE = re.compile(r"\ban? (?=(\w+))", re.IGNORECASE)
REPEATED = re.compile(r"(?<![-\w])(\w+) \1(?![-\w])", re.IGNORECASE)
VOWEL = re.compile(r"[aio]|e(?!u)|u(?!ni[^nm]|s[aeu])|hour|SMS|NBN|IMEI", re.IGNORECASE)


class Dice:
    """Draws that are the same on every machine and with every version of numpy.

    Only the raw stream of a bit generator is promised never to change (NEP 19); the methods of
    ``numpy.random.Generator`` are not. So every draw is a whole number made from that stream.
    """

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed))

    def below(self, bound: int, size: int) -> Integers:
        """Return `size` whole numbers from 0 to `bound` - 1."""
        return (self._bits.random_raw(size) % np.uint64(bound)).astype(np.int64)

    def pick(self, weights: Integers, size: int) -> Integers:
        """Return `size` positions in `weights`, each as often as its weight says."""
        bounds = np.cumsum(weights)
        return np.searchsorted(bounds, self.below(int(bounds[-1]), size), side="right")

    def number(self, bound: int) -> int:
        """Return one whole number from 0 to `bound` - 1."""
        return int(self._bits.random_raw()) % bound

    def chance(self, percent: int) -> bool:
        """Return true in `percent` of 100 cases."""
        return self.number(100) < percent

    def one_of(self, items: Sequence[T]) -> T:
        """Return one of the items, all equally likely."""
        return items[self.number(len(items))]

    def early_one_of(self, items: Sequence[T]) -> T:
        """Return one of the items, the first ones likelier."""
        return items[min(self.number(len(items)), self.number(len(items)))]


@dataclass(frozen=True)
class Style:
    """A way of dressing a phrase: `of` names the kind of phrase, ``{}`` in a frame its place."""

    weight: int
    of: str
    frames: list[str]
    with_tail: bool = False


@dataclass(frozen=True)
class Intent:
    """One true reason for calling: its gold name, how it is worded, and what becomes of it."""

    name: str
    queue: str
    labels: list[str]
    facts: list[str]
    acts: list[str]
    course: str = "steady"
    bare: bool = False


@dataclass(frozen=True)
class Grammar:
    """The contents of ``grammar.toml``."""

    styles: list[Style]
    tails: list[str]
    spellings: dict[str, str]
    words: dict[str, list[list[str]]]
    intents: list[Intent]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every wording a call can have.

    Attributes
    ----------
    texts
        The wordings, all those of one intent together.
    bounds : ndarray of shape (n_wordings,)
        Running sums of the wordings' weights; each intent's add up to ``ONE``.
    """

    texts: list[str]
    bounds: Integers

    def draw(self, dice: Dice, intents: Integers) -> Integers:
        """Return the position of one wording for each call of the given intents, shape (n,)."""
        drawn = intents * ONE + dice.below(ONE, len(intents))
        return np.searchsorted(self.bounds, drawn, side="right")


def load_grammar(path: Path = GRAMMAR) -> Grammar:
    """Return the grammar as read from its file."""
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Grammar(
        styles=[Style(**style) for style in raw["styles"]],
        tails=raw["tails"],
        spellings=raw["spellings"],
        words=raw["words"],
        intents=[Intent(**{"acts": [], **intent}) for intent in raw["intents"]],
    )


def make_catalogue(grammar: Grammar, volumes: Integers, wordings: int, seed: int) -> Catalogue:
    """Return a catalogue of about `wordings` wordings, fewer where the grammar has no more.

    An intent with four times the volume (shape (n_intents,)) has twice the wordings, and short
    wordings are used more often than long ones, as in real logs.
    """
    roots = np.sqrt(volumes)
    texts: list[str] = []
    bounds: list[Integers] = []
    for position, intent in enumerate(grammar.intents):
        quota = max(1, round(wordings * float(roots[position] / roots.sum())))
        own = _distinct_wordings(grammar, intent, quota, Dice(seed, 1, position))
        # Weights fall off as in Zipf's law, in whole numbers so that no rounding differs.
        weights = np.rint(1e6 / np.arange(3, len(own) + 3) ** 0.8).astype(np.int64)
        running = np.cumsum(weights)
        bounds.append(position * ONE + running * ONE // running[-1])
        texts += own
    return Catalogue(texts, np.concatenate(bounds))


def _distinct_wordings(grammar: Grammar, intent: Intent, quota: int, dice: Dice) -> list[str]:
    found: dict[str, tuple[int, str]] = {}
    for _ in range(quota * TRIES_PER_WORDING):
        text = compose(grammar, intent, dice)
        # Length decides how often a wording is used, with enough chance that it isn't a rule.
        found.setdefault(text.casefold(), (len(text) * (1 + dice.number(9)), text))
        if len(found) == quota:
            break
    return [text for _, text in sorted(found.values())]


def compose(grammar: Grammar, intent: Intent, dice: Dice) -> str:
    """Return one wording of the intent."""
    styles = [
        style
        for style in grammar.styles
        if getattr(intent, style.of) and not (intent.bare and style.frames != ["{}"])
    ]
    style = styles[int(dice.pick(np.array([style.weight for style in styles]), 1)[0])]
    phrase = dice.one_of(getattr(intent, style.of))
    if style.with_tail and dice.chance(PERCENT_TAIL):
        phrase += " " + dice.early_one_of(grammar.tails)
    text = dice.early_one_of(style.frames).replace("{}", phrase)
    text = _expand(text, grammar.words, dice)
    text = REPEATED.sub(r"\1", " ".join(text.split()))
    text = ARTICLE.sub(_right_article, text)
    if dice.chance(PERCENT_AMERICAN):
        text = _americanise(text, grammar.spellings)
    if dice.chance(PERCENT_TYPO):
        text = _mistype(text, dice)
    return text[0].upper() + text[1:] if dice.chance(PERCENT_CAPITAL) else text


def _expand(template: str, words: dict[str, list[list[str]]], dice: Dice) -> str:
    florid = dice.chance(PERCENT_FLORID)

    def chosen(match: re.Match[str]) -> str:
        if match[2] is None:
            return dice.early_one_of(str(match[1]).split("|"))
        plain_words, florid_words = words[match[2]]
        return dice.early_one_of(florid_words if florid and dice.chance(70) else plain_words)

    while CHOICE.search(template):
        template = CHOICE.sub(chosen, template)
    return template


def _right_article(match: re.Match[str]) -> str:
    article = "an " if VOWEL.match(match[1]) else "a "
    return article.capitalize() if match[0][0].isupper() else article


def _americanise(text: str, spellings: dict[str, str]) -> str:
    for british, american in spellings.items():
        text = re.sub(rf"\b{british}\b", american, text)
    return text


def _mistype(text: str, dice: Dice) -> str:
    """Return the text with two letters swapped, one lost or one doubled inside a longer word."""
    places = [match.start() for match in re.finditer(r"(?<=[a-z])[a-z](?=[a-z]{2})", text)]
    if not places:
        return text
    at = dice.one_of(places)
    letter, following = text[at], text[at + 1]
    damaged = dice.one_of([following + letter, following, letter * 2 + following])
    return text[:at] + damaged + text[at + 2 :]
