"""Slips of the keyboard, put right by the words that the same file has.

A word that English does not have is taken for the commonest known word of the file that is one
letter away: added, left out, changed, or two of them swapped. Two words one letter apart become
the same by leaving out one letter of each, so that no pair needs to be compared that isn't close.

References
----------
W. Garbe, "1000x faster spelling correction algorithm", 2012 (symmetric delete).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from wordfreq import zipf_frequency

from intentlib.language.tags import is_known

_SHORTEST = 4
"""Letters of a word that is put right; shorter ones have too many neighbours."""
_UNHEARD_OF, _HEARD_OF = 1.5, 2.5
"""Zipf frequencies of a word that may be a slip, and of what it may stand for."""
_AS_COMMON = 0.5
"""What it stands for is said at least so many times as often as the slip."""

_LETTERS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


def put_right(texts: Sequence[str], calls: Iterable[float]) -> list[str]:
    """Return the texts with slips put right and each compound in its commoner spelling.

    Parameters
    ----------
    texts
        As written.
    calls
        Calls of each.
    """
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in zip(texts, calls, strict=True):
        for word in set(_LETTERS.findall(text.lower())):
            counts[word] += weight
    better = {**_slips(counts), **_compounds(counts)}
    return (
        [_LETTERS.sub(lambda m: _like(m[0], better), text) for text in texts]
        if better
        else [*texts]
    )


def _slips(counts: Mapping[str, float]) -> dict[str, str]:
    """Return what each slip stands for."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    slips = []
    for word in sorted(counts):
        if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
            continue
        if is_known(word) or zipf_frequency(word, "en") >= _HEARD_OF:
            for part in _shortened(word):
                known[part].append(word)
        elif zipf_frequency(word, "en") < _UNHEARD_OF and not is_known(word.capitalize()):
            slips.append(word)
    found = {}
    for slip in slips:
        near = {
            word for part in _shortened(slip) for word in known.get(part, ()) if _close(slip, word)
        }
        best = min(near, key=lambda word: (-counts[word], word), default="")
        if best and counts[best] >= _AS_COMMON * counts[slip]:
            found[slip] = best
    return found


def _compounds(counts: Mapping[str, float]) -> dict[str, str]:
    """Return the commoner spelling of each word written with and without a hyphen."""
    found = {}
    for word in counts:
        joined = word.replace("-", "")
        if joined != word and joined in counts:
            rare, common = sorted((word, joined), key=lambda form: (counts[form], form))
            found[rare] = common
    return found


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _close(one: str, other: str) -> bool:
    """Return whether one letter was added, left out, changed, or two neighbours swapped."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:
        return abs(len(one) - len(other)) <= 1
    tail, rest = one[start:], other[start:]
    swapped = tail[1::-1] + tail[2:] == rest
    return swapped or tail[1:] == rest or tail == rest[1:] or tail[1:] == rest[1:]


def _like(written: str, better: Mapping[str, str]) -> str:
    """Return the better spelling of a word, with its capitals."""
    chosen = better.get(written.lower(), written)
    if written.isupper():
        return chosen.upper()
    return chosen[:1].upper() + chosen[1:] if written[0].isupper() else chosen
