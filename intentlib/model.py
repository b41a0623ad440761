"""The nouns that every layer shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import pandas as pd

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` while a stage works; total 0 means unknown."""

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_MAX_BYTES = 4 * 1024**3
QUARANTINE = {"row": "int64", "reason": "str", "values": "str"}
"""The columns of rows that couldn't be read as calls."""


def nothing_aside() -> pd.DataFrame:
    """Return what was set aside of a file all of whose rows can be read."""
    return pd.DataFrame(columns=list(QUARANTINE)).astype(QUARANTINE)


@dataclass(frozen=True)
class RunConfig:
    """What one run is asked to do; the same fields are the parameters of ``refresh.ipynb``.

    Parameters
    ----------
    input
        Path of the file of calls, of a folder of files, a pattern such as ``calls/*.parquet``, an
        fsspec URL of one of these, or ``-`` for standard input.
    runs
        Folder (or fsspec URL) that holds the run folders.
    text, at, call_id
        Column names; found by name and content where ``None``.
    encoding, delimiter
        Detected where ``None``.
    max_bytes
        Limit on the expanded size of the input, in bytes.
    skip_rules
        Names of normalising rules to switch off.
    model
        Name or folder of a sentence-transformers model.
    granularity
        A height (float), a number of intents (int), or ``None`` for the recommended height.
    cache
        Folder for cached vectors; the user's cache folder where ``None``.
    namer
        A language model that names intents, as ``bedrock:`` and its id; none where ``None``.
    add
        Add the calls to those of the published run instead of replacing them.
    bad_rows
        Share of the rows, from 0 to 1, that may be set aside since they can't be read as calls; at
        0 a single one is an error.
    dask
        Address of a Dask scheduler whose workers do what depends on every call, and embed, or
        ``local`` for workers on this machine; this process does it where ``None``.
    """

    input: str
    runs: str = "runs"
    text: str | None = None
    at: str | None = None
    call_id: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    max_bytes: int = DEFAULT_MAX_BYTES
    skip_rules: tuple[str, ...] = ()
    model: str = DEFAULT_MODEL
    granularity: float | int | None = None
    cache: str | None = None
    namer: str | None = None
    add: bool = False
    bad_rows: float = 0.0
    dask: str | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """A file as read: its calls and how they were found.

    Parameters
    ----------
    calls
        Frame of calls (see :data:`intentlib.schema.CALLS`), in file order.
    text, at, call_id
        The columns that were used; ``at`` and ``call_id`` may be ``None``.
    format, encoding
        Such as ``csv`` and ``utf-8``; encoding is ``None`` for binary formats.
    sha256
        Hash of the input's bytes.
    empty
        Calls whose intent is empty.
    quarantine
        ``row, reason, values`` of the rows that can't be read as calls.
    """

    calls: pd.DataFrame
    text: str
    at: str | None
    call_id: str | None
    format: str
    encoding: str | None
    sha256: str
    empty: int
    quarantine: pd.DataFrame = field(default_factory=nothing_aside)


