"""The calls of a run that are too many to be held: parts in scratch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from intentlib.collection import inputs_of, salted
from intentlib.errors import StoreError
from intentlib.model import Input, Run, nothing_aside, unread
from intentlib.normalise import Worded, add_texts, gather, keys_of, with_keys
from intentlib.read.faults import repeated_ids
from intentlib.read.quarantine import ID_AGAIN, NO_DATE
from intentlib.scale import counting
from intentlib.scale.joining import OWN, JoinedCalls, join, write_ids
from intentlib.scale.scratch import Scratch
from intentlib.scale.staging import Part, Staged, settle, told_rows, unread_rows, write_table
from intentlib.scale.workers import Workers

_IDS = "ids.parquet"
_NONE = pd.DataFrame(
    {
        "name": pd.Series(dtype="str"),
        "row": pd.Series(dtype="int64"),
        "reason": pd.Series(dtype="str"),
    }
)
_TEXTS = 1 << 14
"""Texts that are normalised at a time."""


@dataclass(frozen=True, eq=False)
class StagedGiven:
    """The calls of the files of an input, as parts in scratch.

    Parameters
    ----------
    files
        In their order.
    month_first
        Whether the month stands before the day in their times.
    columns
        The column of each of ``text``, ``at`` and ``call_id``.
    scratch, workers
        Where the parts are, and who works on them.
    """

    files: tuple[Staged, ...]
    month_first: bool
    columns: Mapping[str, str | None]
    scratch: Scratch
    workers: Workers

    def after(self, before: Run | None) -> StagedCollected:
        """Return the calls together with those of a run, each call once.

        Raises
        ------
        InputError
            If an id comes up again within a file.
        """
        inputs = inputs_of(before) if before else ()
        old = _parts_of(before, self.scratch) if before else ()
        hashes = {each.sha256 for each in inputs}
        files: list[Staged] = []
        for file in self.files:
            if file.sha256 not in hashes:
                hashes.add(file.sha256)
                files.append(file)
        out = _left_out(files, old, self.scratch, month_first=self.month_first)
        gone = {str(name): rows.tolist() for name, rows in out.groupby("name")["row"]}
        aside = _set_aside(files, out[out["reason"] != ""], self.scratch)
        settled: list[Part] = []
        for file in files:
            first = not inputs and file.columns.call_id is None
            prefix = "" if first or file.columns.call_id else salted(file.sha256)
            how = partial(
                _settle, scratch=self.scratch, month_first=self.month_first, prefix=prefix
            )
            parts = self.workers.map(how, [(part, gone.get(part.name, [])) for part in file.parts])
            calls = sum(part.calls for part in parts)
            known = sum(out.loc[out["reason"] == "", "name"].isin([p.name for p in file.parts]))
            inputs = (*inputs, Input(file.path, file.sha256, calls, int(known)))
            settled += [part for part in parts if part.calls]
        return StagedCollected(old, tuple(settled), inputs, aside, self.scratch, self.workers)


@dataclass(frozen=True, eq=False)
class StagedCollected:
    """The calls of a run, as parts in scratch.

    Parameters
    ----------
    old
        Those of the run before, with their wordings.
    new
        Those that it hasn't.
    """

    old: tuple[Part, ...]
    new: tuple[Part, ...]
    inputs: tuple[Input, ...]
    quarantine: pd.DataFrame
    scratch: Scratch
    workers: Workers

    @property
    def grown(self) -> bool:
        """Whether there are calls that the run before hasn't."""
        return bool(self.new)

    def worded(self, skip: Collection[str], known: pd.DataFrame | None) -> Worded:
        """Return the wordings that they come to; of known texts only new calls are counted."""
        make = partial(self._keys_of, skip=tuple(skip))
        if known is None:
            return gather(with_keys(self._counted((*self.old, *self.new)), make))
        if self.new:
            known = add_texts(known, self._counted(self.new), make)
        return gather(known)

    def _keys_of(self, texts: Sequence[str], skip: Collection[str]) -> pd.DataFrame:
        pieces = [texts[start : start + _TEXTS] for start in range(0, len(texts), _TEXTS)]
        keys = self.workers.map(partial(keys_of, skip=skip), pieces or [[]])
        return pd.concat(keys, ignore_index=True)

    def _counted(self, parts: Sequence[Part]) -> pd.DataFrame:
        names = [part.name for part in parts]
        spill = self.scratch.spill()
        if self.workers.apart:
            names = self.workers.map(partial(_count_part, scratch=self.scratch), names)
        with self.scratch.reading(names) as paths:
            count = counting.add_up if self.workers.apart else counting.count_texts
            return counting.as_texts(count(paths, spill))

    def assign(self, ids: pd.Series, *, stay: bool) -> pd.DataFrame:
        """Return the calls with their wordings, unread; parts that stay as they are stay."""
        write_ids(ids, _IDS, self.scratch)
        every = dict.fromkeys(name for part in (*self.old, *self.new) for name in part.dimensions)
        dimensions = list(every)
        kept = [part.name for part in self.old]
        anew = list(self.new)
        if self.old and not self._stay(dimensions, known=stay):
            kept, anew = [], [*self.old, *self.new]
        work = partial(_join, ids=_IDS, dimensions=dimensions, scratch=self.scratch)
        joined = self.workers.map(work, [part.name for part in anew])
        return unread(JoinedCalls(self.scratch, [*kept, *joined]))

    def _stay(self, dimensions: Sequence[str], *, known: bool) -> bool:
        """Tell whether the parts of the run before are those of this one as well."""
        if any(list(part.dimensions) != dimensions for part in self.old):
            return False
        if known:  # or all of them are looked through
            return True
        with self.scratch.reading([_IDS, *(part.name for part in self.old)]) as (ids, *paths):
            return counting.moved_texts(paths, ids, self.scratch.spill()) == 0


