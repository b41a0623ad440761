"""Wordings made for measuring speed, as many as asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from intentlib.tree.neighbours import compress, nearest
from intentlib.vectors import unit

_ASIDE = 0.5
"""Length of the random part of a made vector, against 1 for what it shares with real ones."""
_BLOCK = 10_000

_ACTS = "activate,cancel,change,check,correct,dispute,renew,report,set up,stop,transfer,understand"
_OBJECTS = (
    "appointment,broadband connection,credit card,data plan,delivery,flight booking,"
    "home insurance,hotel room,late fee,loan payment,meter reading,monthly bill,password,"
    "phone number,refund,savings account,sim card,subscription,tax letter,warranty"
)
_ENDS = (
    "after moving house,as soon as possible,because nobody called back,"
    "before the end of the month,for my mother,for the second time,from abroad,today"
)


def call_like() -> list[str]:
    """Return some two thousand distinct texts as calls have them, for want of a file."""
    parts = product(*(words.split(",") for words in (_ACTS, _OBJECTS, _ENDS)))
    return [f"{act} the {what} {end}" for act, what, end in parts]


def more_like(
    texts: Sequence[str], vectors: np.ndarray, n: int, seed: int = 0
) -> tuple[list[str], np.ndarray]:
    """Return ``n`` texts and unit vectors: the given ones, then others spread like them.

    A further vector lies between a given one and a neighbour of that, and a little aside; its text
    has all of the one and half of the other. Where fewer are asked for than there are, some are
    drawn.

    Parameters
    ----------
    texts : sequence of length n_texts
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows.

    Returns
    -------
    texts : list of length n
    vectors : float32 ndarray of shape (n, n_dimensions)
    """
    rng = np.random.default_rng(seed)
    near, _ = nearest(compress(vectors))
    made = np.empty((n, vectors.shape[1]), np.float32)
    kept = np.sort(rng.permutation(len(vectors))[:n])
    made[: len(kept)] = vectors[kept]
    said = [texts[row] for row in kept]
    for start in range(len(kept), n, _BLOCK):
        many = min(_BLOCK, n - start)
        one = rng.integers(0, len(vectors), many)
        other = near[one, rng.integers(0, near.shape[1], many)]
        pairs = ((texts[a], texts[b]) for a, b in zip(one, other, strict=True))
        said += [f"{text} {like[len(like) // 2 :]}" for text, like in pairs]
        part = rng.uniform(0, 0.5, (many, 1))
        between = unit((1 - part) * vectors[one] + part * vectors[other])
        aside = unit(rng.normal(size=between.shape))
        made[start : start + many] = unit(between + _ASIDE * aside)
    return said, made
