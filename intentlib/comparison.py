"""Two runs side by side: what moved between them, in calls and by cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from intentlib.model import Run
from intentlib.taxonomy import moved


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two runs.

    Parameters
    ----------
    run_a, run_b
        Their ids; ``a`` is the earlier by convention.
    calls_a, calls_b
        Calls that have an intent.
    shared
        Calls of ``b`` whose wording is in ``a`` too: only these can have moved.
    causes
        Calls of ``b`` that stand in another intent than in ``a``, by cause, most first.
    moves
        The same by intents; see :func:`intentlib.taxonomy.moved`.
    intents
        ``intent_id, name, calls_a, calls_b, share_a, share_b, change`` (of the share, from -1 to
        1), one row per intent of either run, largest change first; 0 where a run lacks the intent.
    """

    run_a: str
    run_b: str
    calls_a: int
    calls_b: int
    shared: int
    causes: dict[str, int]
    moves: pd.DataFrame
    intents: pd.DataFrame

    @property
    def moved(self) -> int:
        """Calls that moved, for whatever cause."""
        return sum(self.causes.values())


def compare(run_a: Run, run_b: Run) -> Comparison:
    """Return what differs from ``run_a`` to ``run_b``."""
    moves = moved(run_a, run_b)
    causes = moves.groupby("cause")["calls"].sum().sort_values(ascending=False, kind="stable")
    known = run_b.wordings["wording_id"].isin(run_a.wordings["wording_id"])
    return Comparison(
        run_a=run_a.run_id,
        run_b=run_b.run_id,
        calls_a=int(run_a.intents["calls"].sum()),
        calls_b=int(run_b.intents["calls"].sum()),
        shared=int(run_b.wordings.loc[known, "calls"].sum()),
        causes={str(cause): int(calls) for cause, calls in causes.items()},
        moves=moves,
        intents=_side_by_side(run_a.intents, run_b.intents),
    )


def _side_by_side(intents_a: pd.DataFrame, intents_b: pd.DataFrame) -> pd.DataFrame:
    columns = ["intent_id", "name", "calls", "share"]
    table = intents_a[columns].merge(
        intents_b[columns], on="intent_id", how="outer", suffixes=("_a", "_b")
    )
    numbers = ["calls_a", "calls_b", "share_a", "share_b"]
    table = table.assign(
        name=table["name_b"].fillna(table["name_a"]),
        **{column: table[column].fillna(0) for column in numbers},
    ).astype({"calls_a": int, "calls_b": int})
    table = table.assign(change=table["share_b"] - table["share_a"])
    ordered = table.iloc[np.lexsort((table["intent_id"], -table["change"].abs()))]
    return ordered[["intent_id", "name", *numbers, "change"]].reset_index(drop=True)
