"""Whatever happens to a process that adds calls: nothing is lost, and the next one finishes it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flaky import Flaky
from killing import (
    STAGES,
    Ask,
    Ground,
    count_writes,
    killed_after_writes,
    killed_at_stages,
    killed_at_touches,
    victim,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs fork and limits"),
]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    with victim(tmp_path_factory.mktemp("cache")) as ask:
        yield ask


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, ask: Ask) -> Ground:
    home = tmp_path_factory.mktemp("ground")
    return Ground(str(home), home, ask)


def test_killed_when_a_stage_begins(ground: Ground) -> None:
    assert list(killed_at_stages(ground)) == STAGES


def test_killed_at_every_write(ground: Ground) -> None:
    published = list(killed_at_touches(ground))
    assert len(published) > 20, "a run writes so often"
    assert set(published) == {True, False}


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
    told = ground.ask(runs=runs, input=str(large), memory=10)
    assert told.startswith("1 Error: "), told
    assert "memory" in told
    assert "more" in told
    ground.survives(runs)


def test_killed_after_writes_to_a_bucket(bucket: str, between: Flaky, tmp_path: Path) -> None:
    """The first, one in the middle, and the last ones; ``bench_faults.py`` takes all of them."""
    home = f"s3://{bucket}/{uuid.uuid4().hex}"
    with victim(tmp_path / "cache", home) as ask:
        ground = Ground(home, tmp_path, ask)
        last = count_writes(ground, between)
        assert last > 8, "a run has so many files"
        writes = [1, last // 2, last - 1, last]
        published = killed_after_writes(ground, between, ask.pid, writes)
        assert list(published) == [False, False, False, True]
