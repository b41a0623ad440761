"""Workers of a Dask cluster do what this process would, even if one of them is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_file import CALLS, small_config
from ways import collect, few_are_many, same, staged

from intentlib.embed import open_embedder
from intentlib.errors import InputError, ModelError, OptionError, ProcessError
from intentlib.model import DEFAULT_MODEL, RunConfig
from intentlib.pipeline import run
from intentlib.scale import embedder_for, open_workers
from intentlib.scale.spread import _embed
from intentlib.scale.workers import DaskWorkers, ThisProcess
from intentlib.store import verify

distributed = pytest.importorskip("distributed", reason="needs the extra intentlib[dask]")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[distributed.LocalCluster]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        local_directory=tmp_path_factory.mktemp("dask"),
    ) as opened:
        yield opened


class Harassed:
    """Workers of whom one is killed each time that they are given work."""

    apart = True

    def __init__(self, cluster: distributed.LocalCluster, client: distributed.Client) -> None:
        self._cluster, self._workers = cluster, DaskWorkers(client)
        self.killed = 0

    def _victim(self) -> int:
        """Return the process of a worker that has come up: an earlier death is final in Dask."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for nanny in self._cluster.workers.values():
                if nanny.process.status == distributed.Status.running:
                    return nanny.pid
            time.sleep(0.05)
        raise AssertionError("no worker has come up")

    def map(self, work, items, progress=None):
        victim = self._victim()
        self.killed += 1
        threading.Timer(0.05, os.kill, (victim, signal.SIGKILL)).start()
        return self._workers.map(partial(_slowly, work=work), items, progress)


def _slowly(item, work=lambda item: item):
    time.sleep(0.1)
    return work(item)


def _die(item):
    time.sleep(0.5)  # one that dies as it starts isn't started again
    os.kill(os.getpid(), signal.SIGKILL)


def parts(folder, rows):
    """Write three files of calls, and return the folder that they are in."""
    calls = folder / "calls"
    calls.mkdir()
    for place in range(3):
        rows[place::3].to_csv(calls / f"{place}.csv", index=False)
    return str(calls)


def rows():
    texts = [text for texts in CALLS.values() for text in texts]
    return pd.DataFrame(
        {
            "id": [f"c{n}" for n in range(60)],
            "reason": [texts[n % len(texts)] for n in range(60)],
            "started": [f"03/{1 + n % 28}/2026" for n in range(60)],
        }
    )


def test_serial_duckdb_and_dask_give_the_same_run(cluster, tmp_path):
    config = small_config(tmp_path)
    runs = [run(config)]
    with few_are_many():
        runs.append(run(replace(config, runs=str(tmp_path / "staged"))))
        address = cluster.scheduler_address
        own = replace(config, runs=str(tmp_path / "dask"), cache=str(tmp_path / "c"), dask=address)
        runs.append(run(own))
    for other in runs[1:]:
        pd.testing.assert_frame_equal(other.calls, runs[0].calls)
        for name in ("wordings", "intents", "themes"):
            one, two = (
                getattr(each, name).drop(columns=["intent_id", "found_id"], errors="ignore")
                for each in (runs[0], other)
            )
            pd.testing.assert_frame_equal(one, two)
        np.testing.assert_array_equal(other.vectors, runs[0].vectors)
        np.testing.assert_array_equal(other.tree.linkage, runs[0].tree.linkage)
        assert other.manifest.hashes["config"] == runs[0].manifest.hashes["config"]
        assert verify(other.manifest.config["runs"], other.run_id) == []
    left = [path.name for path in Path(own.runs).iterdir() if "scratch" in path.name]
    assert left == []


def test_a_worker_that_is_killed_costs_no_call(cluster, tmp_path):
    config = RunConfig(parts(tmp_path, rows()), runs=str(tmp_path / "runs"))
    with distributed.Client(cluster, set_as_default=False) as client, few_are_many(rows=12):
        workers = Harassed(cluster, client)
        found = collect(config, workers=workers)
        assert workers.killed > 3
    same(staged(config), found)
    assert len(found.calls) == 60


def test_what_costs_worker_after_worker_is_an_error(cluster):
    with distributed.Client(cluster, set_as_default=False) as client:
        with pytest.raises(ProcessError, match="workers of Dask were lost"):
            DaskWorkers(client).map(_die, [1])
        assert DaskWorkers(client).map(abs, [-1, 2]) == [1, 2]


def test_a_cluster_that_loses_its_last_worker_is_an_error(tmp_path):
    with (
        distributed.LocalCluster(
            n_workers=1,
            processes=False,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            local_directory=tmp_path,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        assert DaskWorkers(client, patience=0.2).map(_slowly, range(5)) == [*range(5)]
        threading.Timer(0.5, cluster.scale, [0]).start()
        with pytest.raises(ProcessError, match="workers of Dask were lost"):
            DaskWorkers(client, patience=2).map(_slowly, range(100))


def test_errors_of_workers_are_told_as_here(cluster, tmp_path):
    config = RunConfig(parts(tmp_path, rows().assign(id="c1")), runs=str(tmp_path / "runs"))
    Path(config.input, "1.csv").write_text('reason,id,started\n"a,b\n')
    told = []
    with distributed.Client(cluster, set_as_default=False) as client:
        for workers in (ThisProcess(), DaskWorkers(client)):
            with pytest.raises(InputError) as error:
                collect(replace(config, text="reason"), workers=workers)
            told.append(str(error.value))
    assert told[0] == told[1]
    assert "1.csv" in told[0]


def test_vectors_of_workers_are_those_of_this_process(cluster):
    texts = [f"pay bill number {n}" for n in range(300)]
    steps = []
    with distributed.Client(cluster, set_as_default=False) as client:
        spread = embedder_for(DEFAULT_MODEL, DaskWorkers(client))
        found = spread.embed(texts, lambda *step: steps.append(step))
    here = open_embedder(DEFAULT_MODEL)
    assert (spread.name, spread.fingerprint) == (here.name, here.fingerprint)
    np.testing.assert_array_equal(found, here.embed(texts))
    assert [step[1:] for step in steps] == [(256, 300), (300, 300)]


def test_a_worker_with_another_model_is_refused():
    with pytest.raises(ModelError, match="another model"):
        _embed(["pay"], DEFAULT_MODEL, "of another one")


def test_without_a_cluster_this_process_works():
    with open_workers(None) as workers:
        steps = []
        assert workers.map(abs, [-1, 2], lambda *step: steps.append(step)) == [1, 2]
        assert steps == [("map", 1, 2), ("map", 2, 2)]


@pytest.mark.parametrize("address", ["nowhere", "s3://bucket"])
def test_an_address_that_leads_nowhere_is_told(address):
    message = r"scheduler of Dask can't be reached.*tcp://scheduler"
    with pytest.raises(OptionError, match=message), open_workers(address):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OptionError, match=r"intentlib\[dask\]"), open_workers("local"):
        pass


def test_workers_read_no_standard_input(cluster, tmp_path):
    config = RunConfig("-", runs=str(tmp_path), dask=cluster.scheduler_address)
    with pytest.raises(OptionError, match="can't read standard input"):
        run(config)


def test_a_cluster_on_this_machine_is_opened_and_closed():
    with open_workers("local") as workers:
        pids = workers.map(_pid, range(4))
    assert os.getpid() not in pids
    assert not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids)


def _pid(item):
    return os.getpid()
