"""What each stage of a run cost, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import psutil

from intentlib.logs import tell_stage
from intentlib.model import Progress

_MB = 1024 * 1024


class Meter:
    """Times stages and passes their progress on under the stage's own name.

    Parameters
    ----------
    progress
        Told ``(stage, 0, 0)`` when a stage begins and ``(stage, total, total)`` when it ends.

    Attributes
    ----------
    seconds
        Wall-clock seconds by stage.
    peak_rss_mb
        Highest resident memory of the process up to the end of each stage, in MiB.
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self.seconds: dict[str, float] = {}
        self.peak_rss_mb: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[Progress]:
        """Give the stage something to report its progress to; count its cost when it ends."""
        total = 1

        def tell(_: str, done: int, of: int) -> None:
            nonlocal total
            total = of or total
            if self._progress:
                self._progress(name, done, of)

        tell(name, 0, 0)
        start = perf_counter()
        yield tell
        self.seconds[name] = round(perf_counter() - start, 3)
        # The kernel counts in steps per thread: a mark read later can be a trifle lower.
        self.peak_rss_mb[name] = max(peak_rss_mb(), *self.peak_rss_mb.values(), 0.0)
        tell_stage(name, self.seconds[name], self.peak_rss_mb[name])
        tell(name, total, total)


def peak_rss_mb() -> float:
    """Return the highest resident memory of this process so far, in MiB.

    Linux is asked for the process's own mark: ``getrusage`` there starts from the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    memory = psutil.Process().memory_info()
    peak = getattr(memory, "peak_wset", None) or _getrusage_peak() or memory.rss
    return round(peak / _MB, 1)


def _getrusage_peak() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes, on macOS
