"""Kernels are forked from one process, and started alone where it is lost."""

from __future__ import annotations

import asyncio
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from served import Served, served

from intentlib.dashboard import nursery
from intentlib.dashboard.token import TOKEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]
DRAWN = b"application/vnd.voila.cell-output+json"


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    (folder / "latest.json").write_text('{"run_id": "20260101T000000Z-abcdef"}')
    return folder


def page_of(dashboard: Served) -> bytes:
    with urllib.request.urlopen(dashboard.address, timeout=120) as answer:
        return answer.read()


def nursery_of(dashboard: Served) -> psutil.Process:
    children = psutil.Process(dashboard.process.pid).children()
    return next(child for child in children if nursery.__name__ in child.cmdline())


def test_kernels_are_its_children_and_share_what_they_have_imported(runs):
    with served(runs, pool=0) as dashboard:
        assert DRAWN in page_of(dashboard)
        (kernel,) = dashboard.kernels()
        assert kernel.parent() == nursery_of(dashboard)
        memory = kernel.memory_full_info()
        assert memory.rss - memory.uss > 60 * 2**20


def test_it_has_one_thread_and_leaves_no_dead_kernel_behind(runs):
    with served(runs, pool=0) as dashboard:
        page_of(dashboard)
        parent = nursery_of(dashboard)
        assert parent.num_threads() == 1
        (kernel,) = dashboard.kernels()
        kernel.kill()
        gone, _ = psutil.wait_procs([kernel], timeout=10)
        assert gone == [kernel]
        assert parent.children() == []


def test_once_it_is_lost_kernels_are_started_alone(runs):
    with served(runs, pool=0) as dashboard:
        page_of(dashboard)
        nursery_of(dashboard).kill()
        dashboard.wait_for_kernels(0)  # they go with it, and their pages say so
        assert DRAWN in page_of(dashboard)
        (kernel,) = dashboard.kernels()
        assert kernel.parent().pid == dashboard.process.pid
        assert any("The nursery is lost" in line for line in dashboard.told)


def test_all_end_with_a_server_that_is_killed(runs):
    with served(runs, pool=0) as dashboard:
        page_of(dashboard)
        left = [nursery_of(dashboard), *dashboard.kernels()]
        dashboard.process.kill()
        gone, _ = psutil.wait_procs(left, timeout=20)
        assert len(gone) == 2


def test_the_token_is_not_among_what_it_knows(runs, monkeypatch):
    monkeypatch.setenv(TOKEN, "secret")
    with served(runs, pool=0) as dashboard:
        assert TOKEN not in nursery_of(dashboard).environ()


def test_an_answer_that_does_not_come_is_not_taken_for_that_to_a_later_question(monkeypatch):
    monkeypatch.setattr(nursery, "_PATIENCE", 0.2)
    with nursery.open_nursery() as opened:
        psutil.Process(opened.process.pid).suspend()
        with pytest.raises(TimeoutError):
            asyncio.run(opened.fork([], {}, None))
        with pytest.raises(ConnectionResetError):
            asyncio.run(opened.fork([], {}, None))


def test_elsewhere_there_is_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with nursery.open_nursery() as opened:
        assert opened is None
