"""The dashboard as on AWS: two tasks behind a load balancer, with sticky sessions and a path."""

from __future__ import annotations

import asyncio
import http.client
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import urlopen

import balancer
import pytest
from playwright.sync_api import expect
from served import Served, served
from tornado.websocket import websocket_connect
from visitor import Visitor

from intentlib.dashboard.channels import PROTOCOL

PATH = "/calls/"
SILENT = 4
"""Seconds after which the load balancer takes a connection for idle."""

pytestmark = pytest.mark.skipif(not balancer.PROGRAM, reason="needs nginx: see .ci/services")


@pytest.fixture
def tasks(runs):
    """Two dashboards of the same runs."""
    with (
        served(runs, pool=0, base_url=PATH) as one,
        served(runs, pool=0, base_url=PATH) as other,
    ):
        yield [one, other]


@pytest.fixture
def address(tasks):
    """Of the load balancer in front of them."""
    with balancer.balancer([task.address for task in tasks], PATH) as address:
        yield address


def test_a_viewer_stays_with_a_task_and_goes_on_at_the_other_when_it_dies(browser, tasks, address):
    context = browser.new_context()
    visitor = Visitor(context.new_page(), SimpleNamespace(address=address)).come()
    mine, other = sorted(tasks, key=lambda task: len(task.kernels()), reverse=True)
    assert [len(mine.kernels()), len(other.kernels())] == [1, 0]
    for _ in range(3):
        visitor.come()
    assert other.kernels() == [], "every visit, websockets included, goes to the same task"
    visitor.go_to("Granularity")
    mine.process.kill()
    notice = visitor.page.locator("#page-notice")
    expect(notice).to_contain_text("This session has ended")
    notice.get_by_role("button", name="Reload").click()
    visitor.load()
    visitor.go_to("Intents")
    assert len(other.kernels()) == 1
    assert (visitor.elsewhere, visitor.trouble) == ([], [])
    context.close()


def test_the_load_balancer_says_who_reviews_whatever_a_visitor_claims(browser, runs, monkeypatch):
    monkeypatch.setenv("INTENTLIB_IDENTITY_HEADER", "X-Amzn-Oidc-Identity")
    with (
        served(runs, pool=0, base_url=PATH) as task,
        balancer.balancer([task.address] * 2, PATH, who="ann@example.com") as address,
    ):
        claimed = {"X-Amzn-Oidc-Identity": "mallory@example.com"}
        context = browser.new_context(extra_http_headers=claimed)
        visitor = Visitor(context.new_page(), SimpleNamespace(address=address)).come()
        visitor.go_to("Review")
        card = visitor.page.locator(".il-question")
        expect(card.get_by_role("button", name="Reviewing as ann@example.com")).to_be_disabled()
        here = address.removesuffix(PATH)
        assert upgraded(address, visitor.kernel_id, here) == 101
        assert upgraded(address, visitor.kernel_id, "https://elsewhere.example") == 403
        context.close()


@pytest.mark.parametrize(("pings", "stays"), [(1_000, True), (60_000, False)])
def test_pings_keep_open_what_would_be_cut_off_as_idle(runs, pings, stays):
    with (
        pinging(runs, pings) as task,
        balancer.balancer([task.address] * 2, PATH, idle=SILENT) as address,
    ):
        # Past the load balancer, for which a page that is slow to come would be idle too.
        page = urlopen(task.address, timeout=60).read().decode()
        (kernel_id,) = set(re.findall(r'"kernelId": "([\w-]+)"', page))
        channels = f"{address.replace('http', 'ws', 1)}api/kernels/{kernel_id}/channels"
        # In a thread of its own: Playwright has a loop in this one.
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(asyncio.run, lasts(channels, 2 * SILENT)).result() is stays


@contextmanager
def pinging(runs, milliseconds: int) -> Iterator[Served]:
    """Serve the runs, and let open pages be pinged so often."""
    code = """
import sys
from intentlib.dashboard import server
from intentlib.dashboard.serve import serve
server._PING = int(sys.argv[1])
serve(runs=sys.argv[2], base_url=sys.argv[3], port=0, pool=0)
"""
    task = Served([sys.executable, "-c", code, str(milliseconds), str(runs), PATH])
    try:
        yield task
    finally:
        task.stop()


async def lasts(address: str, seconds: float) -> bool:
    """Return whether a websocket is still open after some seconds in which nothing is asked."""
    connection = await websocket_connect(address, subprotocols=[PROTOCOL])

    async def listen() -> None:
        while await connection.read_message() is not None:
            pass

    try:
        await asyncio.wait_for(listen(), seconds)
    except TimeoutError:
        return True
    finally:
        connection.close()
    return False


def upgraded(address: str, kernel_id: str, origin: str) -> int:
    """Return the status by which a websocket is granted or not to a page of some origin."""
    there = urlsplit(address)
    connection = http.client.HTTPConnection(there.netloc, timeout=10)
    headers = {
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Protocol": PROTOCOL,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    connection.request("GET", f"{there.path}api/kernels/{kernel_id}/channels", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status
