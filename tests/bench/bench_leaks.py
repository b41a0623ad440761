"""What viewers leave behind: ``python tests/bench/bench_leaks.py [RUNS] [--visits N]``.

As many come as in two hours of one a minute, a few at a time. Each opens the page and selects an
intent; every third vanishes without a word. Some upload a file and go while a run is made of it.
After every round it is waited until the last kernel but the warm one has ended, and counted what
the server holds. What that grows by is fitted to the rounds after the first three, in which caches
fill. Fails where anybody saw an error, or anything but memory is left over. The runs are copied.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from bench_dashboard import sample_run  # noqa: E402
from served import Served, served  # noqa: E402
from viewer import NOISE, Viewer  # noqa: E402

VISITS, ROUND, WARM_UP = 120, 24, 3
AT_ONCE, IDLE = 4, 10
CALLS = ROOT / "data" / "sample" / "calls.csv"
MEASURES = ("RSS, MB", "open files", "threads", "sockets", "temporary files")
UPLOADING = (2, 3, 14)
"""Who of a round uploads a file; the second of them leaves, and the others vanish."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("runs", nargs="?")
    parser.add_argument("--visits", type=int, default=VISITS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        if asked.runs:
            shutil.copytree(asked.runs, runs)
        else:
            sample_run(folder)
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        os.environ["TMPDIR"] = str(scratch)
        with served(runs, pool=1, idle=IDLE) as dashboard:
            show(dashboard, scratch, WARM_UP + asked.visits // ROUND)


def show(dashboard: Served, scratch: Path, rounds: int) -> None:
    """Let visitors come and go, and print what they leave behind."""
    start, found = time.monotonic(), []
    print(f"{'visits':>8}{'seconds':>9}{'kernels':>9}", *(f"{name:>17}" for name in MEASURES))
    for done in range(rounds + 1):
        wait_until_gone(dashboard)
        found.append(measured(dashboard, scratch))
        told = f"{done * ROUND:8}{time.monotonic() - start:9.0f}{len(dashboard.kernels()):9}"
        print(told, *(f"{value:17,.1f}" for value in found[-1]), flush=True)
        if done < rounds:
            asyncio.run(one_round(dashboard))
    visits = np.arange(rounds + 1)[WARM_UP:] * ROUND
    grows = 100 * np.polyfit(visits, np.array(found)[WARM_UP:], 1)[0]
    print(f"{'a hundred visits more':>26}", *(f"{value:+17,.1f}" for value in grows))
    left = {name: more for name, more in zip(MEASURES[1:], grows[1:], strict=True) if more > 1}
    assert left == {}, f"left over: {left}"


async def one_round(dashboard: Served) -> None:
    """Let a round of visitors come and go, a few at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def visit(number: int) -> None:
        async with room:
            await come_and_go(dashboard, uploads=number in UPLOADING, vanishes=number % 3 == 2)

    await asyncio.gather(*(visit(number) for number in range(ROUND)))


async def come_and_go(dashboard: Served, *, uploads: bool, vanishes: bool) -> None:
    """Come, look at something, and go."""
    viewer = await Viewer.come(dashboard.address)
    await viewer.press(next(n for n, s in viewer.widgets.items() if "il-row" in str(s)))
    if uploads:
        await viewer.tell(viewer.find("ToggleButtons", "View"), index=5)
        await viewer.upload(
            viewer.find("FileUpload", "Choose a file"), CALLS.name, CALLS.read_bytes()
        )
        await viewer.press(await viewer.wait_for("Button", "Make the run"))
        await asyncio.sleep(1)  # by now the run is being made
    await (viewer.vanish() if vanishes else viewer.leave())
    assert [each for each in viewer.trouble if NOISE not in each] == []


def wait_until_gone(dashboard: Served) -> None:
    """Wait until only the kernel for the next viewer is left, and has nothing to do."""
    dashboard.wait_for_kernels(1, seconds=120)
    (warm,) = dashboard.kernels()
    dashboard.wait_until_at_rest(warm)


def measured(dashboard: Served, scratch: Path) -> list[float]:
    """Return what the server holds, as named in the table."""
    server = psutil.Process(dashboard.process.pid)
    files = sum(path.is_file() for path in scratch.rglob("*"))
    sockets = len(server.net_connections("all"))
    held = (server.num_fds(), server.num_threads(), sockets, files)
    return [server.memory_info().rss / 2**20, *map(float, held)]


if __name__ == "__main__":
    main()
