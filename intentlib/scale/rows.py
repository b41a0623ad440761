"""What depends on every call of a run: reading them, counting their texts, giving them wordings.

Few calls are held as a frame. Many are staged as Parquet, counted by DuckDB and joined a part at a
time, by this process or by the workers of a Dask cluster. Whichever way, the result is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Protocol

import pandas as pd

from intentlib.collection import add_calls, inputs_of
from intentlib.errors import OptionError
from intentlib.model import Input, Progress, Reading, Run, RunConfig
from intentlib.normalise import Worded, count_texts, gather, keys_of, with_ids, with_keys
from intentlib.read import read
from intentlib.read.columns import Columns
from intentlib.read.source import PIPE
from intentlib.scale.inputs import files_of, is_large, without_known
from intentlib.scale.scratch import Scratch
from intentlib.scale.staged import StagedGiven
from intentlib.scale.staging import Staged, settle_times, stage
from intentlib.scale.workers import Workers


class Collected(Protocol):
    """The calls of a run, those that were known before it included."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files that they come from, in the order added."""

    @property
    def grown(self) -> bool:
        """Whether there are calls that the run before hasn't."""

    @property
    def quarantine(self) -> pd.DataFrame:
        """What was set aside of the files added last; see :mod:`intentlib.read.quarantine`."""

    def worded(self, skip: Collection[str], known: pd.DataFrame | None) -> Worded:
        """Return the wordings that they come to.

        Parameters
        ----------
        skip
            Names of rules to leave out.
        known
            The texts of the run before, where these rules made their keys; see
            :data:`intentlib.schema.TEXTS`.
        """
        ...

    def assign(self, ids: pd.Series, *, stay: bool) -> pd.DataFrame:
        """Return the calls with their wordings.

        Those that are too many to be held are given unread; see :func:`intentlib.model.unread`.

        Parameters
        ----------
        ids
            The ``wording_id`` of every text, by text.
        stay
            Whether it is known that the calls of the run before have these already.
        """
        ...


class Given(Protocol):
    """The calls of an input."""

    @property
    def columns(self) -> Mapping[str, str | None]:
        """The column of each of ``text``, ``at`` and ``call_id``."""

    def after(self, before: Run | None) -> Collected:
        """Return the calls together with those of a run, each call once."""
        ...


def read_rows(
    config: RunConfig,
    before: Run | None,
    scratch: Scratch,
    workers: Workers,
    progress: Progress | None = None,
) -> Given:
    """Return the calls of an input, held or staged by how many they are.

    Parameters
    ----------
    config
        The input, and how it is to be read.
    before
        The run whose calls they are to be added to; files that it knows needn't be read.

    Raises
    ------
    InputError, ColumnError, OptionError
        As :func:`intentlib.read.read` does.
    """
    if workers.apart and config.input == PIPE:
        raise OptionError(
            "workers can't read standard input", value=config.dask, do="Give a file or a folder"
        )
    files = files_of(config.input)
    if not workers.apart and not is_large(files, before):
        reading = read(
            files[0],
            text=config.text,
            at=config.at,
            call_id=config.call_id,
            encoding=config.encoding,
            delimiter=config.delimiter,
            max_bytes=config.max_bytes,
            bad_rows=config.bad_rows,
            progress=progress,
        )
        return HeldGiven(reading, files[0])
    if before:
        files = without_known(files, [each.sha256 for each in inputs_of(before)])
        if not files:
            return StagedGiven((), False, before.manifest.columns, scratch, workers)
    first = stage(files[0], "00000", config, scratch, progress=progress)
    others = [(path, f"{place:05}") for place, path in enumerate(files[1:], 1)]
    work = partial(_stage, config=config, scratch=scratch, columns=first.columns)
    staged = [first, *workers.map(work, others, progress)]
    columns = asdict(first.columns)
    return StagedGiven(tuple(staged), settle_times(staged), columns, scratch, workers)


@dataclass(frozen=True, eq=False)
class HeldGiven:
    """The calls of one file, held in memory.

    Parameters
    ----------
    reading
        The file as read.
    name
        What it is called.
    """

    reading: Reading
    name: str

    @property
    def columns(self) -> Mapping[str, str | None]:
        """The column of each of ``text``, ``at`` and ``call_id``."""
        return {name: getattr(self.reading, name) for name in ("text", "at", "call_id")}

    def after(self, before: Run | None) -> HeldCollected:
        """Return the calls together with those of a run, each call once."""
        calls, inputs = add_calls(before, self.reading, self.name)
        grown = before is None or calls is not before.calls
        return HeldCollected(calls, inputs, grown, self.reading.quarantine)


@dataclass(frozen=True, eq=False)
class HeldCollected:
    """The calls of a run, held in memory."""

    calls: pd.DataFrame
    inputs: tuple[Input, ...]
    grown: bool
    quarantine: pd.DataFrame

    def worded(self, skip: Collection[str], known: pd.DataFrame | None) -> Worded:
        """Return the wordings that they come to."""
        return gather(with_keys(count_texts(self.calls), partial(keys_of, skip=skip), known))

    def assign(self, ids: pd.Series, *, stay: bool) -> pd.DataFrame:
        """Return the calls with their wordings."""
        return with_ids(self.calls, ids)


def _stage(file: tuple[str, str], config: RunConfig, scratch: Scratch, columns: Columns) -> Staged:
    return stage(*file, config, scratch, columns)
