"""Reaching a store that may fail or hang for a while: time limits, and tries with a limit.

A request to S3 that gets no answer is given up after some seconds, and every request that failed
for a reason that passes is made again, after a pause that doubles, for a minute at most. Whatever
is asked of a store here can be asked twice: it is read, removed, or written whole.
"""

from __future__ import annotations

import errno
import io
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import fsspec

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds from the first failure on in which a request is made again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds between two tries: the first pause, and where they stop doubling."""
CONNECT, ANSWER = 5, 15
"""Seconds in which S3 must take a connection, and must go on with its answer."""

_LOG = logging.getLogger(__name__)
_S3 = {"s3", "s3a"}
_PASSING_CODES = {
    getattr(errno, name)
    for name in ("EAGAIN", "EBUSY", "EINTR", "EREMOTEIO", "ESTALE", "ETIMEDOUT")
    if hasattr(errno, name)
}
# By name: the libraries of back ends need not be installed.
_PASSING_KINDS = {
    "ClientPayloadError",
    "ConnectionError",
    "HTTPClientError",
    "IncompleteReadError",
    "TimeoutError",
}
_BEATEN = {409, 412}
"""What S3 answers to a conditional write where another one came first."""


def open_file_system(url: str) -> tuple[Any, str]:
    """Return the fsspec file system of an address and the path on it, for use with `patiently`.

    A request to S3 has time limits and is made twice at most. What the user's fsspec configuration
    says of S3 goes before.
    """
    if fsspec.utils.get_protocol(url) not in _S3:
        found: tuple[Any, str] = fsspec.core.url_to_fs(url)
        return found
    limits = {
        "connect_timeout": CONNECT,
        "read_timeout": ANSWER,
        "retries": {"mode": "standard", "total_max_attempts": 2},
    }
    told = fsspec.config.conf.get("s3", {}).get("config_kwargs", {})
    fs, path = fsspec.core.url_to_fs(url, config_kwargs={**limits, **told})
    fs.retries = 1  # tried again by `patiently` alone, or the limits would multiply
    return fs, path


def open_stream(url: str) -> io.BufferedReader:
    """Return a file that is read as a stream, each request with time limits and tries."""
    fs, path = open_file_system(url)
    return io.BufferedReader(_Patient(patiently(lambda: fs.open(path, "rb"), url), url))


class _Patient(io.RawIOBase):
    """A file in a store, of which a part is read again where that failed for a while."""

    def __init__(self, file: Any, url: str) -> None:
        self._file, self._url = file, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def readinto(self, buffer: Any) -> int:
        data = patiently(lambda: self._file.read(len(buffer)), self._url)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def patiently(work: Callable[[], T], where: str) -> T:
    """Return what ``work`` gives, called again while it fails for a reason that passes.

    Parameters
    ----------
    work
        Can be called twice.
    where
        The store, for the log.
    """
    begin, pause = time.monotonic(), FIRST_PAUSE
    while True:
        try:
            return work()
        except Exception as error:
            if not passes(error) or time.monotonic() - begin + pause > PATIENCE:
                raise
            _LOG.warning("%s failed (%s), trying again in %.1f s", where, error, pause)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def passes(error: BaseException) -> bool:
    """Tell whether an error is one that may be gone at the next try."""
    if isinstance(error, OSError) and error.errno in _PASSING_CODES:
        return True
    return any(kind.__name__ in _PASSING_KINDS for kind in type(error).__mro__)


def was_beaten(error: OSError) -> bool:
    """Tell whether S3 refused a conditional write since another one came first."""
    answer = getattr(error.__cause__, "response", None) or {}
    return answer.get("ResponseMetadata", {}).get("HTTPStatusCode") in _BEATEN
