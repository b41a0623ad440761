"""Wordings -> types and tones: what the words tell, and what the vectors tell, pooled.

A classifier learns from labelled examples where among the vectors each type of call lies. It works
with any model, and knows what no list of words holds: that a flickering monitor is a problem. The
rules of ``reading`` know grammar, which vectors blur: that a pause which is wanted is none. Where
a rule holds, its type counts as several times likelier than the vectors say; so a rule decides
unless the vectors are sure of something else.

The examples are 342 short wordings from ten fields of business, written and labelled for this
purpose. A type is what the call is about in the words of a call centre, and its tone follows
(``schema.TONE_OF``): whoever reports a problem, loses something or complains is counted as a
negative call, however politely it is put; requests and enquiries are neutral. Only words of praise
or anger in the wording itself change that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from intentlib.schema import TONE_OF, TONES, TYPES
from intentlib.tone.reading import read

_RULE = 1.5
"""How much a rule adds to the log of its type's odds: it becomes 4.5 times likelier. Left out one
field at a time, the examples come out alike from 1 to 2."""


@cache
def examples() -> pd.DataFrame:
    """Return the labelled examples: ``domain, text, type, tone``; not to be changed."""
    with (files(__package__) / "examples.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def judge(
    texts: Sequence[str],
    vectors: np.ndarray,
    known: pd.DataFrame,
    example_vectors: np.ndarray,
) -> pd.DataFrame:
    """Return the type and the tone of each wording, whatever the other wordings are.

    Parameters
    ----------
    texts : sequence of str of length n
        The wordings as written.
    vectors : ndarray of shape (n, d)
        Unit rows.
    known
        As :func:`examples` returns them.
    example_vectors : ndarray of shape (n_examples, d)
        Unit rows of their texts, by the same model.

    Returns
    -------
    DataFrame
        ``type`` (one of ``schema.TYPES``) and ``tone`` (one of ``schema.TONES``), n rows.
    """
    # Imported when first needed: opening a run must not wait for it.
    from sklearn.linear_model import LogisticRegression

    learnt = LogisticRegression(class_weight="balanced", max_iter=3000)
    learnt.fit(example_vectors, known["type"])
    kinds = learnt.classes_.tolist()
    weights = learnt.coef_.T.astype(vectors.dtype)
    scores = vectors @ weights + learnt.intercept_
    readings = [read(text) for text in texts]
    for row, reading in enumerate(readings):
        if reading.type:
            scores[row, kinds.index(reading.type)] += _RULE
    types = [kinds[best] for best in np.round(scores, 5).argmax(axis=1)]
    tones = [reading.mood or TONE_OF[kind] for kind, reading in zip(types, readings, strict=True)]
    return pd.DataFrame({"type": types, "tone": tones}, dtype="str")


def vote(types: Sequence[str], calls: np.ndarray, labels: np.ndarray) -> list[str]:
    """Return the type of each group: the tone of most of its calls, and therein the commonest type.

    Parameters
    ----------
    types : sequence of str of length n
        The type of each wording; ``""`` where it was never judged, which counts for nothing.
    calls : ndarray of shape (n,), int
    labels : ndarray of shape (n,), int
        The group of each wording; every number from 0 occurs.

    Returns
    -------
    list of str
        Type of group 0, 1, …; ``""`` where none of its wordings was judged.
    """
    names = [*TYPES, ""]
    counted = np.zeros((int(labels.max()) + 1, len(names)), dtype=np.int64)
    np.add.at(counted, (labels, np.array([names.index(name) for name in types])), calls)
    judged = counted[:, :-1]
    tone_of_type = np.array([TONES.index(TONE_OF[name]) for name in TYPES])
    tones = np.stack([judged[:, tone_of_type == tone].sum(axis=1) for tone in range(len(TONES))], 1)
    in_tone = tone_of_type == tones.argmax(axis=1)[:, None]
    best = np.where(in_tone, judged, -1).argmax(axis=1)
    best[judged.sum(axis=1) == 0] = len(TYPES)
    return [names[kind] for kind in best]
