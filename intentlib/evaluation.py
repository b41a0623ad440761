"""How well the shipped defaults do on a labelled file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

import pandas as pd

from intentlib import pipeline
from intentlib.embed import Embedder
from intentlib.errors import ColumnError, OptionError
from intentlib.model import Progress, RunConfig
from intentlib.quality import scores
from intentlib.read import read
from intentlib.schema import NO_INTENT


@dataclass(frozen=True)
class Evaluation:
    """Scores of one labelled file, every call weighing the same.

    Parameters
    ----------
    calls, wordings, intents
        What the run counted.
    gold_intents
        Distinct labels.
    unlabelled
        Calls without a label; they were grouped with the others but not scored.
    ari, nmi, accuracy
        See :class:`intentlib.quality.Scores`.
    seconds
        Of all stages together.
    peak_rss_mb
        Highest resident memory of the process, in MiB.
    """

    calls: int
    wordings: int
    intents: int
    gold_intents: int
    unlabelled: int
    ari: float
    nmi: float
    accuracy: float
    seconds: float
    peak_rss_mb: float


def evaluate(
    path: str,
    *,
    gold: str,
    text: str | None = None,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Evaluation:
    """Return the scores of the shipped defaults on a labelled file; no run is kept.

    A call without an intent counts as found under an intent of its own, "No intent recorded".

    Parameters
    ----------
    path
        The labelled file.
    gold
        The column with the true intent; the grouping never sees it.
    text
        The column with the intent text; found by name and content where ``None``.

    Raises
    ------
    UserError
        If the file can't be read or has no such column.
    """
    if path == "-":
        raise OptionError("evaluate reads its file twice", value=path, do="Give a file")
    # Read on its own first: a wrong column must not cost the minutes of a run.
    true_intents(read(path, text=text).calls, gold, path)
    with tempfile.TemporaryDirectory(prefix="intentlib-") as runs:
        run = pipeline.run(
            RunConfig(input=path, runs=runs, text=text), progress=progress, embedder=embedder
        )
    labels = true_intents(run.calls, gold, path)
    intent_of = run.wordings.set_index("wording_id")["intent_id"]
    found = run.calls["wording_id"].map(intent_of).fillna(NO_INTENT)
    known = labels.notna()
    agreement = scores(labels[known].tolist(), found[known].tolist())
    return Evaluation(
        calls=len(run.calls),
        wordings=len(run.wordings),
        intents=len(run.intents),
        gold_intents=int(labels.nunique()),
        unlabelled=int((~known).sum()),
        ari=agreement.ari,
        nmi=agreement.nmi,
        accuracy=agreement.accuracy,
        seconds=round(sum(run.manifest.seconds.values()), 2),
        peak_rss_mb=max(run.manifest.peak_rss_mb.values()),
    )


def true_intents(calls: pd.DataFrame, gold: str, path: str) -> pd.Series:
    """Return the true intents as text, null where a call has none.

    Raises
    ------
    ColumnError
        If the calls have no such column, or it is empty.
    """
    dimensions = [c for c in calls.columns if c not in {"call_id", "text", "at", "wording_id"}]
    if gold not in dimensions:
        raise ColumnError(
            "there is no such column of true intents",
            value=gold,
            where=path,
            do=f"Choose one of: {', '.join(dimensions) or '(the file has no further column)'}",
        )
    labels = calls[gold].astype("string").str.strip()
    labels = labels.mask(labels == "")
    if labels.isna().all():
        raise ColumnError("the column of true intents is empty", value=gold, where=path)
    return labels