def _parts_of(run: Run, scratch: Scratch) -> tuple[Part, ...]:
    """Return the calls of a stored run as parts in scratch."""
    if run.stored_calls is None:
        raise StoreError("only the calls of a stored run can be added to", value=run.run_id)
    parts = []
    for name in scratch.adopt(run.stored_calls, f"{run.run_id}.parquet"):
        with scratch.reading([name]) as (path,):
            file = pq.ParquetFile(path)
            names = [column for column in file.schema_arrow.names if column not in OWN]
            parts.append(Part(name, file.metadata.num_rows, tuple(names)))
    return tuple(parts)


def _left_out(
    files: Sequence[Staged], old: Sequence[Part], scratch: Scratch, *, month_first: bool
) -> pd.DataFrame:
    """Return the rows that are not added: ``name`` of the part, ``row`` from 0 and ``reason``.

    The reason is empty where the call is known, from another file or the run before.
    """
    out = [
        _rows(part.name, unread_rows(part, scratch, month_first=month_first), NO_DATE)
        for file in files
        if file.aside.share
        for part in file.parts
    ]
    parts = [part for file in files if file.columns.call_id for part in file.parts]
    if parts:
        out += _known(files, [part.name for part in parts], old, pd.concat([_NONE, *out]), scratch)
    return pd.concat([_NONE, *out]).drop_duplicates(["name", "row"])


def _known(
    files: Sequence[Staged],
    names: Sequence[str],
    old: Sequence[Part],
    unread: pd.DataFrame,
    scratch: Scratch,
) -> list[pd.DataFrame]:
    """Return the rows whose id stands in an earlier row or the run before."""
    of_file = {part.name: place for place, file in enumerate(files) for part in file.parts}
    with scratch.reading(list(names)) as paths:
        name_of = dict(zip(paths, names, strict=True))
        found = counting.repeated_rows(paths, scratch.spill())
        known = found.iloc[:0]
        if old:
            with scratch.reading([part.name for part in old]) as before:
                known = counting.known_rows(paths, before, scratch.spill())
    found, known = (rows.assign(name=rows["filename"].map(name_of)) for rows in (found, known))
    usable = ~pd.MultiIndex.from_frame(found[["name", "row"]]).isin(
        pd.MultiIndex.from_frame(unread[["name", "row"]])
    )
    found = found[usable].sort_values(["name", "row"])
    place = found["name"].map(of_file)
    again = found.assign(place=place).duplicated(["place", "call_id"])
    for number, file in enumerate(files):
        if not file.aside.share:
            _check_ids(found[place == number], file)
    later = found["call_id"].duplicated() & ~again
    return [
        found.loc[again, ["name", "row"]].assign(reason=ID_AGAIN),
        found.loc[later, ["name", "row"]].assign(reason=""),
        known[["name", "row"]].assign(reason=""),
    ]


def _set_aside(files: Sequence[Staged], out: pd.DataFrame, scratch: Scratch) -> pd.DataFrame:
    """Return what is set aside of all files; raises InputError where that is too much of one."""
    frames = [nothing_aside()]
    for file in files:
        aside, before = copy(file.aside), 0
        for part in file.parts:
            rows = out[out["name"] == part.name]
            if len(rows):
                numbers = file.aside.numbers(rows["row"].to_numpy(np.int64) + before)
                told = told_rows(part, rows["row"].tolist(), file.columns, scratch)
                aside.put(numbers, rows["reason"], told)
            before += part.calls
        aside.check(before + len(file.aside) - len(aside), file.path)
        frame = aside.frame
        if len(files) > 1:  # rows are counted in each
            frame = frame.assign(values=f"{file.path}: " + frame["values"])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _rows(name: str, rows: Sequence[int], reason: str) -> pd.DataFrame:
    places = np.asarray(rows, np.int64)
    return pd.DataFrame({"name": name, "row": places, "reason": reason}).astype(_NONE.dtypes)


def _check_ids(repeated: pd.DataFrame, file: Staged) -> None:
    """Raise InputError where an id comes up again within one file."""
    again = repeated["call_id"].duplicated()
    if not again.any():
        return
    before: dict[str, int] = {}
    rows = 0
    for part in file.parts:
        before[part.name], rows = rows, rows + part.calls
    first = repeated["call_id"][again].iloc[0]
    of_first = repeated[repeated["call_id"] == first].head(2)
    places = [
        before[name] + row + 1 for name, row in zip(of_first["name"], of_first["row"], strict=True)
    ]
    where = f"{file.path}, column {file.columns.call_id!r}"
    raise repeated_ids(places, int(again.sum()), first, where)


def _settle(
    part: tuple[Part, Sequence[int]], scratch: Scratch, month_first: bool, prefix: str
) -> Part:
    return settle(part[0], scratch, month_first=month_first, prefix=prefix, gone=part[1])


def _count_part(name: str, scratch: Scratch) -> str:
    with scratch.reading([name]) as paths:
        counted = counting.count_texts(paths, scratch.spill())
    target = name.replace(".parquet", "-counted.parquet")
    write_table(counted, target, scratch)
    return target


def _join(name: str, *, ids: str, dimensions: Sequence[str], scratch: Scratch) -> str:
    target = name.replace(".parquet", "-joined.parquet")
    join(name, target, ids, dimensions, scratch)
    return target
