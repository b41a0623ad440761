"""Parts with the wording of every text -> the calls of a run."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intentlib.scale.scratch import Scratch
from intentlib.scale.staging import write_table
from intentlib.schema import NORMALISED_CALLS

OWN = list(NORMALISED_CALLS.columns)


def write_ids(ids: pd.Series, name: str, scratch: Scratch) -> None:
    """Write the wording of every text into scratch, null where it has none."""
    table = pa.table({"text": pa.array(ids.index), "wording_id": pa.array(ids)})
    write_table(table, name, scratch)


def join(source: str, target: str, ids: str, dimensions: Sequence[str], scratch: Scratch) -> None:
    """Write a part as one of the calls of a run: with the wordings, the columns in one order.

    Parameters
    ----------
    source, target
        Names of the part in scratch, and of the one to write.
    ids
        Name of what :func:`write_ids` wrote.
    dimensions
        Of all parts; one that this lacks is missing there.
    """
    with scratch.reading([source, ids]) as (path, known):
        table, wordings = pq.read_table(path), pq.read_table(known)
    places = pc.index_in(table["text"], value_set=wordings["text"].combine_chunks())
    columns = {name: table[name] for name in OWN if name != "wording_id"}
    columns["wording_id"] = wordings["wording_id"].take(places)
    nothing = pa.nulls(len(table), pa.large_string())
    for name in dimensions:
        columns[name] = table[name] if name in table.column_names else nothing
    write_table(pa.table(columns), target, scratch)


@dataclass(frozen=True, eq=False)
class JoinedCalls:
    """The calls of a run that isn't stored yet, as parts in scratch; they go when that goes.

    Parameters
    ----------
    scratch
        Where they are.
    names
        Of the parts, in the order of the calls.
    """

    scratch: Scratch
    names: Sequence[str]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All of them."""
        frame: pd.DataFrame = pa.concat_tables(map(pq.read_table, self.files())).to_pandas()
        return frame

    def files(self) -> list[str]:
        """Return the paths of their files, which go with this object."""
        return [str(path) for path in sorted(Path(self._copies.name, "calls").iterdir())]

    @cached_property
    def _copies(self) -> tempfile.TemporaryDirectory[str]:
        folder = tempfile.TemporaryDirectory(prefix="intentlib-")
        self.write(Path(folder.name, "calls"))
        return folder

    def write(self, path: Path) -> None:
        """Put them at a path, as a folder of parts."""
        path.mkdir()
        for place, name in enumerate(self.names):
            self.scratch.fetch(name, path / f"part-{place:05}.parquet")