@dataclass(frozen=True, eq=False)
class Tree:
    """The merge tree over wordings.

    Parameters
    ----------
    linkage : ndarray of shape (n_wordings - 1, 4)
        As scipy writes it: the two nodes merged, the height, the number of wordings below;
        heights never fall from row to row.
    """

    linkage: np.ndarray

    @property
    def n_wordings(self) -> int:
        """Number of leaves."""
        return len(self.linkage) + 1

    @cached_property
    def parent(self) -> np.ndarray:
        """The node above each node; the top is above itself. Shape (2 * n_wordings - 1,)."""
        n = self.n_wordings
        above = np.full(2 * n - 1, 2 * n - 2)
        for child in (0, 1):
            above[self.linkage[:, child].astype(np.int64)] = np.arange(n, 2 * n - 1)
        return above

    def children(self) -> Iterator[tuple[int, int]]:
        """Give the two nodes of each merge; node ``n_wordings + row`` is what a merge makes."""
        # two flat lists: a list for each merge would set off the garbage collector
        one, other = self.linkage[:, :2].astype(np.int64).T.tolist()
        return zip(one, other, strict=True)

    def meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return the merge in which each two wordings meet, -1 for a wording and itself.

        Parameters
        ----------
        one, other : ndarray of shape (n_pairs,)
            Rows of wordings.
        """
        n, parent = self.n_wordings, self.parent
        one, other = one.copy(), other.copy()
        apart = one != other
        while apart.any():
            # a merge has a higher number than what it merges, so the lower of two climbs
            lower = apart & (one < other)
            upper = apart & (other < one)
            one[lower], other[upper] = parent[one[lower]], parent[other[upper]]
            apart = one != other
        return np.asarray(np.maximum(one - n, -1))


@dataclass(frozen=True)
class Recommendation:
    """The height a run is cut at unless the user says otherwise, and why.

    Parameters
    ----------
    height
        Height of the recommended cut.
    intents
        Number of groups it gives.
    reason
        One or two sentences for people.
    """

    height: float
    intents: int
    reason: str


@dataclass(frozen=True)
class Input:
    """One file that the calls of a run come from.

    Parameters
    ----------
    name
        What it is called.
    sha256
        Hash of its bytes.
    calls
        Calls that came from it.
    known
        Its calls that other files had brought already.
    """

    name: str
    sha256: str
    calls: int
    known: int


@dataclass(frozen=True)
class Manifest:
    """What a run was made from, with what, and at what cost.

    ``counts`` has ``calls, no_intent, wordings, intents, new, themes, built``, of which ``new`` are
    the intents that the previous run hadn't, 0 where there was none, and ``built`` the wordings
    when the tree was last built; ``hashes`` has ``input``, ``model``, ``code``, ``config`` and one
    entry per artefact file; ``seconds`` and ``peak_rss_mb`` are per
    stage; ``status`` is ``complete`` once everything is written; ``inputs`` are the files in the
    order they were added, empty for runs of versions that didn't keep them; ``quarantined`` are
    the rows of the last file that couldn't be read as calls, by reason.
    """

    run_id: str
    created_at: datetime
    status: str
    config: Mapping[str, Any]
    columns: Mapping[str, str | None]
    counts: Mapping[str, int]
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    seconds: Mapping[str, float]
    peak_rss_mb: Mapping[str, float]
    height: float
    recommended: Recommendation
    previous: str | None = None
    ledger_position: int = 0
    inputs: tuple[Input, ...] = ()
    quarantined: Mapping[str, int] = field(default_factory=dict)

    @property
    def set_aside(self) -> list[str]:
        """A sentence per reason for which rows of the file couldn't be read as calls."""
        return [
            f"{rows:,} row{'s' if rows > 1 else ''} set aside since {reason}"
            for reason, rows in self.quarantined.items()
        ]


class StoredFrame(Protocol):
    """A frame that lies on a disk, too large to hold unless somebody wants all of it."""

    @property
    def frame(self) -> pd.DataFrame:
        """All of them, read when first asked for."""

    def files(self) -> list[str]:
        """Return the paths of the Parquet files on this machine that hold them, in order."""

    def write(self, path: Path) -> None:
        """Put them at a path where nothing is: one Parquet file, or a folder of parts."""


class _Held:
    """The calls of a run: a frame, or stored calls that become one when it is asked for."""

    def __get__(self, run: Run | None, owner: type | None = None) -> pd.DataFrame:
        if run is None:  # so that the dataclass sees a field without a default
            raise AttributeError("calls")
        held: pd.DataFrame | StoredFrame = vars(run)["calls"]
        return held if isinstance(held, pd.DataFrame) else held.frame

    def __set__(self, run: Run, calls: pd.DataFrame | StoredFrame) -> None:
        vars(run)["calls"] = calls


def unread(calls: StoredFrame) -> pd.DataFrame:
    """Return what a run can be made with in place of the frame of its calls."""
    return cast("pd.DataFrame", calls)


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One pass over one input: the frames, the tree and the manifest.

    ``calls`` of a stored run are read when first asked for, which takes long where there are
    millions. ``vectors`` may be a read-only memory map; rows of ``wordings``, ``vectors`` and the
    leaves of ``tree`` are in the same order (by ``key``). ``texts`` are those of the calls with
    their keys, which only a refresh reads; runs of older versions have none.
    """

    manifest: Manifest
    calls: pd.DataFrame
    if not TYPE_CHECKING:
        calls = _Held()
    wordings: pd.DataFrame
    intents: pd.DataFrame
    themes: pd.DataFrame
    lineage: pd.DataFrame
    tree: Tree
    vectors: np.ndarray
    path: str | None = field(default=None)
    quarantine: pd.DataFrame = field(default_factory=nothing_aside)
    texts: pd.DataFrame | StoredFrame | None = None

    @property
    def run_id(self) -> str:
        """Name of the run's folder."""
        return self.manifest.run_id

    def __repr__(self) -> str:
        return f"Run({self.run_id!r}, path={self.path!r})"  # frames would fill pages

    @property
    def stored_calls(self) -> StoredFrame | None:
        """The calls as they are stored; None where they were given as a frame."""
        held = vars(self)["calls"]
        return None if isinstance(held, pd.DataFrame) else held

    def shares_calls(self, other: Run) -> bool:
        """Tell whether the calls of another run are the very same, read or unread."""
        return vars(self)["calls"] is vars(other)["calls"]

    def but(self, **changes: Any) -> Run:
        """Return the run with other values in some fields; its calls aren't read for that."""
        return replace(self, **{"calls": vars(self)["calls"], **changes})
