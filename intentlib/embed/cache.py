"""Vectors kept on disk under model and text, so that nothing is embedded twice.

Each is kept with a hash of itself: one that was damaged is made anew, as is a damaged file. A cache
that can't be written, on a full disk for one, costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from intentlib.embed.base import Embedder
from intentlib.errors import OptionError
from intentlib.model import Progress

_STEP = 4096
_LOG = logging.getLogger(__name__)


class CachedEmbedder:
    """An embedder that embeds only the texts it has never seen.

    Parameters
    ----------
    embedder
        Makes the vectors of new texts.
    folder
        Where the cache is kept: one SQLite file per model fingerprint, safe to share between
        processes. The user's cache folder where ``None``.

    Attributes
    ----------
    path
        The file of this model.

    Raises
    ------
    OptionError
        If the folder can't be written.
    """

    def __init__(self, embedder: Embedder, folder: str | Path | None = None) -> None:
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self._embedder = embedder
        home = Path(folder) if folder else user_cache_path("intentlib") / "vectors"
        try:
            home.mkdir(parents=True, exist_ok=True)
            self.path = home / f"{hashlib.sha256(self.fingerprint.encode()).hexdigest()[:16]}.db"
            try:
                self._make()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._make_anew(error)
        except (OSError, sqlite3.Error) as error:
            raise OptionError(
                "the folder for cached vectors can't be used",
                value=home,
                do="Give another one with --cache",
            ) from error

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given."""
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        known = self._read(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = list(new.items())
        for start in range(0, len(fresh), _STEP):
            part = fresh[start : start + _STEP]
            vectors = self._embedder.embed(
                [text for _, text in part], _shifted(progress, start, len(fresh))
            )
            rows = [(key, row.tobytes()) for (key, _), row in zip(part, vectors, strict=True)]
            self._keep(rows)
            known.update(rows)
        return np.frombuffer(b"".join(known[key] for key in keys), np.float32).reshape(
            len(texts), -1
        )

    def _make(self) -> None:
        with self._open() as database:
            # as versions before kept them, without a hash
            database.execute("drop table if exists vectors")
            database.execute(
                "create table if not exists hashed (text blob primary key, vector blob, hash blob)"
                " without rowid"
            )

    def _make_anew(self, why: Exception) -> None:
        _LOG.warning("the cache of vectors %s is damaged (%s) and is made anew", self.path, why)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self._make()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the vectors that are kept and whole, by key."""
        found: dict[bytes, bytes] = {}
        try:
            with self._open() as database:
                for start in range(0, len(keys), _STEP):
                    part = keys[start : start + _STEP]
                    marks = ",".join("?" * len(part))
                    rows = database.execute(
                        f"select text, vector, hash from hashed where text in ({marks})",  # noqa: S608
                        part,
                    )
                    found.update((key, row) for key, row, told in rows if told == _hash(key, row))
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._make_anew(error)
        return found

    def _keep(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        hashed = [(key, row, _hash(key, row)) for key, row in rows]
        try:
            with self._open() as database:
                database.executemany("insert or replace into hashed values (?, ?, ?)", hashed)
        except sqlite3.Error as error:
            _LOG.warning("vectors could not be kept in %s: %s", self.path, error)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=60)) as database, database:
            database.execute("pragma journal_mode=wal")
            yield database


def _hash(key: bytes, vector: bytes) -> bytes:
    return hashlib.blake2b(key + vector, digest_size=8).digest()


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell an error of the file's content from one of its surroundings, such as a full disk."""
    return type(error) is sqlite3.DatabaseError


def _shifted(progress: Progress | None, done: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda stage, part, _: progress(stage, done + part, total)
