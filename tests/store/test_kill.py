"""A process that saves and publishes may die at any moment: ``latest`` goes on opening."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sample_run import make_run

from intentlib.store import latest_id, list_runs, open_run, publish, save, verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@contextmanager
def saver(runs: str) -> Iterator[Callable[[str], str]]:
    program = [sys.executable, str(Path(__file__).with_name("saver.py")), runs]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def ask(command: str) -> str:
            process.stdin.write(command + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()


def assert_whole(runs: str) -> None:
    """Assert that every run that shows is complete, the published one included."""
    listed = list_runs(runs)
    assert listed["published"].sum() == 1
    assert set(listed["status"]) == {"complete"}
    assert open_run(runs).run_id == listed.loc[listed["published"], "run_id"].item()
    for run_id in listed["run_id"]:
        assert verify(runs, run_id) == []


def test_killed_at_every_touch_of_a_file(tmp_path: Path) -> None:
    runs = str(tmp_path / "runs")
    first = save(make_run(), runs).run_id
    publish(runs, first)
    seen = set()
    with saver(runs) as ask:
        for last in range(1, 500):
            before = latest_id(runs)
            outcome = ask(f"at {last}")
            assert outcome in {"killed", "done"}
            seen.add(latest_id(runs) == before)
            if outcome == "done":
                break
    assert outcome == "done", "a save touches more files than was tried"
    assert last > 15, "a save must have been killed at each of its files"
    assert seen == {True, False}, "some kills come before the swap, some after"
    assert_whole(runs)


def test_killed_at_any_time(runs: str) -> None:
    publish(runs, save(make_run(), runs).run_id)
    with saver(runs) as ask:
        for seconds in (0.05, 0.11, 0.23, 0.31, 0.47, 0.71):
            assert ask(f"after {seconds}") == "killed"
            open_run(runs)
    assert_whole(runs)


def test_many_savers_at_once(runs: str) -> None:
    with saver(runs) as ask:
        assert ask("together 3") == "done"
    assert len(list_runs(runs)) == 3
    assert_whole(runs)


def test_of_runs_made_after_the_same_one_a_single_one_is_published(
    runs: str, request: pytest.FixtureRequest
) -> None:
    if runs.startswith("s3:"):
        request.getfixturevalue("between")  # writes come one after the other there
    with saver(runs) as ask:
        assert [ask("race 4") for _ in range(3)] == ["1", "1", "1"]
    assert len(list_runs(runs)) == 12
    assert_whole(runs)


def test_a_process_killed_while_it_publishes_holds_up_nobody(tmp_path: Path) -> None:
    runs = str(tmp_path / "runs")
    publish(runs, save(make_run(), runs).run_id)
    holder = (
        "import filelock, os, sys\n"
        "filelock.FileLock(sys.argv[1]).acquire()\n"
        "os.kill(os.getpid(), 9)"
    )
    program = [sys.executable, "-c", holder, f"{runs}/.latest.json.lock"]
    assert subprocess.run(program, check=False).returncode == -9
    last = save(make_run(), runs).run_id
    publish(runs, last)
    assert latest_id(runs) == last
