"""What answers of a reviewer are worth: agreement with the truth against their number."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from intentlib import pipeline
from intentlib.benchmark.labelled import find_gold
from intentlib.embed import Embedder
from intentlib.evaluation import true_intents, truth_of_wordings
from intentlib.granularity import recommend
from intentlib.model import Progress, Run, RunConfig
from intentlib.quality import scores
from intentlib.read import read
from intentlib.reviewing import Decisions, learn, review
from intentlib.tree import cut

COUNTS = (5, 10, 15, 20, 40, 80, 150)
ORDERS = (None, 0, 1, 2)
"""The queue's order, and orders drawn with these seeds."""


@dataclass(frozen=True)
class Point:
    """Scores after so many answers, every call weighing the same.

    Parameters
    ----------
    answers
        Their number.
    settled
        Share of calls of which it is decided where they belong.
    ari
        Adjusted Rand index of all calls, after a run anew.
    unasked, unasked_before
        The same of the calls whose wording was never on show, and of these before any answer; not
        a number where every wording was.
    in_any_order
        The index of all calls where the questions were taken in any order: the mean of three.
    """

    answers: int
    settled: float
    ari: float
    unasked: float
    unasked_before: float
    in_any_order: float


@dataclass(frozen=True)
class Curve:
    """One file's points; the first is before any answer."""

    path: str
    points: tuple[Point, ...]


def measure_reviews(
    path: str,
    counts: Sequence[int],
    *,
    gold: str | None = None,
    text: str | None = None,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Curve:
    """Return what the first answers of a simulated reviewer are worth on a labelled file.

    Parameters
    ----------
    path, text, progress, embedder
        As of :func:`intentlib.evaluation.evaluate`.
    counts
        Numbers of answers after which to score; all are answered where there are fewer.
    gold
        Column of the true intents; found by name where ``None``.

    Raises
    ------
    UserError
        If the file can't be read or has no such column.
    """
    gold = gold or find_gold(read(path, text=text).calls, path)
    with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
        config = RunConfig(input=path, runs=folder, text=text)
        ledger = str(Path(folder) / "none.db")
        run = pipeline.run(config, progress=progress, embedder=embedder, ledger=ledger)
        truth = _Truth(run, gold, path)
        ours, *others = (_answered(truth, sorted(counts), order, folder) for order in ORDERS)
    points = [
        Point(
            answers=count,
            settled=settled,
            ari=ari,
            unasked=unasked,
            unasked_before=before,
            in_any_order=float(np.mean([other[: place + 1][-1][2] for other in others])),
        )
        for place, (count, settled, ari, unasked, before) in enumerate(ours)
    ]
    return Curve(path, tuple(points))


class _Truth:
    """A run of a labelled file, and what its calls are about."""

    def __init__(self, run: Run, gold: str, path: str) -> None:
        labels = true_intents(run.calls, gold, path)
        self.run = run
        rows = run.calls["wording_id"].map(
            {wording: row for row, wording in enumerate(run.wordings["wording_id"])}
        )
        known = labels.notna() & rows.notna()
        self.of_keys = truth_of_wordings(run.calls, labels, run.wordings)
        self._gold, self._rows = labels[known].to_numpy(str), rows[known].to_numpy(int)

    def agreement(self, found: np.ndarray, among: np.ndarray) -> float:
        """Return the adjusted Rand index of the calls of some wordings."""
        scored = among[self._rows]
        if not scored.any():
            return float("nan")
        return scores(self._gold[scored].tolist(), found[self._rows[scored]].tolist()).ari


def _answered(
    truth: _Truth, counts: Sequence[int], order: int | None, folder: str
) -> list[tuple[int, float, float, float, float]]:
    """Return number of answers, share settled and agreements, before the first and after each."""
    from intentlib.review import Queue, open_ledger
    from intentlib.review.simulated import Simulated

    run = truth.run
    reviewer = Simulated(dict(zip(truth.of_keys.index, truth.of_keys, strict=True)))
    queue = Queue(run.wordings, run.tree, run.vectors)
    everything = np.ones(len(run.wordings), bool)
    unasked = everything.copy()
    before = cut(run.tree, run.manifest.height)
    here = truth.agreement(before, everything)
    points = [(0, 0.0, here, here, here)]
    shuffled = None if order is None else np.random.default_rng(order)
    with open_ledger(str(Path(folder) / f"{order}.db")) as ledger:
        asked = reviewer.review(queue, ledger, shuffled)
        for count in counts:
            answered = list(islice(asked, count - points[-1][0]))
            for question in answered:
                unasked &= ~run.wordings["key"].isin(question.shown).to_numpy()
            if not answered:
                break
            standing = ledger.standing()
            height = learn(recommend(run.tree), run.tree, run.wordings, standing).height
            decisions = Decisions(standing)
            found = review(cut(run.tree, height), run.wordings, run.vectors, decisions).labels
            points.append(
                (
                    points[-1][0] + len(answered),
                    queue.outlook(standing).share_settled,
                    truth.agreement(found, everything),
                    truth.agreement(found, unasked),
                    truth.agreement(before, unasked),
                )
            )
    return points
