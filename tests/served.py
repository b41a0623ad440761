"""A run and a dashboard, each in a process of its own, for tests and benchmarks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

START_SECONDS = 60


class Served:
    """A serving process: its address, its kernels, its end.

    Parameters
    ----------
    command
        What starts it; it must print ``Dashboard: <address>`` once it answers.
    """

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.told: list[str] = []
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._listen, args=[stream], daemon=True).start()
        self.address = self._address()

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of the kernels, oldest first."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if "ipykernel_launcher" in child.cmdline():
                    found.append(child)
            except psutil.Error:
                continue
        return sorted(found, key=lambda kernel: kernel.create_time())

    def kernel(self, kernel_id: str) -> psutil.Process:
        """Return the process of one kernel."""
        return next(k for k in self.kernels() if any(kernel_id in part for part in k.cmdline()))

    def wait_for_kernels(self, count: int, seconds: float = 30) -> None:
        """Wait until there are as many kernels; fails after some seconds."""
        self.wait_for(lambda kernels: len(kernels) == count, seconds)

    def wait_for(self, wanted: Callable[[list[psutil.Process]], bool], seconds: float = 30) -> None:
        """Wait until the kernels are as wanted; fails after some seconds."""
        end = time.monotonic() + seconds
        while not wanted(kernels := self.kernels()):
            assert time.monotonic() < end, f"still the kernels {kernels}"
            time.sleep(0.05)

    def wait_until_at_rest(self, kernel: psutil.Process, seconds: float = 1) -> None:
        """Wait until a kernel has had nothing to do for some seconds; fails after a minute."""
        end, since, before = time.monotonic() + 60, time.monotonic(), -1.0
        while time.monotonic() - since < seconds:
            assert time.monotonic() < end, "the kernel is still at work"
            if (now := kernel.cpu_times().user) - before > 0.05:
                since, before = time.monotonic(), now
            time.sleep(0.1)

    def stop(self, by: int = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(timeout=30)

    def _address(self) -> str:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            for line in list(self.told):
                if line.startswith("Dashboard: "):
                    return line.removeprefix("Dashboard: ").strip()
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.process.kill()
        raise AssertionError("the dashboard didn't start: " + "".join(self.told))

    def _listen(self, stream) -> None:
        for line in stream:
            self.told.append(line)


@contextmanager
def served(runs: Path | str, **options: object) -> Iterator[Served]:
    """Serve the runs on a free port; with options, by the function instead of the command."""
    if options:
        given = json.dumps({"runs": str(runs), "port": 0, **options})
        code = "import json, sys; from intentlib.dashboard.serve import serve;"
        command = [sys.executable, "-c", f"{code} serve(**json.loads(sys.argv[1]))", given]
    else:
        module = [sys.executable, "-m", "intentlib", "dashboard"]
        command = [*module, "--runs", str(runs), "--port", "0"]
    dashboard = Served(command)
    try:
        yield dashboard
    finally:
        dashboard.stop()


def make_run(calls: Path, runs: Path, *options: str) -> Path:
    """Make a run as a user does; returns the folder of the runs."""
    command = [sys.executable, "-m", "intentlib", "run", str(calls), "--runs", str(runs)]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return runs
