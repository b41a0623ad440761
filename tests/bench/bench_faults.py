"""Kills processes that add calls, at every stage and every write, and counts what is lost.

``python tests/bench/bench_faults.py``. After each kill, what is published must be whole, and adding
again must make the run that an undisturbed process makes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flaky import flaky
from killing import (
    Ground,
    count_writes,
    killed_after_writes,
    killed_at_stages,
    killed_at_touches,
    victim,
)
from s3 import BUCKET, s3_server


def main() -> None:
    """Try every fault, and print a line for each kind."""
    print(f"{'fault':<40} {'tried':>5} {'lost':>5}")
    with on_disk() as ground:
        show("killed when a stage begins", killed_at_stages(ground))
        show("killed at a touch of a file", killed_at_touches(ground))
    with in_bucket() as tries:
        show("killed after a write to a bucket", tries)


def show(fault: str, tries: Iterator[object]) -> None:
    """Print how often a fault was tried until something was lost, if ever."""
    tried = lost = 0
    try:
        for _ in tries:
            tried += 1
    except AssertionError as error:
        print(error, file=sys.stderr)
        lost = 1
    print(f"{fault:<40} {tried:>5} {lost:>5}", flush=True)


@contextmanager
def on_disk() -> Iterator[Ground]:
    """Give runs on this machine's disk."""
    with tempfile.TemporaryDirectory() as home, victim(Path(home, "cache")) as ask:
        yield Ground(home, Path(home), ask)


@contextmanager
def in_bucket() -> Iterator[Iterator[object]]:
    """Give the tries with runs in a bucket."""
    with s3_server() as environment, flaky(environment["AWS_ENDPOINT_URL"]) as between:
        os.environ.update(environment, AWS_ENDPOINT_URL=between.address)
        runs = f"s3://{BUCKET}/faults"
        with (
            tempfile.TemporaryDirectory() as files,
            victim(Path(files, "cache"), runs) as ask,
        ):
            ground = Ground(runs, Path(files), ask)
            writes = range(1, count_writes(ground, between) + 1)
            yield killed_after_writes(ground, between, ask.pid, writes)


if __name__ == "__main__":
    main()
