"""Two runs side by side: what moved between them, in calls and by cause.

Calls move between intents when a reviewer decides so, or with new data, another granularity or
another model. They can also stay where they are while all that is said changes: most calls have
wordings that the run before never saw, and yet nearly all are in intents that it knew. That is the
same intents in new wordings, as after a change of the prompt or the model that writes them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from intentlib.assignment import nearest
from intentlib.errors import OptionError
from intentlib.model import Run
from intentlib.taxonomy import moved

TAXONOMIES = ("then", "today")
"""How the calls of the earlier run can be counted: by its own intents, or by the later run's."""

_REWORDED, _KNOWN = 0.5, 0.9
"""Shares of calls with new wordings, and in known intents, from which it is the wording that
changed."""
_TOLD = 10


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
    new
        Names and calls of the intents that are ``new`` in ``b`` and not in ``a``, most calls first.
    new_wordings, known_intents
        Shares of the calls of ``b`` whose wording ``a`` lacks, and whose intent ``a`` has.
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
    new: dict[str, int]
    new_wordings: float
    known_intents: float
    intents: pd.DataFrame

    @property
    def moved(self) -> int:
        """Calls that moved, for whatever cause."""
        return sum(self.causes.values())

    @property
    def reworded(self) -> bool:
        """Whether the intents are the same and the wordings are new."""
        return self.new_wordings >= _REWORDED and self.known_intents >= _KNOWN

    def told(self) -> list[str]:
        """Return what differs as sentences, what matters most first."""
        return list(self._told())

    def _told(self) -> Iterator[str]:
        if self.reworded:
            yield (
                f"Same intents, new wordings: {self.known_intents:.0%} of the calls are in intents "
                f"known before, though {self.new_wordings:.0%} have wordings never seen before"
            )
        for name, calls in self.new.items():
            yield f"New: {_calls(calls)} {name!r}"
        for move in self.moves.head(_TOLD).to_dict("records"):
            yield tell_move(move)
        rest = self.moves["calls"].iloc[_TOLD:]
        if len(rest):
            yield f"… and {_calls(int(rest.sum()))} in {len(rest):,} more moves"


def compare(run_a: Run, run_b: Run, *, taxonomy: str = "then") -> Comparison:
    """Return what differs from ``run_a`` to ``run_b``.

    Parameters
    ----------
    taxonomy
        ``then`` counts each run by its own intents, ``today`` both by those of ``run_b``, so that
        only what callers did makes a difference.

    Raises
    ------
    OptionError
        If ``taxonomy`` is neither.
    """
    if taxonomy not in TAXONOMIES:
        raise OptionError(
            "unknown taxonomy", value=taxonomy, do=f"Choose one of {', '.join(TAXONOMIES)}"
        )
    moves = moved(run_a, run_b)
    causes = moves.groupby("cause")["calls"].sum().sort_values(ascending=False, kind="stable")
    known = run_b.wordings["wording_id"].isin(run_a.wordings["wording_id"])
    calls, shared = run_b.wordings["calls"].sum(), run_b.wordings.loc[known, "calls"].sum()
    same = run_b.intents["intent_id"].isin(run_a.intents["intent_id"])
    new = run_b.intents[~same & (run_b.intents["status"] == "new")]
    counted = run_a.intents if taxonomy == "then" else _recounted(run_a, run_b)
    return Comparison(
        run_a=run_a.run_id,
        run_b=run_b.run_id,
        calls_a=int(run_a.intents["calls"].sum()),
        calls_b=int(calls),
        shared=int(shared),
        causes={str(cause): int(calls) for cause, calls in causes.items()},
        moves=moves,
        new=dict(zip(new["name"], new["calls"].tolist(), strict=True)),
        new_wordings=float(1 - shared / calls),
        known_intents=float(run_b.intents.loc[same, "calls"].sum() / calls),
        intents=_side_by_side(counted, run_b.intents),
    )


def recount(run: Run, by: Run) -> pd.DataFrame:
    """Return the calls of a run with their intents by the taxonomy of another.

    A wording that the other run has is of its intent there; any other stays in its intent if that
    is still one there, and else goes to the one that most of the wordings nearest to it are of.
    Where the runs are by different models no nearness is known: there it keeps its old intent.

    Parameters
    ----------
    run
        The run whose calls are counted, of any time.
    by
        The run that holds the taxonomy, earlier or later.

    Returns
    -------
    DataFrame
        The calls of ``run`` that have an intent, with ``intent_id`` and ``name``: what
        :func:`intentlib.trends.per_period` counts.
    """
    of_wording = _ids_by(run, by).set_axis(run.wordings["wording_id"])
    calls = run.calls.dropna(subset="wording_id")
    ids = calls["wording_id"].map(of_wording).to_numpy()
    return calls.assign(intent_id=ids, name=_names(run, by).reindex(ids).to_numpy())


def tell_move(move: Mapping[Hashable, Any]) -> str:
    """Return a move as a sentence: ``3 calls moved from 'A' to 'B': merged by Ann on 12 May 2026``.

    Parameters
    ----------
    move
        A row of :attr:`Comparison.moves`.
    """
    told = f"{_calls(move['calls'])} moved from {move['from_name']!r} to {move['to_name']!r}"
    return f"{told}: {tell_cause(move)}"


def tell_cause(move: Mapping[Hashable, Any]) -> str:
    """Return why calls moved: ``merged by Ann on 12 May 2026``, ``new data``."""
    if move["reviewer"]:
        at = move["decided_at"]
        return f"{move['event']} by {move['reviewer']} on {at.day} {at:%B %Y}"
    return _CAUSES[move["cause"]]


_CAUSES = {
    "decision": "as reviewers decided of others",
    "new data": "new data",
    "granularity": "another granularity",
    "model": "another model",
}


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number:,} calls"


def _ids_by(run: Run, by: Run) -> pd.Series:
    """Return the intent of each wording of a run by the taxonomy of another, in their order."""
    wordings = run.wordings
    ids = wordings["wording_id"].map(by.wordings.set_index("wording_id")["intent_id"])
    ids = ids.fillna(
        wordings["intent_id"].where(wordings["intent_id"].isin(by.intents["intent_id"]))
    )
    open_ = ids.isna().to_numpy()
    if open_.any() and run.manifest.hashes.get("model") == by.manifest.hashes.get("model"):
        keys = wordings.loc[open_, "key"].tolist()
        ids[open_] = nearest(keys, run.vectors[open_], by)["intent_id"].to_numpy()
    return ids.fillna(wordings["intent_id"])


def _names(run: Run, by: Run) -> pd.Series:
    """Return the names of the intents of both runs, of both the other's first, by id."""
    names: pd.Series = pd.concat([of.intents.set_index("intent_id")["name"] for of in (by, run)])
    return names.loc[~names.index.duplicated()]


def _recounted(run: Run, by: Run) -> pd.DataFrame:
    """Return how many calls of a run each intent has by the taxonomy of another, and their share.

    Wordings know how many calls they have, so no call is read for that.
    """
    calls = run.wordings["calls"].groupby(_ids_by(run, by).rename("intent_id")).sum()
    counted = pd.DataFrame({"name": _names(run, by).reindex(calls.index), "calls": calls})
    return counted.assign(share=calls / calls.sum()).reset_index()


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
