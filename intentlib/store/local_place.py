"""Run folders on this machine's disk."""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import filelock

from intentlib.store.place import PARTIAL, Place, is_old

_LOCKED = 60.0
"""Seconds to wait for another process that swaps a file; a dead one's lock is gone with it."""
_STAGED = re.compile(rf"{re.escape(PARTIAL)}.+-[0-9a-f]{{8}}")


class LocalPlace(Place):
    """A folder of runs on this machine's disk."""

    def url(self, *parts: str) -> str:
        """Return the path of a file or folder."""
        return self._path(*parts)

    def source(self, *parts: str) -> str | io.BytesIO:
        """Return the file's path, so that readers may map it into memory."""
        return self._path(*parts)

    @contextmanager
    def staging(self, folder: str) -> Iterator[Path]:
        """Give a hidden folder beside the final one, on the same disk."""
        path = Path(self._path(f"{PARTIAL}{folder}-{secrets.token_hex(4)}"))
        with self._reached():
            try:
                path.mkdir(parents=True)
                yield path
            finally:
                shutil.rmtree(path, ignore_errors=True)

    def fetch(self, target: Path, *parts: str) -> None:
        """Put what is in a file at a path: as another name of it, where the disk is the same."""
        with self._reached():
            link_or_copy(self._path(*parts), target)

    def commit(self, staged: Path, folder: str) -> None:
        """Rename the staged folder, once the disk has everything in it."""
        with self._reached():
            for path in [*staged.rglob("*"), staged]:
                _to_disk(path)
            staged.rename(self._path(folder))
            _to_disk(Path(self.root))

    def exchange(self, name: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a small file while no other process does; its lock ends with the process.

        Parameters
        ----------
        change
            As of :meth:`Place.exchange`.
        """
        with self._reached():
            Path(self.root).mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self._path(f".{name}.lock"), timeout=_LOCKED):
                new = change(self._read_if_there(name))
                if new is not None:
                    self._swap(name, new)

    def _swap(self, name: str, data: bytes) -> None:
        temporary = Path(self._path(f"{PARTIAL}{name}-{secrets.token_hex(4)}"))
        try:
            temporary.write_bytes(data)
            _to_disk(temporary)
            temporary.replace(self._path(name))
            _to_disk(Path(self.root))
        finally:
            temporary.unlink(missing_ok=True)

    def remove(self, folder: str) -> None:
        """Remove a folder in one step: renamed first, so that it is swept if need be."""
        gone = Path(self._path(f"{PARTIAL}{folder}-{secrets.token_hex(4)}"))
        with self._reached():
            Path(self._path(folder)).rename(gone)
            shutil.rmtree(gone)

    def sweep(self) -> None:
        """Remove the partial folders and files that nothing has written to for an hour."""
        with suppress(OSError):
            for path in sorted(Path(self.root).glob(f"{PARTIAL}*")):
                if not _STAGED.fullmatch(path.name):
                    continue
                parts = [path, *path.iterdir()] if path.is_dir() else [path]
                if is_old(max(part.stat().st_mtime for part in parts)):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def link_or_copy(source: str, target: Path) -> None:
    """Put a file at a path where nothing is; on the same disk no byte is copied."""
    try:
        target.hardlink_to(source)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(source, target)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    # Some file systems can't sync a folder; they keep its entries by themselves.
    with suppress(OSError) if path.is_dir() else nullcontext():
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
