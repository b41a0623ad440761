"""Runs that processes which die add calls to: whatever happens, nothing may be lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import psutil
from flaky import Flaky, Rule
from small_file import write_calls

from intentlib.model import Run
from intentlib.store import latest_id, list_runs, open_run, verify

STAGES = [
    *("read", "normalise", "assign", "embed", "tone", "tree", "granularity", "decisions"),
    *("naming", "taxonomy", "themes", "quality", "layout", "publish"),
]
Ask = Callable[..., str]


@contextmanager
def victim(cache: Path, *runs: str) -> Iterator[Ask]:
    program = [sys.executable, str(Path(__file__).with_name("victim.py")), str(cache), *runs]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:

        def ask(**asked: Any) -> str:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        ask.pid = process.pid
        yield ask
        process.stdin.close()


class Ground:
    """Runs with one published run, and a second file that is to be added.

    Parameters
    ----------
    home
        Folder or fsspec URL of all copies of the runs.
    files
        Folder of the files.
    """

    def __init__(self, home: str, files: Path, ask: Ask) -> None:
        self.home, self.ask = home, ask
        self.monday = str(write_calls(files / "monday.csv"))
        self.tuesday = str(write_calls(files / "tuesday.csv", repeat=2))
        self.before = ask(runs=f"{home}/before", input=self.monday).split()[-1]
        undisturbed = self.fresh("undisturbed")
        ask(runs=undisturbed, input=self.tuesday)
        self.expected = open_run(undisturbed)
        assert self.expected.manifest.previous == self.before

    def fresh(self, name: str) -> str:
        """Return a copy of the runs before anything happened to them."""
        fs, home = fsspec.core.url_to_fs(self.home)
        fs.copy(f"{home}/before/", f"{home}/{name}/", recursive=True)
        return f"{self.home}/{name}"

    def survives(self, runs: str) -> None:
        """Assert that what is published is whole, and that adding again makes the same run."""
        assert_whole(runs)
        status = self.ask(runs=runs, input=self.tuesday).split()[0]
        assert status == "0"
        assert_whole(runs)
        assert_same(open_run(runs), self.expected)
        listed = list_runs(runs)
        assert len(listed) - listed["run_id"].eq(latest_id(runs)).sum() <= 2


def assert_whole(runs: str) -> None:
    listed = list_runs(runs)
    assert listed["published"].sum() == 1
    assert set(listed["status"]) == {"complete"}
    assert verify(runs) == []


def assert_same(found: Run, expected: Run) -> None:
    for name in ("calls", "wordings", "intents", "themes"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    columns = ["intent_id", "event", "from_ids", "to_ids", "calls_moved", "cause"]
    pd.testing.assert_frame_equal(found.lineage[columns], expected.lineage[columns])
    assert found.manifest.previous == expected.manifest.previous
    assert found.manifest.inputs[-1].sha256 == expected.manifest.inputs[-1].sha256


def files_of(folder: str) -> frozenset[tuple[str, int]]:
    """Return the names of the files in a folder, without what is random in them, and the sizes."""
    random = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}|[0-9a-f]{8}|tmp\w+")
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return frozenset(
        (random.sub("*", str(file.relative_to(folder))), file.stat().st_size) for file in files
    )


def killed_at_stages(ground: Ground) -> Iterator[str]:
    """Kill one process after the other, in the same runs: what they leave may not add up either.

    Gives the name of each stage once a process was killed as it began.
    """
    runs = ground.fresh("stages")
    for stage in STAGES:
        assert ground.ask(runs=runs, input=ground.tuesday, stage=stage) == "killed", stage
        assert latest_id(runs) == ground.before, stage
        yield stage
    ground.survives(runs)


def killed_at_touches(ground: Ground) -> Iterator[bool]:
    """Kill a process at its first touch of a file, another one at its second, up to the last.

    Gives each time whether its run was published.
    """
    met = set()
    for touch in range(1, 200):
        runs = ground.fresh(f"touch-{touch}")
        with tempfile.TemporaryDirectory() as cache:  # vectors are written too
            outcome = ground.ask(runs=runs, input=ground.tuesday, touch=touch, cache=cache)
            yield latest_id(runs) != ground.before
            if outcome != "killed":
                assert outcome.startswith("0 ")
                return
            left = files_of(runs) | files_of(cache)
        if left not in met:  # a touch that changed nothing leaves what the one before left
            ground.survives(runs)
        met.add(left)


def count_writes(ground: Ground, between: Flaky) -> int:
    """Return how many times a run writes to a bucket."""
    runs = ground.fresh("counted")
    between.rule = Rule(method="PUT")
    assert ground.ask(runs=runs, input=ground.tuesday).startswith("0 ")
    return between.seen


def killed_after_writes(
    ground: Ground, between: Flaky, pid: int, writes: Iterable[int]
) -> Iterator[bool]:
    """Kill processes once the store has what they wrote, before they hear of it.

    Parameters
    ----------
    ground
        In a bucket.
    between
        In front of it.
    pid
        The process whose children are killed.
    writes
        Numbers of writes, from 1.

    Returns
    -------
    iterator of bool
        Each time, whether the run was published.
    """
    program = psutil.Process(pid)
    for write in writes:
        runs = ground.fresh(f"write-{write}")

        def kill(number: int, last: int = write) -> None:
            if number == last:
                for child in program.children():
                    child.kill()

        between.rule = Rule(method="PUT", after=kill)
        outcome = ground.ask(runs=runs, input=ground.tuesday)
        between.rule = Rule()
        assert outcome == "killed"
        yield latest_id(runs) != ground.before
        ground.survives(runs)
