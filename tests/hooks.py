"""A webhook that keeps what it is told, and fails where it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from beside import beside


class Hook(ThreadingHTTPServer):
    """Keeps what it takes; answers with these statuses first, 0 for no answer, then with 200."""

    daemon_threads = True

    def __init__(self, statuses: list[int], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.statuses, self.seen = statuses, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/secret"


class _Answer(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), json.loads(body)))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status:
            self.send_response(status)
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hook(*statuses: int, port: int = 0) -> Iterator[Hook]:
    with beside(Hook(list(statuses), port)) as server:
        yield server
