"""Files of a bucket on this machine: copied once for all of a user's processes."""

from __future__ import annotations

import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from intentlib.errors import StoreError
from intentlib.store.artefacts import file_hash
from intentlib.store.place import Place

KEEP = 86_400.0
"""Seconds after its last use at which a copy is removed."""

_SHA256 = re.compile("[0-9a-f]{64}")


def local_copy(place: Place, folder: str, name: str, sha256: str) -> Path:
    """Return the path of a copy of a file; nothing is fetched where there is one.

    Raises
    ------
    StoreError
        If the file can't be fetched, has no hash or another one, or copies can't be kept safe.
    """
    if not _SHA256.fullmatch(sha256):
        raise _changed(place.url(folder, name), f"the manifest says {sha256!r}")
    home = _home()
    path = home / sha256
    if not path.exists():
        _remove_unused(home)
        with tempfile.TemporaryDirectory(dir=home) as staging:
            fetched = Path(staging) / "file"
            place.fetch(fetched, folder, name)
            if (found := file_hash(fetched)) != sha256:
                raise _changed(place.url(folder, name), f"sha256 {found}, not {sha256}")
            fetched.replace(path)
    path.touch()
    return path


def _changed(url: str, how: str) -> StoreError:
    return StoreError(
        "a file of the run changed since it was written",
        value=how,
        where=url,
        do="Make the run again",
    )


def _home() -> Path:
    """Return the folder of the copies, which nobody else can write to."""
    home = Path(tempfile.gettempdir()) / f"intentlib-copies-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    told = home.lstat()
    if home.is_symlink() or told.st_uid != os.getuid() or told.st_mode & 0o077:
        raise StoreError(
            "the folder for copies belongs to somebody else, or is open to others",
            where=str(home),
            do="Remove it, or set TMPDIR to another folder",
        )
    return home


def _remove_unused(home: Path) -> None:
    for path in home.iterdir():
        with suppress(OSError):  # another process may have removed it, or be at it
            if path.is_file() and time.time() - path.stat().st_mtime > KEEP:
                path.unlink()
