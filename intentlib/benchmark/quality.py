"""How well every method finds the intents of labelled files."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from intentlib.benchmark.apart import run_apart
from intentlib.benchmark.calibration import Calibration, calibrate
from intentlib.benchmark.grouping import (
    Grouping,
    embed_ours,
    embed_plainly,
    group_by,
    group_ours,
)
from intentlib.benchmark.labelled import Labelled, read_labelled
from intentlib.benchmark.peers import EXTRA, LEFT_OUT, Peer
from intentlib.errors import ProcessError
from intentlib.model import Progress
from intentlib.quality import scores

OURS = "intentlib, defaults"
_NO_TEXT = LEFT_OUT - 1


@dataclass(frozen=True)
class MethodScores:
    """Scores of one method on one file, every call weighing the same.

    Parameters
    ----------
    method
        Its title.
    ari, nmi, accuracy
        See :class:`intentlib.quality.Scores`. Calls left out count as one more group, as they
        stand before a user.
    groups
        Groups found, without the one of what was left out.
    left_out
        Share of calls in no group.
    seconds, peak_rss_mb
        Of grouping alone, in a process of its own.
    error
        Why there are no scores; everything else is missing then.
    """

    method: str
    ari: float | None = None
    nmi: float | None = None
    accuracy: float | None = None
    groups: int | None = None
    left_out: float | None = None
    seconds: float | None = None
    peak_rss_mb: float | None = None
    error: str | None = None


@dataclass(frozen=True)
class FileScores:
    """Every method on one file.

    Parameters
    ----------
    file
        Its path.
    calls, wordings, gold_intents, unlabelled
        What it holds; calls without a label are grouped but not scored.
    embedding_seconds
        Of our vectors (``ours``) and of the peers' (``plain``), the model being loaded.
    methods
        Ours first.
    calibration
        Of our confidence; missing where our run failed.
    """

    file: str
    calls: int
    wordings: int
    gold_intents: int
    unlabelled: int
    embedding_seconds: dict[str, float]
    methods: list[MethodScores]
    calibration: Calibration | None


def compare_methods(
    files: Sequence[str],
    peers: Sequence[Peer],
    *,
    text: str | None = None,
    gold: str | None = None,
    seeds: int = 1,
    progress: Progress | None = None,
) -> list[FileScores]:
    """Return the scores of ours and of the peers on each labelled file.

    All have the same distinct wordings; the peers have sentence-transformers' default vectors of
    them, except where a title says otherwise. Ours is a run with every default, which never sees
    a label.

    Parameters
    ----------
    files
        Paths.
    text, gold
        Columns of the intent texts and of the true intents; found by name where ``None``.
    seeds
        Runs of what is random, from seed 0; the one with the median ARI is told.

    Raises
    ------
    UserError
        If a file can't be used; no work has been done then.
    ProcessError
        If the vectors can't be made.
    """
    labelled = [read_labelled(path, text=text, gold=gold) for path in files]
    return [_compare(one, peers, seeds, progress) for one in labelled]


def _compare(
    labelled: Labelled, peers: Sequence[Peer], seeds: int, progress: Progress | None
) -> FileScores:
    steps = ["our vectors", "plain vectors", OURS, *(peer.title for peer in peers)]

    def tell(step: int) -> None:
        if progress:
            progress(f"{Path(labelled.path).name}: {steps[step]}", step, len(steps))

    wordings = labelled.wordings
    with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
        cache, own, plain = (Path(folder) / name for name in ("cache", "own.npy", "plain.npy"))
        tell(0)
        took = {"ours": run_apart(embed_ours, wordings, own, cache)}
        tell(1)
        took["plain"] = run_apart(embed_plainly, wordings, plain)
        tell(2)
        methods, calibration = [], None
        try:
            ours = run_apart(group_ours, labelled.path, labelled.text, wordings, cache)
        except ProcessError as error:
            methods.append(MethodScores(OURS, error=str(error)))
        else:
            methods.append(score(OURS, labelled, ours))
            calibration = calibrate(*judged(labelled, ours))
        for step, peer in enumerate(peers, start=3):
            tell(step)
            methods.append(score_peer(peer, labelled, own if peer.own_vectors else plain, seeds))
    return FileScores(
        file=labelled.path,
        calls=labelled.calls,
        wordings=len(wordings),
        gold_intents=labelled.intents,
        unlabelled=labelled.calls - len(labelled.gold),
        embedding_seconds={name: round(seconds, 3) for name, seconds in took.items()},
        methods=methods,
        calibration=calibration,
    )


def score_peer(peer: Peer, labelled: Labelled, vectors: Path, seeds: int) -> MethodScores:
    """Return the scores of a peer, or why there are none."""
    if not peer.installed:
        hint = f"not installed: pip install 'intentlib[{EXTRA}]'"
        return MethodScores(peer.title, error=hint)
    try:
        found = [
            score(
                peer.title,
                labelled,
                run_apart(group_by, peer, labelled.wordings, vectors, labelled.intents, seed),
            )
            for seed in range(seeds if peer.random else 1)
        ]
    except ProcessError as error:
        return MethodScores(peer.title, error=str(error))
    return sorted(found, key=lambda one: one.ari or 0.0)[(len(found) - 1) // 2]


def score(method: str, labelled: Labelled, grouping: Grouping) -> MethodScores:
    """Return the scores of one grouping; a call without a text has a group of its own."""
    found = np.append(grouping.labels, _NO_TEXT)[labelled.rows]
    agreement = scores(labelled.gold.tolist(), found.tolist())
    return MethodScores(
        method=method,
        ari=agreement.ari,
        nmi=agreement.nmi,
        accuracy=agreement.accuracy,
        groups=len(np.unique(grouping.labels[grouping.labels != LEFT_OUT])),
        left_out=float(np.mean(found == LEFT_OUT)),
        seconds=round(grouping.seconds, 3),
        peak_rss_mb=grouping.peak_rss_mb,
    )


def judged(labelled: Labelled, grouping: Grouping) -> tuple[np.ndarray, np.ndarray]:
    """Return the confidence of each labelled wording, and whether it is right.

    Right is a wording whose true intent is the one that most wordings of its group have; the first
    in the alphabet where several have as many.

    Returns
    -------
    confidence : ndarray of shape (n_labelled_wordings,)
    right : ndarray of bool, of shape (n_labelled_wordings,)
    """
    gold = labelled.gold_of_wording
    rows = np.array(sorted(gold))
    held: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        held[grouping.labels[row]][gold[row]] += 1
    most = {
        label: min(counts, key=lambda name: (-counts[name], name)) for label, counts in held.items()
    }
    right = np.array([gold[row] == most[grouping.labels[row]] for row in rows])
    return np.asarray(grouping.confidence)[rows], right
