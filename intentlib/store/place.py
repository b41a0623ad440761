"""Where run folders are kept: a local folder, or any object store that fsspec knows.

Both kinds promise the same: a folder that is committed appears whole or not at all, and a small
file that is swapped is always either the old one or the new one, whenever a process is killed.
"""

from __future__ import annotations

import io
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from intentlib.errors import IntentlibError, StoreError
from intentlib.store.remote import patiently

T = TypeVar("T")

PARTIAL = ".partial-"
SWEEP_AFTER = 3600.0
"""Seconds after its last write at which an unfinished folder is taken for a dead process's."""


@dataclass(frozen=True)
class Layout:
    """What the folders in a place look like; nothing that looks otherwise is ever removed.

    Parameters
    ----------
    folder
        Pattern of the folders' names.
    files
        Names of the files in a folder; one that is large can be a folder of parts.
    complete
        The one among them whose presence makes a folder complete.
    """

    folder: re.Pattern[str]
    files: frozenset[str]
    complete: str


class Place:
    """A folder of runs on any fsspec file system.

    Parameters
    ----------
    fs
        The fsspec file system.
    root
        Path of the folder as ``fs`` writes it.
    layout
        What the folders look like.
    """

    def __init__(self, fs: Any, root: str, layout: Layout) -> None:
        self.fs, self.root, self.layout = fs, root.rstrip("/"), layout

    def url(self, *parts: str) -> str:
        """Return the address of a file or folder as a user would write it."""
        return str(self.fs.unstrip_protocol(self._path(*parts)))

    def read(self, *parts: str) -> bytes:
        """Return a file's bytes; raises FileNotFoundError, or StoreError out of reach."""
        path = self._path(*parts)
        return self._done(lambda: bytes(self.fs.cat_file(path)), FileNotFoundError)

    def source(self, *parts: str) -> str | io.BytesIO:
        """Return what a reader of one file can open: a local path, or the bytes."""
        return io.BytesIO(self.read(*parts))

    def parts(self, folder: str, name: str) -> list[str]:
        """Return the names of the files that make up one: its own, or those in a folder of it."""
        path, start = self._path(folder, name), len(self._path(folder, ""))
        self.fs.invalidate_cache(path)
        return sorted(each[start:] for each in self._done(lambda: self.fs.find(path))) or [name]

    def fetch(self, target: Path, *parts: str) -> None:
        """Put what is in a file at a local path where nothing is."""
        self._done(lambda: self.fs.get_file(self._path(*parts), str(target)))

    def exists(self, *parts: str) -> bool:
        """Tell whether a file or folder is there now."""
        self.fs.invalidate_cache(self.root)
        return self._done(lambda: bool(self.fs.exists(self._path(*parts))))

    def read_each(self, name: str) -> dict[str, bytes]:
        """Return the bytes of the file ``name`` of every folder that has it, by folder."""
        try:
            entries = self._done(
                lambda: self.fs.ls(self.root, detail=True, refresh=True), FileNotFoundError
            )
        except FileNotFoundError:
            return {}
        folders = [entry["name"] for entry in entries if entry["type"] == "directory"]
        paths = [f"{folder.rstrip('/')}/{name}" for folder in sorted(folders)]
        found = self._done(lambda: self.fs.cat(paths, on_error="return")) if paths else {}
        each = {PurePosixPath(path).parent.name: data for path, data in found.items()}
        for folder, data in each.items():
            if isinstance(data, Exception):  # none there, or failed for a while
                each[folder] = self._read_if_there(folder, name)
        return {folder: data for folder, data in each.items() if data is not None}

    @contextmanager
    def staging(self, folder: str) -> Iterator[Path]:
        """Give a local folder to write into; it is gone when the block ends, committed or not."""
        with self._reached(), tempfile.TemporaryDirectory(prefix=f"intentlib-{folder}-") as path:
            yield Path(path)

    def commit(self, staged: Path, folder: str) -> None:
        """Make a staged folder appear under its name, its completing file last."""
        paths = sorted(path for path in staged.rglob("*") if path.is_file())
        names = [path.relative_to(staged).as_posix() for path in paths]
        for name in sorted(names, key=lambda name: name == self.layout.complete):
            self._put(staged / name, self._path(folder, name))

    def exchange(self, name: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a small file in one step by what is made of it, unless it changed meanwhile.

        Where the file system has no conditional writes (anything but a disk and S3), what another
        process wrote between reading and writing is overwritten.

        Parameters
        ----------
        change
            Makes new bytes of those there are (None where there is no file), or None to leave them.
            Called again with what another process wrote meanwhile.
        """
        new = change(self._read_if_there(name))
        if new is not None:
            self._done(lambda: self.fs.pipe_file(self._path(name), new))

    def probe(self) -> None:
        """Write a small file and remove it; raises StoreError where that can't be done."""
        name = f"{PARTIAL}probe-{secrets.token_hex(4)}"
        with self._reached():
            self.fs.makedirs(self.root, exist_ok=True)
            self.fs.pipe_file(self._path(name), b"probe")
            self.fs.rm(self._path(name))

    def remove(self, folder: str) -> None:
        """Remove a folder, what makes it complete first: half removed it is unfinished."""
        self._done(lambda: self.fs.rm(self._path(folder, self.layout.complete)))
        self._done(lambda: self.fs.rm(self._path(folder), recursive=True))

    def sweep(self) -> None:
        """Remove what dead processes left unfinished; what can't be removed is left alone."""
        with suppress(StoreError), self._reached():
            folders: dict[str, set[str]] = {}
            self.fs.invalidate_cache(self.root)
            for path in self.fs.find(self.root):
                folder, _, name = path.removeprefix(f"{self.root}/").partition("/")
                folders.setdefault(folder, set()).add(name)
            for folder, names in sorted(folders.items()):
                paths = [self._path(folder, name) for name in sorted(names)]
                if self._is_unfinished(folder, names) and is_old(
                    max(self.fs.modified(path).timestamp() for path in paths)
                ):
                    self.fs.rm(paths)

    def _is_unfinished(self, folder: str, names: set[str]) -> bool:
        files = {name.partition("/")[0] for name in names}
        ours = self.layout.folder.fullmatch(folder) and files <= self.layout.files
        return bool(ours) and self.layout.complete not in names

    def _path(self, *parts: str) -> str:
        return "/".join((self.root, *parts))

    def _put(self, source: Path, target: str) -> None:
        self._done(lambda: self.fs.put_file(str(source), target))

    def _read_if_there(self, *parts: str) -> bytes | None:
        try:
            return self.read(*parts)
        except FileNotFoundError:
            return None

    def _done(self, work: Callable[[], T], *passing: type[Exception]) -> T:
        """Return what one request gives, made again where the store fails for a while."""
        with self._reached(*passing):
            return patiently(work, self.url())

    @contextmanager
    def _reached(self, *passing: type[Exception]) -> Iterator[None]:
        # Back ends raise whatever their libraries raise; here it becomes one error of ours.
        passed: tuple[type[Exception], ...] = (IntentlibError, *passing)
        try:
            yield
        except passed:
            raise
        except Exception as error:
            raise StoreError(
                "the folder of runs can't be used",
                value=f"{type(error).__name__}: {error}",
                where=self.url(),
                do="Check its address, permissions and space and, for a bucket, the credentials",
            ) from error


def is_old(modified: float) -> bool:
    """Tell whether what was last written at a time, in seconds since 1970, is a dead process's."""
    return time.time() - modified > SWEEP_AFTER
