"""What is served before the first run: a page that says so, and becomes the dashboard."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Sequence

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from intentlib.dashboard.plain import CSP, plain_page

_SECONDS = 5
_PAGE = plain_page(
    "No run has been published yet",
    "This page becomes the dashboard once a first file of calls has been read: by "
    "<code>intentlib run</code>, by <code>intentlib refresh</code>, or on its schedule.",
    again=10,
)


def wait_until(
    there: Callable[[], bool], sockets: Sequence[socket.socket], base_url: str, health: str
) -> None:
    """Answer with a page that says what is awaited, until it is there; the sockets stay open.

    Parameters
    ----------
    there
        Tells whether it is; asked every few seconds, in a thread of its own.
    sockets
        To answer on.
    base_url
        In front of every address.
    health
        Below the base URL; answers 200 all the while, every other address 503.
    """
    asyncio.run(_answer(there, sockets, re.escape(base_url + health)))


async def _answer(there: Callable[[], bool], sockets: Sequence[socket.socket], health: str) -> None:
    handlers = [(health, _Healthy), (".*", _Waiting)]
    server = HTTPServer(Application(handlers, log_function=lambda _: None))
    # The server closes what it listens on when it stops.
    server.add_sockets([each.dup() for each in sockets])
    try:
        while not await asyncio.to_thread(there):
            await asyncio.sleep(_SECONDS)
    finally:
        server.stop()
        await server.close_all_connections()


class _Healthy(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain")
        self.finish("waiting for the first run")


class _Waiting(RequestHandler):
    def get(self) -> None:
        self.set_status(503)
        self.set_header("Content-Security-Policy", CSP)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Retry-After", str(_SECONDS))
        self.finish(_PAGE)

    def head(self) -> None:
        self.set_status(503)
