"""A server between a client and a store, which fails, hangs or kills when it is told to."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import urlsplit

from beside import beside


@dataclass
class Rule:
    """What becomes of the next requests; by default all are passed on.

    Parameters
    ----------
    status
        Answer with this status instead of passing a request on; 0 hangs up without any answer.
    hang
        Seconds to wait before that.
    first
        Only so many requests are treated so.
    method
        Only these are, such as ``PUT``.
    after
        Called with the number of a request once it is passed on, before it is answered.
    """

    status: int | None = None
    hang: float = 0.0
    first: int = 1_000_000
    method: str = ""
    after: Callable[[int], None] = lambda _: None


class Flaky(ThreadingHTTPServer):
    """The server; ``rule`` can be set at any time and counts requests from then on."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(behind).netloc
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock, self.writing = Lock(), Lock()
        self.rule = Rule()

    @property
    def rule(self) -> Rule:
        return self._rule

    @rule.setter
    def rule(self, rule: Rule) -> None:
        with self.lock:
            self._rule, self.seen = rule, 0

    def count(self, method: str) -> tuple[int, Rule]:
        with self.lock:
            self.seen += method.startswith(self._rule.method)
            hit = method.startswith(self._rule.method) and self.seen <= self._rule.first
            return self.seen, self._rule if hit else Rule()

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Flaky

    def handle_any(self) -> None:
        number, rule = self.server.count(self.command)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(rule.hang)
        if rule.status == 0:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if rule.status:
            self.send_response(rule.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        behind = http.client.HTTPConnection(self.server.behind, timeout=60)
        # moto, unlike S3, lets another write in between a condition and its own write.
        with self.server.writing if self.command == "PUT" else nullcontext():
            behind.request(self.command, self.path, body or None, dict(self.headers))
            answer = behind.getresponse()
            told = answer.read()
        rule.after(number)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "date", "server"}:
                self.send_header(name, value)
        if "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
        behind.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def flaky(behind: str) -> Iterator[Flaky]:
    """Give a server in front of the one at an address."""
    with beside(Flaky(behind)) as server:
        yield server
