"""How quick the dashboard is in a real browser: ``python tests/bench/bench_dashboard.py [RUNS]``.

Prints a table, and asserts nothing. Without a folder of runs, one is made of the sample data. Large
runs are made beside it, to see the slider at 100,000 wordings and a viewer of a million calls.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from big_run import publish_big_run  # noqa: E402
from chromium import chromium, returning_chromium  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402
from served import Served, served  # noqa: E402

OPENINGS, MOVES, CLICKS = 5, 40, 20
VISITS_BEFORE = 2
"""Visits after which a browser has kept the page's scripts, and what it compiled of them."""
LARGE = ((1_000_000, 10_000), (200_000, 100_000))
"""Calls and wordings of the large runs."""

# Time from an event in the page to the first change below a selector that it leads to.
UNTIL_CHANGE = """([selector, act]) => new Promise((done) => {
  const root = document.querySelector(selector);
  const start = performance.now();
  const observer = new MutationObserver(() => {
    observer.disconnect();
    done(performance.now() - start);
  });
  observer.observe(root, {childList: true, subtree: true, characterData: true, attributes: true});
  new Function(act)();
})"""
SLIDER = ".il-slider [role=slider]"


def main() -> None:
    """Measure and print."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        runs = sys.argv[1] if len(sys.argv) > 1 else sample_run(folder)
        with served(runs, pool=1) as warm:
            seconds = returns(warm, Path(folder) / "profile")
            found.seconds["First bar, warm kernel and browser cache"] = seconds
        with chromium() as browser:
            measure(browser, runs, found)
            for calls, wordings in LARGE:
                many = str(Path(folder) / f"{calls}")
                publish_big_run(many, calls, wordings)
                measure_large(browser, many, calls, wordings, found)
    found.show()


@dataclass
class Found:
    """What was measured: seconds of each try, bytes of a first load, MB of a viewer."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    transfer: tuple[float, float] = (0.0, 0.0)
    memory: dict[str, float] = field(default_factory=dict)

    def show(self) -> None:
        """Print it as a table."""
        print(f"{'':44}{'median':>10}{'p95':>10}{'n':>5}")
        for name, tries in self.seconds.items():
            median = told(statistics.median(tries))
            print(f"{name:44}{median}{told(p95(tries))}{len(tries):5}")
        http, socket = (size / 1e6 for size in self.transfer)
        name = "Transfer of a first load, HTTP and websocket"
        print(f"{name:58}{http + socket:6.2f} MB ({http:.2f} + {socket:.2f})")
        for name, size in self.memory.items():
            print(f"{f'Memory of a viewer{name} (kernel)':58}{size:6.0f} MB")


def measure(browser: Browser, runs: str, found: Found) -> None:
    """Measure visits of people whose browsers were never here before."""
    with served(runs, pool=0) as cold:
        found.seconds["First bar, cold kernel"] = openings(browser, cold, pause=2)
    with served(runs, pool=1) as warm:
        settle(warm)
        found.transfer = transferred(browser, warm)
        settle(warm)
        found.seconds["First bar, warm kernel"] = openings(browser, warm, pause=12)
        page = open_page(browser, warm)
        found.seconds["Click on a bar to its wordings"] = clicks(page)
        found.seconds["Move of the granularity slider to a redraw"] = moves(page)
        found.memory[""] = viewer_memory(warm, page)


def measure_large(browser: Browser, runs: str, calls: int, wordings: int, found: Found) -> None:
    """Measure the slider and the memory of one viewer of a large run."""
    with served(runs, pool=1) as warm:
        settle(warm)
        page = open_page(browser, warm)
        found.seconds[f"The same, {wordings:,} wordings"] = moves(page)
        found.memory[f", {calls:,} calls"] = viewer_memory(warm, page)


def settle(dashboard: Served) -> None:
    """Wait until a kernel is warm."""
    dashboard.wait_for_kernels(1)
    time.sleep(8)


def sample_run(folder: str) -> str:
    """Return a folder with a run of the sample data."""
    runs, calls = str(Path(folder) / "runs"), str(ROOT / "data" / "sample" / "calls.csv")
    command = [sys.executable, "-m", "intentlib", "run", calls, "--runs", runs]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return runs


