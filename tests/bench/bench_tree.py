"""What the merge tree costs as files grow, and what its short cuts lose, as two tables.

    python tests/bench/bench_tree.py LABELLED.csv [--sizes 10000 30000 100000 300000]

The file has a column ``intent`` and a column ``gold``. Larger files are made from its vectors:
each further wording lies between one of the file's and a neighbour of that, and a little aside.
Every size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from fit_convention import Labelled, load
from sklearn.metrics import adjusted_rand_score

from intentlib.granularity import recommend, ticks
from intentlib.meter import peak_rss_mb
from intentlib.tree import build, cut, cut_to, neighbours, ward

SIZES = (10_000, 30_000, 100_000, 300_000)
HEIGHTS = np.linspace(0, 1, 11)
ASIDE = 0.5
"""Length of the random part of a made wording, against 1 for what it shares with the file's."""
BLOCK = 10_000


@dataclass(frozen=True)
class Cost:
    """What one size costs.

    Parameters
    ----------
    seconds, cpu_seconds
        To build the tree.
    peak_rss_mb
        Of the process while it builds: the vectors, Python and its libraries included.
    cut_ms
        The slowest cut of several heights.
    ticks_seconds
        All ticks of the granularity slider.
    """

    wordings: int
    seconds: float
    cpu_seconds: float
    peak_rss_mb: float
    cut_ms: float
    ticks_seconds: float


def more_like(
    texts: Sequence[str], vectors: np.ndarray, n: int, seed: int = 0
) -> tuple[list[str], np.ndarray]:
    """Return ``n`` texts and unit vectors: the given ones, then others spread like them."""
    rng = np.random.default_rng(seed)
    near, _ = neighbours.nearest(neighbours.compress(vectors))
    made = np.empty((n, vectors.shape[1]), np.float32)
    kept = np.sort(rng.permutation(len(vectors))[:n])
    made[: len(kept)] = vectors[kept]
    said = [texts[row] for row in kept]
    for start in range(len(kept), n, BLOCK):
        many = min(BLOCK, n - start)
        one = rng.integers(0, len(vectors), many)
        other = near[one, rng.integers(0, near.shape[1], many)]
        pairs = ((texts[a], texts[b]) for a, b in zip(one, other, strict=True))
        said += [f"{text} {like[len(like) // 2 :]}" for text, like in pairs]
        part = rng.uniform(0, 0.5, (many, 1))
        between = neighbours.unit((1 - part) * vectors[one] + part * vectors[other])
        aside = neighbours.unit(rng.normal(size=between.shape))
        made[start : start + many] = neighbours.unit(between + ASIDE * aside)
    return said, made


def measure(path: Path, texts: Sequence[str]) -> Cost:
    """Return what some wordings cost, their vectors in a ``.npy`` file."""
    vectors = np.load(path)
    start, cpu = time.perf_counter(), time.process_time()
    tree = build(vectors, texts)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = peak_rss_mb()
    cuts = []
    for height in HEIGHTS:
        start = time.perf_counter()
        cut(tree, float(height))
        cuts.append(time.perf_counter() - start)
    recommended = recommend(tree)
    labels = cut(tree, recommended.height)
    start = time.perf_counter()
    ticks(tree, np.ones(len(vectors)), labels, recommended)
    took = time.perf_counter() - start
    return Cost(len(vectors), seconds, cpu, peak, 1000 * max(cuts), took)


def costs(texts: Sequence[str], vectors: np.ndarray, sizes: Sequence[int]) -> pd.DataFrame:
    """Return one row per size; each is measured in a fresh process, so that its peak is its own."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npy"
        for size in sizes:
            said, made = more_like(texts, vectors, size)
            np.save(path, made)
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                rows.append(process.submit(measure, path, said).result())
    return pd.DataFrame(rows)


@contextmanager
def no_short_cuts(n: int) -> Iterator[None]:
    """Compare all ``n`` wordings with each other, and merge them one by one."""
    with patch.object(neighbours, "_PARTS_SEEN", n), patch.object(ward, "_ONE_BY_ONE", n):
        yield


def agreement(labelled: Labelled) -> pd.DataFrame:
    """Return how well the shipped tree and the exact one agree with the labels of a file."""
    gold = np.repeat(labelled.gold, labelled.calls)
    rows = []
    for name in ("shipped", "exact"):
        start = time.process_time()
        if name == "exact":
            with no_short_cuts(len(labelled.gold)):
                tree = build(labelled.vectors, labelled.texts)
        else:
            tree = build(labelled.vectors, labelled.texts)
        took = time.process_time() - start
        found = cut(tree, recommend(tree).height)
        true = cut_to(tree, len(set(labelled.gold)))
        aris = [adjusted_rand_score(gold, np.repeat(one, labelled.calls)) for one in (found, true)]
        rows.append((name, len(found), found.max() + 1, aris[0], true.max() + 1, aris[1], took))
    columns = ["tree", "wordings", "intents", "ari", "true", "ari_at_true", "cpu_seconds"]
    return pd.DataFrame(rows, columns=columns)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    given = parser.parse_args()
    labelled = load(given.labelled)
    print(agreement(labelled).to_string(index=False, float_format="%.4f"))
    table = costs(labelled.texts, labelled.vectors, given.sizes)
    per = 1e6 * table["cpu_seconds"] / table["wordings"]
    print(table.assign(cpu_us_per_wording=per).to_string(index=False, float_format="%.1f"))


if __name__ == "__main__":
    main()
