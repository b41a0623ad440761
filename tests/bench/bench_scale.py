"""What runs of many calls cost: the same, again, by their number, and by workers of Dask.

    python tests/bench/bench_scale.py [CALLS]

Makes a sample of so many calls (10,000,000 where none is given) of 100,000 wordings, runs it, adds
a file of 1 % as many calls of new wordings, groups ten times as many rows, runs samples of equal
wordings up to that size, and embeds with two workers of Dask beside one process. Everything runs in
a process of its own, on as many cores as it finds, in a folder of the system's that is gone
afterwards: about 3 GB for 10,000,000 calls.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from intentlib.benchmark.apart import run_apart
from intentlib.benchmark.made import call_like
from intentlib.embed import open_embedder
from intentlib.meter import peak_rss_mb
from intentlib.model import DEFAULT_MODEL
from intentlib.scale.counting import count_texts
from intentlib.scale.spread import SpreadEmbedder
from intentlib.scale.workers import DaskWorkers
from intentlib.store import open_run

ROOT = Path(__file__).parents[2]
CALLS, WORDINGS, EQUAL_WORDINGS = 10_000_000, 100_000, 2_000
NEW = 100
"""The file that is added has one call in so many, of one new wording in so many."""
_ROWS = ("read", "normalise", "assign")
_EMBEDDED = 4_096


def main() -> None:
    """Measure and print."""
    calls = int(sys.argv[1]) if sys.argv[1:] else CALLS
    wordings = max(WORDINGS * calls // CALLS, NEW)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="intentlib-") as name:
        home = Path(name)
        cold = run(sample(home, calls, wordings), home)
        files = stored_files(cold)
        warm = run(added(home, calls // NEW, max(wordings // NEW, 1)), home, "--add")
        show("Cold", cold)
        show("Again with 1 % new calls and wordings", warm)
        share = warm["seconds"] / cold["seconds"]
        print(f"{'':44}{share:10.1%} of the cold seconds")
        rows, seconds, peak = run_apart(group, files * NEW, 10 * calls, str(home))
        print(f"{f'Group {rows:,} rows':44}{seconds:10.1f} s{peak:10,.0f} MB")
        print(f"\n{'Calls':>14}{'wordings':>10}{'seconds':>10}{'µs a call':>11}{'of rows':>10}")
        for size in (calls // 100, calls // 10, calls):
            one = run(sample(home, size, EQUAL_WORDINGS), home, "--runs", str(home / str(size)))
            of_rows = sum(stages(one)[stage] for stage in _ROWS)
            print(
                f"{size:14,}{one['wordings']:10,}{one['seconds']:10.1f}"
                f"{1e6 * one['seconds'] / size:11.1f}{1e6 * of_rows / size:10.1f}"
            )
    texts = [f"{text} {place}" for place, text in enumerate(call_like() * 3)][:_EMBEDDED]
    serial, dask = (run_apart(embed, texts, workers) for workers in (0, 2))
    same = "the same" if np.array_equal(serial[0], dask[0]) else "OTHER"
    print(
        f"\nEmbed {len(texts):,} texts: one process {serial[1]:.1f} s, two workers of Dask "
        f"{dask[1]:.1f} s, {serial[1] / dask[1]:.2f} times as fast; vectors are {same}"
    )


def sample(home: Path, calls: int, wordings: int, seed: int = 7) -> Path:
    """Return a file of made-up calls."""
    out = home / f"{calls}-{wordings}.parquet"
    options = ["--calls", calls, "--wordings", wordings, "--seed", seed, "--out", out]
    script = ROOT / "data" / "make_sample.py"
    subprocess.run(
        [sys.executable, script, *map(str, options)], check=True, stdout=subprocess.DEVNULL
    )
    return out


def added(home: Path, calls: int, wordings: int) -> Path:
    """Return a file of calls that no other has: they have no ids, so each is a call of its own."""
    file = sample(home, calls, wordings, seed=8)
    pd.read_parquet(file).drop(columns="call_id").to_parquet(file)
    return file


def run(file: Path, home: Path, *options: str) -> dict[str, Any]:
    """Return what ``intentlib run --json`` says, with a cache of this benchmark's own."""
    given = ["--runs", str(home / "runs"), "--cache", str(home / "cache"), *options, "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "intentlib", "run", str(file), *given],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def stages(told: dict[str, Any]) -> dict[str, float]:
    """Return the seconds of each stage of a run."""
    path = Path(told["path"])
    return dict(open_run(str(path.parent), path.name).manifest.seconds)


def stored_files(told: dict[str, Any]) -> list[str]:
    """Return the files of a run's calls."""
    path = Path(told["path"])
    calls = open_run(str(path.parent), path.name).stored_calls
    return calls.files() if calls else []


def group(files: Sequence[str], rows: int, spill: str) -> tuple[int, float, float]:
    """Return rows, seconds and peak MB of grouping the texts of files, up to so many rows."""
    import pyarrow.parquet as pq

    taken, total = [], 0
    for file in files:
        if total < rows:
            taken.append(file)
            total += pq.read_metadata(file).num_rows
    start = perf_counter()
    count_texts(taken, spill)
    return total, perf_counter() - start, peak_rss_mb()


def embed(texts: Sequence[str], workers: int) -> tuple[np.ndarray, float]:
    """Return vectors and seconds, by this process or by workers of Dask, once all have a model."""
    if not workers:
        embedder = open_embedder(DEFAULT_MODEL)
        embedder.embed(texts[:1])
        start = perf_counter()
        return embedder.embed(texts), perf_counter() - start
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        spread = SpreadEmbedder(DEFAULT_MODEL, DaskWorkers(client))
        spread.embed(list(texts[:1]) * 1024)
        start = perf_counter()
        return spread.embed(texts), perf_counter() - start


def show(name: str, told: dict[str, Any]) -> None:
    """Print what a run cost, and its longest stages."""
    seconds = stages(told)
    longest = sorted(seconds, key=lambda stage: -seconds[stage])[:5]
    parts = ", ".join(f"{stage} {seconds[stage] / told['seconds']:.0%}" for stage in longest)
    sizes = f"{told['calls']:,} calls, {told['wordings']:,} wordings"
    print(f"{name:44}{told['seconds']:10.1f} s{told['peak_rss_mb']:10,.0f} MB   {sizes}: {parts}")


if __name__ == "__main__":
    main()
