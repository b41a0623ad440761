"""A labelled file: its wordings, and what people say its calls are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from intentlib.errors import ColumnError, OptionError
from intentlib.evaluation import true_intents
from intentlib.normalise import to_wordings
from intentlib.read import read

_GOLD = ("gold", "true_intent", "gold_intent", "gold_label", "truth", "label", "true_label")


@dataclass(frozen=True, eq=False)
class Labelled:
    """One labelled file.

    Parameters
    ----------
    path, text
        The file and its column of intent texts.
    calls
        Number of calls, those without a label included.
    wordings
        Distinct normalised texts, in the order of a run's.
    gold : ndarray of shape (n_labelled_calls,)
        True intents.
    rows : ndarray of shape (n_labelled_calls,)
        The wording of each of these calls; -1 where a call has no text.
    """

    path: str
    text: str
    calls: int
    wordings: list[str]
    gold: np.ndarray
    rows: np.ndarray

    @cached_property
    def intents(self) -> int:
        """Number of true intents."""
        return len(set(self.gold))

    @cached_property
    def gold_of_wording(self) -> dict[int, str]:
        """The commonest label of each labelled wording, the first in the alphabet among equals."""
        said: dict[int, Counter[str]] = defaultdict(Counter)
        for row, label in sorted(zip(self.rows.tolist(), self.gold.tolist(), strict=True)):
            if row >= 0:
                said[row][label] += 1
        return {row: labels.most_common(1)[0][0] for row, labels in said.items()}


def read_labelled(path: str, *, text: str | None = None, gold: str | None = None) -> Labelled:
    """Return a labelled file.

    Parameters
    ----------
    path
        Any file of calls.
    text, gold
        Columns of the intent texts and of the true intents; found by name where ``None``.

    Raises
    ------
    UserError
        If the file can't be read or its columns can't be told.
    """
    if path == "-":
        raise OptionError("the benchmark reads a file more than once", value=path, do="Give a file")
    reading = read(path, text=text)
    labels = true_intents(reading.calls, gold or find_gold(reading.calls, path), path)
    said = to_wordings(reading.calls)
    places = pd.Series(range(len(said.wordings)), index=said.wordings["wording_id"])
    rows = said.calls["wording_id"].map(places).fillna(-1).astype(int)
    known = labels.notna()
    return Labelled(
        path=path,
        text=reading.text,
        calls=len(reading.calls),
        wordings=said.wordings["key"].tolist(),
        gold=labels[known].to_numpy(dtype=object),
        rows=rows[known].to_numpy(),
    )


def find_gold(calls: pd.DataFrame, path: str) -> str:
    """Return the column of true intents, by its name.

    Raises
    ------
    ColumnError
        If no column is called as such columns are.
    """
    for name in _GOLD:
        if name in calls.columns:
            return name
    raise ColumnError(
        "no column is called as true intents are",
        value=", ".join(map(str, calls.columns)),
        where=path,
        do="Name it with --gold",
    )
