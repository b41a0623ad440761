"""How well the shipped defaults do on a labelled file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from intentlib import pipeline
from intentlib.embed import Embedder
from intentlib.errors import ColumnError, OptionError
from intentlib.model import Progress, Run, RunConfig
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
    reviews
        Questions that a simulated reviewer answered before the groups were scored.
    unlabelled
        Calls without a label; they were grouped with the others but not scored.
    ari, nmi, accuracy
        See :class:`intentlib.quality.Scores`.
    seconds
        Of all stages together; of the run before the answers and of the one after them.
    peak_rss_mb
        Highest resident memory of the process, in MiB.
    """

    calls: int
    wordings: int
    intents: int
    gold_intents: int
    reviews: int
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
    reviews: int = 0,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Evaluation:
    """Return the scores of the shipped defaults on a labelled file; no run is kept.

    A call without an intent counts as found under an intent of its own, "No intent recorded".
    What people decided of other runs plays no part.

    Parameters
    ----------
    path
        The labelled file.
    gold
        The column with the true intent; the grouping never sees it.
    text
        The column with the intent text; found by name and content where ``None``.
    reviews
        A simulated reviewer who knows the true intents answers so many questions, or all if there
        are fewer; the scores are those of a run after that.
    progress, embedder
        As of :func:`intentlib.pipeline.run`.

    Raises
    ------
    UserError
        If the file can't be read or has no such column.
    """
    if reviews < 0:
        raise OptionError(
            "a reviewer can't answer so many questions", value=reviews, do="Give 0 or more"
        )
    if path == "-":
        raise OptionError("evaluate reads its file twice", value=path, do="Give a file")
    # Read on its own first: a wrong column must not cost the minutes of a run.
    true_intents(read(path, text=text).calls, gold, path)
    with tempfile.TemporaryDirectory(prefix="intentlib-") as runs:
        ledger = f"{runs}/ledger.db"
        config = RunConfig(input=path, runs=runs, text=text)
        run = pipeline.run(config, progress=progress, embedder=embedder, ledger=ledger)
        seconds, answered = sum(run.manifest.seconds.values()), 0
        if reviews:
            answered = _answer(run, true_intents(run.calls, gold, path), reviews, ledger)
            run = pipeline.recut(run, None, runs, progress=progress, ledger=ledger)
            seconds += sum(run.manifest.seconds.values())
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
        reviews=answered,
        unlabelled=int((~known).sum()),
        ari=agreement.ari,
        nmi=agreement.nmi,
        accuracy=agreement.accuracy,
        seconds=round(seconds, 2),
        peak_rss_mb=max(run.manifest.peak_rss_mb.values()),
    )


def truth_of_wordings(calls: pd.DataFrame, labels: pd.Series, wordings: pd.DataFrame) -> pd.Series:
    """Return what most calls of each wording are about, by its key.

    Parameters
    ----------
    calls
        With ``wording_id``.
    labels
        True intents, null where a call has none.
    wordings
        With ``wording_id`` and ``key``.
    """
    said = pd.DataFrame({"key": calls["wording_id"].map(_keys(wordings)), "label": labels})
    counted = said.dropna().value_counts(["key", "label"]).reset_index()
    counted = counted.sort_values(["count", "label"], ascending=[False, True])
    return counted.drop_duplicates("key").set_index("key")["label"].astype(str)


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


def _answer(run: Run, labels: pd.Series, reviews: int, ledger: str) -> int:
    """Have a simulated reviewer answer questions on a run; return how many there were."""
    from intentlib.review import Queue, open_ledger
    from intentlib.review.simulated import Simulated

    truth = truth_of_wordings(run.calls, labels, run.wordings)
    reviewer = Simulated(dict(zip(truth.index, truth, strict=True)))
    queue = Queue(run.wordings, run.tree, run.vectors)
    with open_ledger(ledger) as opened:
        return sum(1 for _ in islice(reviewer.review(queue, opened), reviews))


def _keys(wordings: pd.DataFrame) -> pd.Series:
    return wordings.set_index("wording_id")["key"]
