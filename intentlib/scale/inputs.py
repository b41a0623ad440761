"""Which files an input is, and whether they are too large to be held."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from intentlib.errors import InputError
from intentlib.model import Run
from intentlib.read.formats import KNOWN
from intentlib.read.source import PIPE
from intentlib.store.remote import open_file_system, open_stream

LARGE_BYTES = 1 << 26
"""Size of a file, as it lies, from which on its calls are grouped out of core."""
LARGE_CALLS = 1_000_000
"""The same for the calls of a run that others are added to."""


def files_of(path: str) -> list[str]:
    """Return the files that an input names, in sorted order.

    Parameters
    ----------
    path
        A file, a folder, whose files of known endings count, those in its folders too, or a
        pattern such as ``calls/*.parquet``; each on this machine or an fsspec URL. What isn't
        there is returned as it is.

    Raises
    ------
    InputError
        If a folder or a pattern has no file of a known ending.
    """
    if path == PIPE:
        return [path]
    try:
        fs, root = _opened(path)
        found = _inside(fs, root)
    except Exception:  # whatever the library of a store raises: the reader says what is wrong
        return [path]
    if found is None:
        return [path]
    files = sorted(each for each in found if _is_known(each, root))
    if not files:
        raise InputError(
            "there is no file of calls in it",
            value=path,
            do=f"Give files that end in one of {' '.join(KNOWN)}, each optionally with .gz",
        )
    return [str(fs.unstrip_protocol(each)) if "://" in path else each for each in files]


def is_large(files: list[str], before: Run | None) -> bool:
    """Tell whether calls are better not held: several files, a large one, or a large run before."""
    if before and before.manifest.counts["calls"] > LARGE_CALLS:
        return True
    if len(files) > 1:
        return True
    if files[0] == PIPE:
        return False
    try:
        fs, root = _opened(files[0])
        return bool(fs.size(root) > LARGE_BYTES)
    except Exception:  # as above
        return False


def hash_of(path: str) -> str:
    """Return the sha256 of a file's bytes."""
    with open_stream(path) if "://" in path else Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def without_known(files: Iterable[str], hashes: Iterable[str]) -> list[str]:
    """Return the files whose bytes have none of these hashes."""
    known = set(hashes)
    return [path for path in files if hash_of(path) not in known] if known else list(files)


def _opened(path: str) -> tuple[Any, str]:
    """Return the file system and the path on it, one of this machine as it was given."""
    fs, root = open_file_system(path)
    return fs, root if "://" in path else path


def _inside(fs: Any, root: str) -> list[str] | None:
    """Return the files in a folder or of a pattern; None where it is neither."""
    if fs.isfile(root):
        return None
    if fs.isdir(root):
        return list(fs.find(root))
    if glob.has_magic(root):
        return [each for each in fs.glob(root) if fs.isfile(each)]
    return None


def _is_known(path: str, root: str) -> bool:
    inside = PurePosixPath(Path(path).as_posix().removeprefix(f"{Path(root).as_posix()}/"))
    hidden = any(part.startswith((".", "_")) for part in inside.parts)
    plain = PurePosixPath(path.lower())
    suffix = plain.with_suffix("").suffix if plain.suffix == ".gz" else plain.suffix
    return not hidden and suffix in KNOWN
