"""How the dashboard bears many viewers at once: ``python tests/bench/bench_load.py [RUNS]``.

Twenty come, and each opens the page, moves the granularity slider, and selects intents. Three of
them are real browsers; the others are plain websocket clients that send what a browser sends, since
twenty Chromiums on two cores would measure Chromium. Prints a table, and fails where anybody saw an
error. Without a folder of runs, one is made of the sample data. What viewers leave behind is
counted by ``bench_leaks.py``.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "bench"), str(ROOT / "tests" / "browser")]

import psutil  # noqa: E402
from bench_dashboard import p95, sample_run, told  # noqa: E402
from chromium import chromium  # noqa: E402
from served import Served, served  # noqa: E402
from viewer import NOISE, Viewer  # noqa: E402
from visitor import Visitor  # noqa: E402

AT_ONCE, BROWSERS = 20, 3
SLIDES, SELECTIONS = 15, 10
REST = 1
"""Seconds between what a viewer does."""
IDLE = 60


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        runs = sys.argv[1] if len(sys.argv) > 1 else sample_run(folder)
        with served(runs, pool=1, idle=IDLE) as dashboard:
            show_at_once(dashboard)


def show_at_once(dashboard: Served) -> None:
    """Let twenty come at once, and print how they fared."""
    before = wait_until_gone(dashboard)
    browsers = [
        multiprocessing.get_context("spawn").Process(target=browse, args=[dashboard.address])
        for _ in range(BROWSERS)
    ]
    for browser in browsers:
        browser.start()
    opened, moved, picked, during = asyncio.run(all_at_once(dashboard))
    for browser in browsers:
        browser.join()
    assert [browser.exitcode for browser in browsers] == [0] * BROWSERS, "a browser saw an error"
    after = wait_until_gone(dashboard)
    print(f"{AT_ONCE} viewers at once, {BROWSERS} of them browsers: all served, no error")
    print(f"{'':44}{'least':>10}{'median':>10}{'p95':>10}{'n':>5}")
    for name, seconds in (("Page opened", opened), ("Slider", moved), ("Selection", picked)):
        figures = (min(seconds), statistics.median(seconds), p95(seconds))
        print(f"{name:44}{''.join(map(told, figures))}{len(seconds):5}")
    print("Memory of the server and all that it started")
    for name, size in (("before", before), ("with all of them", during), ("after", after)):
        print(f"  {name:42}{size:7.0f} MB")


async def all_at_once(dashboard: Served) -> tuple[list[float], list[float], list[float], float]:
    """Return how long plain viewers waited for what, and the memory while all were there."""
    opened, moved, picked = list[float](), list[float](), list[float]()
    # By default there are too few threads for all of them to wait for their page at once.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(AT_ONCE))
    there = asyncio.Barrier(AT_ONCE - BROWSERS + 1)

    async def visit() -> None:
        start = time.perf_counter()
        viewer = await Viewer.come(dashboard.address)
        opened.append(time.perf_counter() - start)
        await work(viewer, moved, picked)
        await there.wait()
        await there.wait()
        await viewer.leave()
        assert [each for each in viewer.trouble if NOISE not in each] == []

    visits = [asyncio.ensure_future(visit()) for _ in range(AT_ONCE - BROWSERS)]
    await asyncio.wait(
        {asyncio.ensure_future(there.wait()), *visits}, return_when="FIRST_COMPLETED"
    )
    during = await asyncio.to_thread(memory, dashboard)
    await there.wait()
    await asyncio.gather(*visits)
    return opened, moved, picked, during


async def work(viewer: Viewer, moved: list[float], picked: list[float]) -> None:
    """Move the slider and select intents, and note how long each took."""
    tabs = viewer.find("ToggleButtons", "View")
    await viewer.tell(tabs, index=1)
    slider = viewer.find("SelectionSlider", "Granularity")
    stops = len(viewer.widgets[slider]["_options_labels"])
    moved += [
        await timed(partial(viewer.tell, slider, index=7 * move % stops)) for move in range(SLIDES)
    ]
    await viewer.tell(tabs, index=0)
    rows = [n for n, s in viewer.widgets.items() if "il-row" in s.get("_dom_classes", ())]
    picked += [await timed(partial(viewer.press, row)) for row in rows[:SELECTIONS]]


async def timed(act: Callable) -> float:
    """Return how long something took; then rest, as people do who look at what came."""
    start = time.perf_counter()
    await act()
    took = time.perf_counter() - start
    await asyncio.sleep(REST)
    return took


def browse(address: str) -> None:
    """Do in a browser what the plain viewers do; fails where the page shows an error."""
    with chromium() as browser:
        page, errors = Visitor(browser.new_page(), Elsewhere(address)), list[str]()
        page.page.on("console", lambda told: told.type == "error" and errors.append(told.text))
        page.page.set_default_timeout(180_000)
        page.page.goto(address, wait_until="commit")
        first = page.page.locator(".il-bars-figure .bar, .page-notice:visible").first
        first.wait_for(timeout=240_000)
        assert not page.page.locator(".page-notice:visible").count(), page.page.inner_text("body")
        page.page.locator(".il-row").nth(2).click()
        page.go_to("Granularity")
        for key in ("End", "Home", "ArrowRight", "ArrowRight"):
            page.page.get_by_role("slider", name="Granularity").press(key)
            page.settle()
        assert page.page.locator("#page-notice").is_hidden()
        trouble = [*page.trouble, *page.elsewhere, *errors]
        assert trouble == [], trouble


class Elsewhere:
    """A dashboard that another process serves."""

    def __init__(self, address: str) -> None:
        self.address = address


def wait_until_gone(dashboard: Served) -> float:
    """Wait until only the kernel for the next viewer is left, and return the memory then."""
    dashboard.wait_for(lambda kernels: len(kernels) <= 1, seconds=6 * IDLE)
    dashboard.wait_for_kernels(1, seconds=60)
    dashboard.wait_until_at_rest(dashboard.kernels()[0])
    return memory(dashboard)


def memory(dashboard: Served) -> float:
    """Return what the server and all that it started take, what they share once, in MB."""
    server = psutil.Process(dashboard.process.pid)
    processes = [server, *server.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 2**20


if __name__ == "__main__":
    main()
