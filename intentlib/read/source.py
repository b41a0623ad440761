"""Where the bytes of an input come from.

Whatever the user names (a file, standard input, an fsspec URL, any of them gzipped) becomes one
local seekable file of expanded bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from intentlib.errors import InputError
from intentlib.model import Progress
from intentlib.store.remote import open_stream

CHUNK = 1 << 22
PIPE = "-"

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, eq=False)
class Source:
    """An input, expanded and ready to be read from its start.

    Parameters
    ----------
    name
        What to call it in messages.
    suffix
        Lower-case extension without ``.gz``; ``None`` for standard input.
    file
        The expanded bytes, seekable.
    size
        Their number.
    sha256
        Hash of the bytes as they were given, before expanding.
    max_bytes
        Limit that the expanded size keeps.
    """

    name: str
    suffix: str | None
    file: BinaryIO
    size: int
    sha256: str
    max_bytes: int


@contextmanager
def open_source(path: str, *, max_bytes: int, progress: Progress | None = None) -> Iterator[Source]:
    """Give the input as one local, expanded file, hashed; nothing is left behind afterwards.

    Raises
    ------
    InputError
        If there is no such file, it is a folder, empty, can't be opened, is a damaged gzip, or
        expands to more than `max_bytes`.
    """
    name = "standard input" if path == PIPE else path
    with ExitStack() as stack:
        raw = stack.enter_context(_open(path))
        metered = _Metered(raw, progress, name)
        stream = io.BufferedReader(metered, CHUNK)
        gzipped = stream.peek(2)[:2] == _GZIP
        suffix = _suffix(path, gzipped=gzipped, name=name)
        local = path != PIPE and "://" not in path
        in_place = local and not gzipped and raw.seekable()
        file = raw if in_place else stack.enter_context(tempfile.TemporaryFile())
        expanded = cast("BinaryIO", gzip.GzipFile(fileobj=stream) if gzipped else stream)
        try:
            total = _copy(expanded, None if in_place else file, max_bytes, name)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError(
                "the gzip file is damaged or cut short", where=name, do="Compress it again"
            ) from error
        if total == 0:
            raise InputError("the file is empty", where=name, do="Give a file of calls")
        file.seek(0)
        yield Source(
            name, suffix, cast("BinaryIO", file), total, metered.hash.hexdigest(), max_bytes
        )


class _Metered(io.RawIOBase):
    """A stream that hashes what passes through and tells how far it is."""

    def __init__(self, stream: IO[bytes], progress: Progress | None, name: str) -> None:
        self.stream, self.progress, self.name = stream, progress, name
        self.total = _length(stream)
        self.hash, self.done = hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self.stream.read(len(buffer))
        except Exception as error:  # whatever the library of a store raises
            raise InputError(
                "the input can't be read any further",
                value=f"{type(error).__name__}: {error}",
                where=self.name,
                do="Try again; nothing was written",
            ) from error
        buffer[: len(data)] = data
        self.hash.update(data)
        self.done += len(data)
        if self.progress:
            self.progress("open", self.done, self.total)
        return len(data)


def _open(path: str) -> AbstractContextManager[IO[bytes]]:
    if path == PIPE:
        return nullcontext(sys.stdin.buffer)
    try:
        if "://" in path:
            return open_stream(path)
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise InputError("there is no such file", value=path, do="Check the path") from error
    except IsADirectoryError as error:
        raise InputError(
            "this is a folder, not a file", value=path, do="Name one file of calls"
        ) from error
    except (OSError, ValueError, ImportError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the file can't be opened, {reason}", value=path) from error


def _length(stream: IO[bytes]) -> int:
    """Tell how many bytes the stream has, 0 where that isn't known."""
    if not stream.seekable():
        return 0
    start = stream.tell()
    end = stream.seek(0, io.SEEK_END)
    stream.seek(start)
    return end - start


def _suffix(path: str, *, gzipped: bool, name: str) -> str | None:
    if path == PIPE:
        return None
    plain = PurePosixPath(path.lower())
    if plain.suffix != ".gz":
        return plain.suffix
    if not gzipped:
        raise InputError(
            "the name ends in .gz but the content isn't gzip", where=name, do="Rename the file"
        )
    return plain.with_suffix("").suffix


def _copy(stream: BinaryIO, target: IO[bytes] | None, max_bytes: int, name: str) -> int:
    """Read the stream to its end within the limit, writing it to `target` if there is one."""
    total = 0
    while chunk := stream.read(CHUNK):
        total += len(chunk)
        if total > max_bytes:
            raise too_large(name, max_bytes)
        if target is not None:
            target.write(chunk)
    return total


def too_large(name: str, max_bytes: int) -> InputError:
    """Make the error for an input over the limit on the expanded size."""
    return InputError(
        f"the input expands to more than {max_bytes:,} bytes",
        where=name,
        do="Raise the limit with --max-bytes if the file is meant to be that large",
    )
