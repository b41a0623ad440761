"""Calls that are added to those of a stored run, out of core as in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_file import small_config
from ways import few_are_many, held, same, staged

from intentlib.model import RunConfig
from intentlib.pipeline import recut, run
from intentlib.store import open_run, verify


def file_of(path, rows, columns=("id", "reason", "started")):
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return str(path)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    home = tmp_path_factory.mktemp("adding")
    rows = [
        (f"c{n}", "Pay my bill" if n % 2 else "Internet is down", "2026-01-05") for n in range(8)
    ]
    file = file_of(home / "a.csv", rows)
    return RunConfig(file, str(home / "runs"), granularity=2, cache=str(home / "cache"))


@pytest.fixture(scope="module", params=["held", "staged"])
def before(request, config):
    """A stored run of eight calls, in one file or in parts."""
    own = replace(config, runs=f"{config.runs}-{request.param}")
    if request.param == "held":
        run(own)
    else:
        with few_are_many():
            run(own)
    return open_run(own.runs)


def test_overlapping_calls_count_once_and_new_ones_follow(config, before, tmp_path):
    rows = [("c6", "Pay my bill", "2026-01-05"), ("c9", "Lost SIM card", "2025-12-31")]
    own = replace(config, input=file_of(tmp_path / "b.csv", rows), runs=str(tmp_path / "runs"))
    one, other = held(own, before), staged(own, before)
    same(one, other)
    assert [(each.calls, each.known) for each in other.inputs] == [(8, 0), (1, 1)]
    assert other.calls["call_id"].tolist() == [f"c{n}" for n in [*range(8), 9]]


def test_files_without_ids_and_with_other_columns_are_added(config, before, tmp_path):
    rows = [("Pay my bill", "2026-02-01", "care")] * 2
    file = file_of(tmp_path / "b.csv", rows, ("reason", "started", "queue"))
    own = replace(config, input=file, runs=str(tmp_path / "runs"))
    one, other = held(own, before), staged(own, before)
    same(one, other)
    assert other.calls["queue"].tolist()[8:] == ["care"] * 2
    assert other.calls["queue"].isna().sum() == 8


def test_a_known_file_adds_nothing_and_need_not_be_read(config, before, tmp_path):
    copy = tmp_path / "copy.csv"
    copy.write_bytes(Path(config.input).read_bytes())
    own = replace(config, input=str(copy), runs=str(tmp_path / "runs"))
    found = staged(own, before)
    same(held(own, before), found)
    assert not found.grown


def test_of_the_files_of_a_folder_each_call_counts_once(config, tmp_path):
    calls = tmp_path / "calls"
    calls.mkdir()
    file_of(calls / "1.csv", [("a", "Pay", "2026-01-01"), ("b", "Pay", "2026-01-01")])
    file_of(calls / "2.csv", [("b", "Call", "2026-01-01"), ("c", "Call", "2026-01-01")])
    (calls / "3.csv").write_bytes((calls / "1.csv").read_bytes())
    found = staged(replace(config, input=str(calls), runs=str(tmp_path / "runs")))
    assert found.calls["call_id"].tolist() == ["a", "b", "c"]
    assert found.calls["text"].tolist() == ["Pay", "Pay", "Call"]
    assert [(each.calls, each.known) for each in found.inputs] == [(2, 0), (1, 1)]


def test_parts_that_stay_as_they_are_are_not_written_again(config, tmp_path):
    own = replace(config, runs=str(tmp_path / "runs"), add=True)
    with few_are_many():
        first = run(own)
        again = run(own)
        assert again.run_id == first.run_id
        new = file_of(tmp_path / "b.csv", [("c9", "Pay my bill", "2026-02-01")])
        both = run(replace(own, input=new))
        other = run(replace(own, input=new, skip_rules=("case",), granularity=None))
        coarse = recut(open_run(own.runs), 1.0, own.runs)
    parts = [f"calls.parquet/part-{part:05}.parquet" for part in range(4)]
    hashes = [[each.manifest.hashes.get(part) for part in parts] for each in (first, both, other)]
    assert hashes[0][:3] == hashes[1][:3]
    assert hashes[0][3] is None is not hashes[1][3]
    assert set(hashes[1]).isdisjoint(hashes[2])
    assert (len(both.calls), both.manifest.counts["calls"]) == (9, 9)
    assert coarse.stored_calls is not None
    for each in (first, both, other, coarse):
        assert verify(own.runs, each.run_id) == []
    assert [path for path in Path(own.runs).iterdir() if "scratch" in path.name] == []


def test_a_run_out_of_core_is_the_run_in_memory(tmp_path):
    config = small_config(tmp_path)
    one = run(config)
    with few_are_many():
        other = run(replace(config, runs=str(tmp_path / "others")))
    pd.testing.assert_frame_equal(one.calls, other.calls)
    ids = ["intent_id", "found_id"]
    for name in ("wordings", "intents", "themes"):
        frames = [getattr(each, name).drop(columns=ids, errors="ignore") for each in (one, other)]
        pd.testing.assert_frame_equal(*frames)
    assert one.manifest.counts == other.manifest.counts
    assert one.manifest.hashes["config"] == other.manifest.hashes["config"]
    assert (one.tree.linkage == other.tree.linkage).all()
    assert (one.vectors == other.vectors).all()
