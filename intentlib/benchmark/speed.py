"""What embedding costs beside sentence-transformers, and the tree as files grow."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from intentlib.benchmark.apart import run_apart
from intentlib.benchmark.grouping import embed_in_full, embed_ours, embed_plainly
from intentlib.benchmark.made import call_like, more_like
from intentlib.errors import InputError
from intentlib.granularity import recommend, ticks
from intentlib.meter import peak_rss_mb
from intentlib.model import Progress
from intentlib.normalise import to_wordings
from intentlib.read import read
from intentlib.tree import build, cut

SIZES = (10_000, 30_000, 100_000, 300_000)
LEAST = 50
"""Wordings that a file must have: fewer say nothing of speed."""
ROUNDS = 3
"""Times that embedding is measured, in turn with the other."""
_EMBEDDED = 3_000
_READINGS = 2
"""Of each wording, for its vector: bare and in context."""
_HEIGHTS = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class EmbeddingSpeed:
    """Throughput of embedding, the best of three rounds in turn with sentence-transformers.

    Parameters
    ----------
    wordings
        Distinct texts embedded in each round.
    ours, plain
        Wordings per second: ours, and by sentence-transformers' default ``encode``.
    cosine
        Mean cosine of our vectors to those that sentence-transformers makes of the same readings.
    """

    wordings: int
    ours: float
    plain: float
    cosine: float

    @property
    def ratio(self) -> float:
        """How many times as many wordings we embed in the same time."""
        return self.ours / self.plain

    @property
    def reading_ratio(self) -> float:
        """How many times as many texts we read in the same time: every wording is read twice."""
        return _READINGS * self.ratio


@dataclass(frozen=True)
class TreeCost:
    """What the tree of so many wordings costs.

    Parameters
    ----------
    seconds, cpu_seconds
        To build it.
    peak_rss_mb
        Of the process while it builds: the vectors, Python and its libraries included.
    cut_ms
        The slowest cut of several heights.
    ticks_seconds
        All ticks of the granularity slider.
    growth
        By what power of their number the seconds have grown since the size before; 1 is linear.
        Missing for the first.
    """

    wordings: int
    seconds: float
    cpu_seconds: float
    peak_rss_mb: float
    cut_ms: float
    ticks_seconds: float
    growth: float | None = None


@dataclass(frozen=True)
class Speed:
    """Both."""

    embedding: EmbeddingSpeed
    trees: list[TreeCost]


def measure_speed(
    file: str | None = None,
    *,
    text: str | None = None,
    sizes: Sequence[int] = SIZES,
    progress: Progress | None = None,
) -> Speed:
    """Return the costs of embedding and of trees, each measured in a process of its own.

    Parameters
    ----------
    file
        A file of calls, up to 3,000 wordings of which are embedded; made-up ones where ``None``.
        Larger sets are made from these, spread alike.
    text
        Its column of intent texts; found where ``None``.
    sizes
        Numbers of wordings, in ascending order.

    Raises
    ------
    UserError
        If the file can't be used.
    """
    wordings = _drawn(_wordings(file, text) if file else call_like())
    steps = 2 * ROUNDS + 1 + len(sizes)

    def tell(stage: str, step: int) -> None:
        if progress:
            progress(stage, step, steps)

    with tempfile.TemporaryDirectory(prefix="intentlib-") as name:
        folder = Path(name)
        vectors, scratch = folder / "vectors.npy", folder / "scratch.npy"
        ours, plain = [], []
        for turn in range(ROUNDS):
            tell("our vectors", 2 * turn)
            ours.append(run_apart(embed_ours, wordings, vectors, folder / f"cache{turn}"))
            tell("plain vectors", 2 * turn + 1)
            plain.append(run_apart(embed_plainly, wordings, scratch))
        n = len(wordings)
        tell("our vectors in full precision", 2 * ROUNDS)
        run_apart(embed_in_full, wordings, scratch)
        base = np.load(vectors)
        cosine = float((base * np.load(scratch)).sum(axis=1).mean())
        embedding = EmbeddingSpeed(
            n, round(n / min(ours), 1), round(n / min(plain), 1), round(cosine, 6)
        )
        trees: list[TreeCost] = []
        for step, size in enumerate(sizes, start=2 * ROUNDS + 1):
            tell(f"tree of {size:,} wordings", step)
            said, made = more_like(wordings, base, size)
            np.save(scratch, made)
            del made
            trees.append(run_apart(grow, scratch, said, trees[-1] if trees else None))
    return Speed(embedding, trees)


def grow(path: Path, texts: Sequence[str], before: TreeCost | None) -> TreeCost:
    """Return what the tree over some wordings costs, their vectors in a ``.npy`` file."""
    vectors = np.load(path)
    start, cpu = perf_counter(), process_time()
    tree = build(vectors, texts)
    seconds, cpu = perf_counter() - start, process_time() - cpu
    peak = peak_rss_mb()
    cuts = []
    for height in _HEIGHTS:
        start = perf_counter()
        cut(tree, float(height))
        cuts.append(perf_counter() - start)
    recommended = recommend(tree)
    labels = cut(tree, recommended.height)
    start = perf_counter()
    ticks(tree, np.ones(len(vectors)), labels, recommended)
    slider = perf_counter() - start
    return TreeCost(
        wordings=len(vectors),
        seconds=round(seconds, 3),
        cpu_seconds=round(cpu, 3),
        peak_rss_mb=peak,
        cut_ms=round(1000 * max(cuts), 2),
        ticks_seconds=round(slider, 3),
        growth=_growth(before, len(vectors), seconds) if before else None,
    )


def _growth(before: TreeCost, wordings: int, seconds: float) -> float:
    return round(log(seconds / before.seconds) / log(wordings / before.wordings), 3)


def _wordings(file: str, text: str | None) -> list[str]:
    found: list[str] = to_wordings(read(file, text=text).calls).wordings["key"].tolist()
    if len(found) < LEAST:
        raise InputError(
            "there are too few wordings to say anything of speed",
            value=len(found),
            where=file,
            do=f"Give a file with at least {LEAST}, or none for made-up ones",
        )
    return found


def _drawn(wordings: Sequence[str]) -> list[str]:
    rows = np.random.default_rng(0).permutation(len(wordings))[:_EMBEDDED]
    return [wordings[row] for row in np.sort(rows)]
