"""Every state that the page can be in is said, and sound, whatever the calls say.

What is seen is saved as pictures in the test's folder: ``pytest --basetemp FOLDER`` keeps them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from harm import NAME, harmful_runs, plain
from looks import Look
from playwright.sync_api import Page, Route, expect
from served import Served, make_run, served
from visitor import Visitor

MOVING = """document.getAnimations()
  .filter(({ effect }) => effect.getTiming().duration > 0).map(({ animationName }) => animationName)
"""


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory) -> Iterator[Served]:
    with served(harmful_runs(tmp_path_factory.mktemp("harm")), max_upload=1) as dashboard:
        yield dashboard


def test_every_state_is_said_and_sound(visit, dashboard, tmp_path):
    visitor = visit()
    page, look = visitor.page, Look(visitor.page, tmp_path)
    nothing_fits(visitor, look)
    visitor.go_to("Data")
    uploads_are_refused(visitor, look, tmp_path)
    a_run_that_fails(visitor, look, dashboard, tmp_path)
    calls = tmp_path / "timeless.txt"
    calls.write_text("pay my bill\nno internet\n" * 9, encoding="utf-8")
    make_run(calls, runs_of(dashboard))
    page.get_by_role("button", name="Show it").wait_for(state="visible")
    look.at("a newer run")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(".il-source")).to_have_text("timeless.txt")
    visitor.go_to("Trends")
    expect(page.get_by_text("Upload a file with a column of dates or times")).to_be_visible()
    look.at("no times")
    dashboard.kernel(visitor.kernel_id).kill()
    notice = page.locator("#page-notice")
    expect(notice).to_contain_text("This session has ended")
    look.at("a dead kernel")
    notice.get_by_role("button", name="Reload").click()
    visitor.load()
    expect(notice).to_be_hidden()


def nothing_fits(visitor: Visitor, look: Look) -> None:
    """Search for what nobody said: every view says so, and nothing is broken afterwards."""
    page = visitor.page
    visitor.go_to("Intents")
    box = page.get_by_role("textbox", name="Search intents")
    expect(page.locator(".il-map .dot").first).to_be_visible()
    box.fill("nobody said this")
    for tab, times in (("Intents", 3), ("Overview", 2)):
        visitor.go_to(tab)
        said = page.get_by_text("Nothing fits these filters.").filter(visible=True)
        expect(said).to_have_count(times)
        expect(page.locator(".il-banner.il-error:visible")).to_have_count(0)
        look.at(f"nothing fits in {tab}")
    page.get_by_role("button", name="Clear filters").click()
    visitor.go_to("Intents")
    expect(page.locator(".il-map .dot").first).to_be_visible()


def choose(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)


def uploads_are_refused(visitor: Visitor, look: Look, folder: Path) -> None:
    """Upload what is of the wrong type, and what is too large: it is said why not."""
    page = visitor.page
    wrong, large = folder / f"{NAME}.pdf", folder / f"{NAME}.txt"
    wrong.write_bytes(b"%PDF-1.7")
    choose(page, wrong)
    refused = page.locator(".il-banner.il-error:visible")
    expect(refused).to_contain_text(f"The extension isn't known: {plain(wrong.name)}. Give one of")
    look.at("a wrong type")
    page.get_by_role("button", name="Dismiss").click()
    large.write_bytes(b"call about a bill\n" * 58_255)
    sent: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameSent", lambda e: sent.append(len(e["response"]["payloadData"]))
    )
    choose(page, large)
    notice = page.locator("#page-notice")
    expect(notice).to_contain_text(
        f"{plain(large.name)} has 2 MB, and at most 1 MB can be uploaded"
    )
    assert sum(sent) < 100_000, "it isn't sent to be refused"
    look.at("too large")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    large.write_bytes(large.read_bytes()[: 2**20])
    choose(page, large)
    page.get_by_label("What to do with it").wait_for(state="visible")
    look.at("a file to add")
    assert sum(sent) > 2**20


def a_run_that_fails(visitor: Visitor, look: Look, dashboard: Served, folder: Path) -> None:
    """Let the run of an upload be killed: that is said, and another file can be chosen."""
    page = visitor.page
    page.get_by_role("button", name="Make the run").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    look.page.screenshot(path=folder / "a run under way.png", full_page=True)
    for process in psutil.Process(dashboard.process.pid).children(recursive=True):
        if "--progress" in process.cmdline():
            process.kill()
    refused = page.locator(".il-banner.il-error:visible")
    expect(refused).to_contain_text("The run was ended before it was done")
    expect(page.get_by_role("button", name="Choose a file")).to_be_enabled()
    look.at("a failed run")
    page.get_by_role("button", name="Dismiss").click()


def runs_of(dashboard: Served) -> Path:
    """Folder of the runs that a dashboard shows."""
    return Path(json.loads(dashboard.process.args[-1])["runs"])


def test_before_a_first_run_and_at_the_door(browser, runs, monkeypatch, tmp_path):
    gone = shutil.copytree(runs, tmp_path / "runs")
    secret = "s" * 32
    monkeypatch.setenv("INTENTLIB_TOKEN", secret)
    with served(gone, pool=0, viewers=1) as dashboard:
        shutil.rmtree(gone)
        gone.mkdir()
        page = browser.new_page()
        page.goto(dashboard.address)
        expect(page.get_by_role("heading", level=1)).to_contain_text("not open to everybody")
        Look(page, tmp_path).at("without the token")
        held: list[Route] = []
        page.route("**/bundle.js*", lambda route: held.append(route))
        page.emulate_media(reduced_motion="no-preference")
        page.goto(f"{dashboard.address}?token={secret}", wait_until="commit")
        expect(page.get_by_text("Opening the dashboard…")).to_be_visible()
        assert page.evaluate(MOVING)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == []
        Look(page, tmp_path).at("opening")
        other = browser.new_page()
        other.goto(f"{dashboard.address}?token={secret}")
        expect(other.get_by_role("heading", level=1)).to_have_text("The dashboard is busy")
        Look(other, tmp_path).at("busy")
        for route in held:
            route.continue_()
        page.unroute_all()
        expect(page.get_by_role("tab", name="Data")).to_have_attribute("aria-selected", "true")
        visitor = Visitor(page, dashboard)
        for tab in ("Data", "Overview", "Review"):
            visitor.go_to(tab)
            expect(page.locator(".il-banner.il-error:visible")).to_have_count(0)
            Look(page, tmp_path).at(f"no run in {tab}")
        page.close()
        expect(other.get_by_role("tab", name="Data")).to_be_visible()
        other.close()
