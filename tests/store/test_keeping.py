"""Old runs are removed or published again; what is published is never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_run import later, make_run, write

from intentlib.errors import OptionError, RunNotFoundError, StoreError
from intentlib.model import Run
from intentlib.store import latest_id, list_runs, open_run, prune, publish, restore, save


@pytest.fixture
def stored(runs: str) -> list[str]:
    """Five runs, the oldest first, each made after the one before; the last is published."""
    made: list[Run] = [make_run()]
    for _ in range(4):
        following = later(made[-1])
        known = replace(following.manifest, previous=made[-1].run_id)
        made.append(replace(following, manifest=known))
    for run in made:
        save(run, runs)
    publish(runs, made[-1].run_id)
    return [run.run_id for run in made]


def ids(runs: str) -> list[str]:
    return sorted(list_runs(runs)["run_id"])


def test_the_oldest_go_and_the_newest_stay(runs: str, stored: list[str]) -> None:
    assert prune(runs, 3, dry=True) == [stored[1], stored[0]]
    assert ids(runs) == stored
    assert prune(runs, 3) == [stored[1], stored[0]]
    assert ids(runs) == stored[2:]
    assert open_run(runs).run_id == stored[-1]
    assert prune(runs, 3) == []


def test_the_published_run_and_the_one_before_it_stay(runs: str, stored: list[str]) -> None:
    publish(runs, stored[1])
    assert prune(runs, 1) == [stored[3], stored[2]]
    assert ids(runs) == [stored[0], stored[1], stored[4]]
    assert latest_id(runs) == stored[1]


def test_other_folders_stay(runs: str, stored: list[str]) -> None:
    write(runs, "mine/manifest.json", b"{}")
    write(runs, f"{stored[0][:-6]}ffffff/calls.parquet", b"unfinished")
    prune(runs, 1)
    assert set(ids(runs)) == {"mine", *stored[3:]}


@pytest.mark.parametrize("keep", [0, -1])
def test_one_run_must_stay(runs: str, stored: list[str], keep: int) -> None:
    with pytest.raises(OptionError, match=str(keep)):
        prune(runs, keep)
    assert ids(runs) == stored


def test_an_old_run_is_published_again(runs: str, stored: list[str]) -> None:
    restore(runs, stored[1])
    assert open_run(runs).run_id == stored[1]


def test_a_damaged_run_is_not_published(runs: str, stored: list[str]) -> None:
    write(runs, f"{stored[1]}/tree.npy", b"other bytes")
    with pytest.raises(StoreError, match=r"tree\.npy: changed"):
        restore(runs, stored[1])
    with pytest.raises(RunNotFoundError):
        restore(runs, "20260101T000000Z-ffffff")
    assert latest_id(runs) == stored[-1]
