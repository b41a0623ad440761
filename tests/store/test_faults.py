"""Whatever happens to a process that adds calls: nothing is lost, and the next one finishes it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import psutil
import pytest
from flaky import Flaky, Rule
from small_file import write_calls

from intentlib.model import Run
from intentlib.store import latest_id, list_runs, open_run, verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs fork and limits"),
]

STAGES = [
    *("read", "normalise", "assign", "embed", "tone", "tree", "granularity", "decisions"),
    *("naming", "taxonomy", "themes", "quality", "layout", "publish"),
]
Ask = Callable[..., str]


@contextmanager
def victim(cache: Path) -> Iterator[Ask]:
    program = [sys.executable, str(Path(__file__).parents[1] / "victim.py"), str(cache)]
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


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    with victim(tmp_path_factory.mktemp("cache")) as ask:
        yield ask


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


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, ask: Ask) -> Ground:
    home = tmp_path_factory.mktemp("ground")
    return Ground(str(home), home, ask)


def test_killed_when_a_stage_begins(ground: Ground) -> None:
    """One process after the other, in the same runs: what they leave may not add up either."""
    runs = ground.fresh("stages")
    for stage in STAGES:
        assert ground.ask(runs=runs, input=ground.tuesday, stage=stage) == "killed", stage
        assert latest_id(runs) == ground.before, stage
    ground.survives(runs)


def test_killed_at_every_write(ground: Ground, tmp_path: Path) -> None:
    published, met = set(), set()
    for touch in range(1, 200):
        runs = ground.fresh(f"touch-{touch}")
        cache = str(tmp_path / f"{touch}")  # vectors are written too
        outcome = ground.ask(runs=runs, input=ground.tuesday, touch=touch, cache=cache)
        published.add(latest_id(runs) != ground.before)
        if outcome != "killed":
            break
        left = files_of(runs) | files_of(cache)
        if left not in met:  # a touch that changed nothing leaves what the one before left
            ground.survives(runs)
        met.add(left)
    assert outcome.startswith("0 ")
    assert touch > 20, "a run writes so often"
    assert published == {True, False}


@pytest.mark.parametrize("size", [0, 100, 4000])
def test_a_full_disk_is_told_and_leaves_nothing_behind(ground: Ground, size: int) -> None:
    runs = ground.fresh(f"full-{size}")
    before = sorted(path.name for path in Path(runs).iterdir())
    told = ground.ask(runs=runs, input=ground.tuesday, bytes=size)
    assert told.startswith("1 Error: ")
    assert "space" in told
    assert sorted(path.name for path in Path(runs).iterdir()) == before
    ground.survives(runs)


@contextmanager
def read_only(folder: str) -> Iterator[None]:
    """Let nobody write into a folder, not even root."""
    if os.geteuid():
        Path(folder).chmod(0o555)
        yield
        Path(folder).chmod(0o755)
        return
    bound = subprocess.run(["mount", "--bind", folder, folder], check=False)
    if bound.returncode:
        pytest.skip("root may not mount here, and may write anywhere")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_runs_that_cannot_be_written_are_told(ground: Ground) -> None:
    runs = ground.fresh("read-only")
    with read_only(runs):
        told = ground.ask(runs=runs, input=ground.tuesday)
    assert told.startswith("1 Error: the folder of runs can't be used")
    assert "permissions" in told
    ground.survives(runs)


def test_too_little_memory_is_told_with_what_to_do(ground: Ground, tmp_path: Path) -> None:
    runs = ground.fresh("memory")
    large = tmp_path / "large.csv"
    with large.open("w") as file:
        file.write("reason\n")
        file.writelines(f"Pay bill number {n} of many {'word ' * 20}\n" for n in range(200_000))
    told = ground.ask(runs=runs, input=str(large), memory=30)
    assert told.startswith("1 Error: "), told
    assert "memory" in told
    assert "more" in told
    ground.survives(runs)


def test_killed_after_every_write_to_a_bucket(bucket: str, between: Flaky, tmp_path: Path) -> None:
    with victim(tmp_path / "cache") as ask:
        program = psutil.Process(ask.pid)
        ground = Ground(f"s3://{bucket}/{uuid.uuid4().hex}", tmp_path, ask)
        published = set()
        for write in range(1, 50):
            runs = ground.fresh(f"write-{write}")

            def kill(number: int, last: int = write) -> None:
                if number == last:
                    for child in program.children():
                        child.kill()

            between.rule = Rule(method="PUT", after=kill)
            outcome = ask(runs=runs, input=ground.tuesday)
            between.rule = Rule()
            published.add(latest_id(runs) != ground.before)
            if outcome != "killed":
                break
            ground.survives(runs)
    assert outcome.startswith("0 ")
    assert write > 8, "a run has so many files"
    assert published == {True, False}
