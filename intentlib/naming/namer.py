"""Names by a language model, where one is asked for: told little, and trusted with little."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from intentlib.errors import NamerError, OptionError
from intentlib.language.clauses import stems

MOST_GROUPS = 500
"""Groups that names are asked for, those with most calls: what bounds the cost of a run."""
_AT_ONCE = 25
_MOST_TOLD, _LONGEST_TOLD = 15, 120
_LONGEST = 60
_FEWEST_WORDS, _MOST_WORDS = 2, 7
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ '\N{RIGHT SINGLE QUOTATION MARK}&/,-])*")
_CAPITAL = re.compile(r"A|[^\W\d_a-z][^\W\d_A-Z]+.*")
_LONG_NUMBER = re.compile(r"\d{4}")
_BEDROCK = "bedrock:"


@dataclass(frozen=True)
class Told:
    """What a namer is told of a group: nothing of any single call.

    Parameters
    ----------
    name
        The name it has.
    wordings
        Texts, cut short, and their calls; the commonest first.
    """

    name: str
    wordings: tuple[tuple[str, int], ...]


class Namer(Protocol):
    """Proposes names; what it answers is checked before it is used."""

    def propose(self, groups: Sequence[Told]) -> list[str]:
        """Return a name for each group, in their order.

        Raises
        ------
        NamerError
            If there is no answer, or none that can be read.
        """
        ...


def open_namer(spec: str, cache: str | None) -> Namer:
    """Return the namer that is asked for; nothing is sent before it is used.

    Parameters
    ----------
    spec
        ``bedrock:`` and the id of a model or an inference profile of Amazon Bedrock.
    cache
        Folder for answers; the user's cache folder where ``None``.

    Raises
    ------
    OptionError
        If there is no such namer, or what it needs is not installed.
    """
    from intentlib.naming.bedrock import BedrockNamer

    model = spec.removeprefix(_BEDROCK)
    if model == spec or not model:
        raise OptionError(
            "there is no such namer", value=spec, do="Give bedrock: and the id of a model"
        )
    return BedrockNamer(model, cache)


def better_names(
    namer: Namer,
    names: Sequence[str],
    texts: Sequence[str],
    calls: np.ndarray,
    labels: np.ndarray,
) -> list[str]:
    """Return the namer's names where they can stand as names, and the given ones elsewhere.

    A name stands if it has two to seven plain words in one short line, and is no other group's.
    Where the namer fails, the groups that it has not named by then keep the names they have, and a
    warning says why.

    Parameters
    ----------
    names : sequence of str of length n_groups
        All distinct.
    texts : sequence of str of length n
        Wordings.
    calls, labels : ndarray of shape (n,)
        Calls and group of each.
    """
    size = np.bincount(labels, weights=calls, minlength=len(names))
    order = np.argsort(-size, kind="stable")[:MOST_GROUPS].tolist()
    proposed: dict[int, str] = {}
    for start in range(0, len(order), _AT_ONCE):
        part = order[start : start + _AT_ONCE]
        told = [
            _told(names[group], texts, calls, np.flatnonzero(labels == group)) for group in part
        ]
        try:
            answers = namer.propose(told)
        except NamerError as error:
            warnings.warn(f"{error} Intents keep the names they had.", stacklevel=2)
            break
        for group, one, answer in zip(part, told, answers, strict=True):
            if plain := usable(answer, one):
                proposed[group] = plain
    return _distinct(names, proposed)


def usable(answer: str, told: Told) -> str | None:
    """Return an answer in sentence case, or None where it can't be the name of a group.

    Words keep a capital only where a wording writes them so.
    """
    words = answer.split(" ")
    if (
        not _FEWEST_WORDS <= len(words) <= _MOST_WORDS
        or len(answer) > _LONGEST
        or not all(words)
        or not _PLAIN.fullmatch(answer)
        or _LONG_NUMBER.search(answer)
        or answer.isupper()
    ):
        return None
    written = {word for text, _ in told.wordings for word in text.split()}
    first, *others = words
    others = [
        word.lower() if _CAPITAL.fullmatch(word) and word not in written else word
        for word in others
    ]
    return " ".join([first[0].upper() + first[1:], *others])


def _told(name: str, texts: Sequence[str], calls: np.ndarray, rows: np.ndarray) -> Told:
    ranked = sorted(rows.tolist(), key=lambda row: (-calls[row], texts[row]))[:_MOST_TOLD]
    return Told(name, tuple((_line(texts[row]), int(calls[row])) for row in ranked))


def _line(text: str) -> str:
    """Return a text as one line without control characters, cut short."""
    spaced = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text)
    return " ".join(spaced.split())[:_LONGEST_TOLD]


def _distinct(names: Sequence[str], proposed: dict[int, str]) -> list[str]:
    """Return the names with as many proposals as leave no two that say the same."""
    while True:
        chosen = [proposed.get(group, name) for group, name in enumerate(names)]
        said = [stems(name) or (name.casefold(),) for name in chosen]
        uses = Counter(said)
        clashing = [group for group in proposed if uses[said[group]] > 1]
        if not clashing:
            return chosen
        for group in clashing:
            del proposed[group]
