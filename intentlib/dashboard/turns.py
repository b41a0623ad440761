"""Pages take turns in running their cells, where more are opened at once than there are cores."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class _Page:
    free: asyncio.Semaphore
    has_turn: bool = False
    over: bool = False


_PAGE: ContextVar[_Page | None] = ContextVar("page", default=None)


class Turns:
    """Lets so many pages run their cells at a time, the others after them as they came.

    All at once, every one of twenty visitors would wait until the last one is served.

    Parameters
    ----------
    at_once
        How many.
    """

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)

    @contextmanager
    def page(self) -> Iterator[None]:
        """Make the current task's page; its turn, if it has come by then, ends with the block."""
        page = _Page(self._free)
        before = _PAGE.set(page)
        try:
            yield
        finally:
            _PAGE.reset(before)
            page.over = True
            if page.has_turn:
                self._free.release()


def leave_page() -> None:
    """Let what this task does from now on be for no page: it waits for no turn, and has none."""
    _PAGE.set(None)


async def take_turn() -> str:
    """Return nothing, once it is the turn of the page that this task or its parent makes.

    Raises
    ------
    asyncio.CancelledError
        If the page is over, as where its visitor has left: nobody needs the cells any more.
    """
    page = _PAGE.get()
    if page:
        await page.free.acquire()
        if page.over:
            page.free.release()
            raise asyncio.CancelledError
        page.has_turn = True
    return ""
