"""Progress for people, as bars, and for programs, as lines of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TextIO

from tqdm import tqdm

from intentlib.model import Progress

_EVERY = 0.1
"""Seconds between two lines of JSON about the same stage."""
_TICK = 0.5
"""Seconds between two drawings of a bar that hears nothing."""


@contextmanager
def bars(stream: TextIO | None = None) -> Iterator[Progress]:
    """Give a progress that draws one bar per stage on ``stream`` (standard error by default).

    A bar goes away when its stage is done; text bars serve terminals and notebooks alike.
    """
    bar: tqdm[None] | None = None
    finished = Event()

    def tick() -> None:
        # A stage that says nothing for a minute must not look dead.
        while not finished.wait(_TICK):
            if bar is not None:
                bar.refresh()

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None or bar.desc != stage:
            if bar is not None:
                bar.close()
            bar = tqdm(desc=stage, file=stream or sys.stderr, leave=False, dynamic_ncols=True)
        bar.total, bar.n = total or None, done
        bar.bar_format = None if total else "{desc} … {elapsed}"
        bar.update(0)  # draws when enough time has gone by

    ticker = Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield tell
    finally:
        finished.set()
        ticker.join()
        if bar is not None:
            bar.close()


@contextmanager
def json_lines(stream: TextIO | None = None) -> Iterator[Progress]:
    """Give a progress that writes ``{"stage": …, "done": …, "total": …}``, one object per line."""
    last: tuple[str, int, int] | None = None
    last_time = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last, last_time
        now, same_stage = monotonic(), last is not None and last[0] == stage
        early = same_stage and done != total and now - last_time < _EVERY
        if early or last == (stage, done, total):
            return
        last, last_time = (stage, done, total), now
        line = json.dumps({"stage": stage, "done": done, "total": total})
        print(line, file=stream or sys.stderr, flush=True)

    yield tell
