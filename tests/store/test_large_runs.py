"""Calls of many files in a bucket become a run in it, out of core."""

from __future__ import annotations

import uuid
from dataclasses import replace

import fsspec
import pandas as pd
import pytest
from small_file import small_config
from ways import collect, few_are_many, same, staged

from intentlib.pipeline import run
from intentlib.scale.workers import ThisProcess
from intentlib.store import open_run, verify


class Elsewhere(ThisProcess):
    """Works in this process, but shares nothing with it but the place of the runs."""

    apart = True


@pytest.fixture
def config(bucket, tmp_path):
    """Return how to run the small file as three files in a bucket."""
    own = small_config(tmp_path)
    home = f"s3://{bucket}/{uuid.uuid4().hex}"
    rows = pd.read_csv(own.input)
    for place in range(3):
        with fsspec.open(f"{home}/calls/{place}.parquet", "wb") as file:
            rows[place::3].to_parquet(file)
    return replace(own, input=f"{home}/calls/*.parquet", runs=f"{home}/runs")


def test_a_pattern_of_files_in_a_bucket_becomes_a_run_in_it(config):
    with few_are_many(rows=8):
        first = run(config)
        again = run(replace(config, add=True))
    assert again.run_id == first.run_id
    assert [each.name for each in first.manifest.inputs] == [
        config.input.replace("*", str(place)) for place in range(3)
    ]
    opened = open_run(config.runs)
    pd.testing.assert_frame_equal(opened.calls, first.calls)
    assert len(opened.calls) == opened.manifest.counts["calls"] > 8
    assert verify(config.runs) == []
    fs, root = fsspec.core.url_to_fs(config.runs)
    assert not [path for path in fs.find(root) if "scratch" in path]


def test_workers_elsewhere_share_their_files_in_the_bucket(config, tmp_path):
    local = replace(config, runs=str(tmp_path / "local"))
    with few_are_many(rows=8):
        first = run(replace(config, input=config.input.replace("*", "0")))
        found = collect(config, first, Elsewhere())
    same(staged(local, first), found)
    assert found.grown
