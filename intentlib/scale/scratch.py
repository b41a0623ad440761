"""A folder for the files that one run needs meanwhile, here or where all workers reach it."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from intentlib.errors import StoreError
from intentlib.model import StoredFrame
from intentlib.store.local_place import link_or_copy
from intentlib.store.remote import open_file_system, patiently

PREFIX = ".scratch-"
SWEEP_AFTER = 86_400.0
"""Seconds after its last write at which a folder is taken for a dead process's."""


class Scratch:
    """A folder of files, made when the first is written.

    Parameters
    ----------
    root
        Its path, or its fsspec URL.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._fs, self._path = open_file_system(root)
        self.is_local = "local" in self._fs.protocol

    def __reduce__(self) -> tuple[type[Scratch], tuple[str]]:
        return Scratch, (self.root,)  # a file system loses its limits on the way to a worker

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a local path to write to; the file appears under its name when the block ends."""
        with _kept(self.root):
            if self.is_local:
                target = Path(self._path, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                # of a worker that died and the one that took over, the last one wins whole
                partial = target.with_name(f".{secrets.token_hex(4)}-{target.name}")
                try:
                    yield partial
                    partial.replace(target)
                finally:
                    partial.unlink(missing_ok=True)
            else:
                with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
                    yield Path(folder, "file")
                    self._put(Path(folder, "file"), name)

    @contextmanager
    def reading(self, names: list[str]) -> Iterator[list[str]]:
        """Give local paths of some files."""
        with _kept(self.root):
            if self.is_local:
                yield [f"{self._path}/{name}" for name in names]
            else:
                with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
                    paths = [str(Path(folder, str(place))) for place in range(len(names))]
                    for name, path in zip(names, paths, strict=True):
                        self._get(name, path)
                    yield paths

    def fetch(self, name: str, target: Path) -> None:
        """Put a file at a local path where nothing is; on the same disk no byte is copied."""
        with self.reading([name]) as (path,):
            link_or_copy(path, target)

    def adopt(self, calls: StoredFrame, name: str) -> list[str]:
        """Return the names of the parts of stored calls, once they are in here."""
        if self.is_local:
            path = Path(self._path, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                calls.write(path)
            return [each.relative_to(self._path).as_posix() for each in _files(path)]
        with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
            path = Path(folder, name)
            calls.write(path)
            names = [each.relative_to(folder).as_posix() for each in _files(path)]
            for each in names:
                self._put(Path(folder, each), each)
            return names

    def spill(self) -> str:
        """Return a local folder for what doesn't fit into memory."""
        if not self.is_local:
            return tempfile.gettempdir()
        Path(self._path).mkdir(parents=True, exist_ok=True)
        return str(self._path)

    def remove(self) -> None:
        """Remove all of it; what can't be removed is swept later."""
        with suppress(StoreError):
            self._done(lambda: self._fs.rm(self._path, recursive=True))

    def _put(self, source: Path, name: str) -> None:
        self._done(lambda: self._fs.put_file(str(source), f"{self._path}/{name}"))

    def _get(self, name: str, target: str) -> None:
        self._done(lambda: self._fs.get_file(f"{self._path}/{name}", target))

    def _done(self, request: Callable[[], object]) -> None:
        try:
            patiently(request, self.root)
        except Exception as error:  # back ends raise whatever their libraries raise
            raise _not_kept(self.root, error) from error


@contextmanager
def open_scratch(runs: str, *, shared: bool) -> Iterator[Scratch]:
    """Give a scratch folder, gone when the block ends.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) of the runs: on a disk the folder is in it, so that what is finished
        need not be copied.
    shared
        Whether other machines must reach it: then it is also in runs that are not on a disk.
    """
    fs, path = open_file_system(runs)
    if "local" in fs.protocol or shared:
        _sweep(fs, path)
        scratch = Scratch(fs.unstrip_protocol(f"{path}/{PREFIX}{secrets.token_hex(4)}"))
        is_new = scratch.is_local and not fs.exists(path)
        try:
            yield scratch
        finally:
            scratch.remove()
            if is_new:
                with suppress(OSError):  # holds a run by now, or was never made
                    fs.rmdir(path)
    else:
        with tempfile.TemporaryDirectory(prefix="intentlib-") as folder:
            yield Scratch(folder)


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.iterdir())


def _sweep(fs: Any, path: str) -> None:
    """Remove what dead processes left; what can't be removed is left alone."""
    with suppress(Exception):
        for folder in fs.glob(f"{path}/{PREFIX}*"):
            written = [fs.modified(each).timestamp() for each in fs.find(folder)]
            if time.time() - max(written, default=0) > SWEEP_AFTER:
                fs.rm(folder, recursive=True)


@contextmanager
def _kept(where: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _not_kept(where, error) from error


def _not_kept(where: str, error: Exception) -> StoreError:
    return StoreError(
        "files that are needed meanwhile can't be kept",
        value=error,
        where=where,
        do="Check its permissions and space",
    )
