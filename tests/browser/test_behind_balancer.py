"""The dashboard as on AWS: two tasks behind a load balancer, with sticky sessions and a path."""

from __future__ import annotations

from types import SimpleNamespace

import balancer
import pytest
from playwright.sync_api import expect
from served import served
from visitor import Visitor

PATH = "/calls/"

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