def new_page(browser: Browser) -> Page:
    """Return a page of a browser without a cache, which has come to rest."""
    size = {"width": 1440, "height": 900}
    # The page forbids code made of text, which the measuring needs; nothing else changes by it.
    page = browser.new_context(viewport=size, bypass_csp=True).new_page()
    page.wait_for_timeout(2000)
    return page


def open_page(browser: Browser, dashboard: Served) -> Page:
    """Return a page, in a browser without a cache, once its first bar is there."""
    page = new_page(browser)
    go_to(page, dashboard)
    return page


def go_to(page: Page, dashboard: Served) -> float:
    """Open the dashboard in a page, and return the seconds to its first bar."""
    start = time.perf_counter()
    page.goto(dashboard.address, wait_until="commit")
    page.wait_for_selector(".il-bars-figure .bar")
    return time.perf_counter() - start


def returns(dashboard: Served, profile: Path) -> list[float]:
    """Return the seconds to the first bar in a browser started anew that was here before."""
    seconds = []
    for _ in range(VISITS_BEFORE + OPENINGS):
        settle(dashboard)
        with returning_chromium(profile) as context:
            page = context.new_page()
            page.wait_for_timeout(2000)
            seconds.append(go_to(page, dashboard))
            page.wait_for_timeout(1000)
            page.goto("about:blank")  # the page is left, and its kernel ended
    return seconds[VISITS_BEFORE:]


def openings(browser: Browser, dashboard: Served, pause: float) -> list[float]:
    """Return the seconds to the first bar of some visitors, one after the other."""
    seconds = []
    for _ in range(OPENINGS):
        page = new_page(browser)
        seconds.append(go_to(page, dashboard))
        page.wait_for_timeout(500)
        page.context.close()
        time.sleep(pause)
    return seconds


def transferred(browser: Browser, dashboard: Served) -> tuple[float, float]:
    """Return the bytes that reach a visitor with an empty cache: by HTTP, and by websocket."""
    context = browser.new_context()
    page, sizes = context.new_page(), [0.0, 0.0]
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def answered(event: dict[str, Any]) -> None:
        sizes[0] += event["encodedDataLength"]

    def told(event: dict[str, Any]) -> None:
        frame = event["response"]
        # What is binary comes as Base64 here.
        sizes[1] += len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)

    session.on("Network.loadingFinished", answered)
    session.on("Network.webSocketFrameReceived", told)
    page.goto(dashboard.address, wait_until="commit")
    page.wait_for_selector(".il-bars-figure .bar")
    page.wait_for_timeout(3000)
    context.close()
    return sizes[0], sizes[1]


def clicks(page: Page) -> list[float]:
    """Return the seconds from clicks on bars to the selected intent."""
    count = page.locator(".il-row:visible:enabled").count()
    seconds = []
    for click in range(CLICKS):
        act = (
            f"document.querySelectorAll('.il-bars-figure .bar')[{(click + 1) % count}]"
            ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        seconds.append(page.evaluate(UNTIL_CHANGE, [".il-detail", act]) / 1000)
        page.wait_for_timeout(250)
    return seconds


def moves(page: Page) -> list[float]:
    """Return the seconds from moves of the slider to a change of the preview's chart."""
    page.get_by_role("tab", name="Granularity").click()
    page.wait_for_selector(SLIDER)
    page.wait_for_timeout(1500)
    page.locator(SLIDER).press("Home")
    page.wait_for_timeout(1000)
    stops = int(float(page.locator(SLIDER).get_attribute("aria-valuemax") or 0))
    chart = page.locator(".il-view:visible .il-bars")
    chart.evaluate("node => { node.id = 'measured'; }")
    seconds = []
    for move in range(MOVES):
        key = "ArrowRight" if move % (2 * stops) < stops else "ArrowLeft"
        act = (
            f"document.querySelector('{SLIDER}')"
            f".dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true}}))"
        )
        seconds.append(page.evaluate(UNTIL_CHANGE, ["#measured", act]) / 1000)
        page.wait_for_timeout(250)
    return seconds


def viewer_memory(dashboard: Served, page: Page) -> float:
    """Return what the page's kernel has, its part of what it shares included, in MB."""
    told = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent)")
    return dashboard.kernel(told["kernelId"]).memory_full_info().pss / 2**20


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def told(seconds: float) -> str:
    """Return a time as people read it."""
    return f"{seconds:8.2f} s" if seconds >= 1 else f"{seconds * 1000:7.0f} ms"


if __name__ == "__main__":
    main()
