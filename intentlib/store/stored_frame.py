"""A large frame of a run that is stored: where it is, and reading it when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from intentlib.store.artefacts import read_frame
from intentlib.store.copies import local_copy
from intentlib.store.local_place import LocalPlace
from intentlib.store.place import Place


class FrameOnDisk:
    """A frame of one run in a place, unread.

    Parameters
    ----------
    place
        Where the run is.
    run_id
        Its id.
    name
        Of the frame.
    hashes
        The sha256 of each file of the run.
    """

    def __init__(self, place: Place, run_id: str, name: str, hashes: Mapping[str, str]) -> None:
        self.place, self.run_id, self.name, self.hashes = place, run_id, name, hashes

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All of it; raises StoreError that names the file where it can't be read."""
        return read_frame(self.place, self.run_id, self.name)

    def files(self) -> list[str]:
        """Return the paths of its files; a bucket's are copied to this machine once.

        Raises
        ------
        StoreError
            If they can't be copied.
        """
        if isinstance(self.place, LocalPlace):
            return [self.place.url(self.run_id, part) for part in self._parts]
        return [
            str(local_copy(self.place, self.run_id, part, self.hashes.get(part, "")))
            for part in self._parts
        ]

    @cached_property
    def _parts(self) -> list[str]:
        return self.place.parts(self.run_id, f"{self.name}.parquet")

    def write(self, path: Path) -> None:
        """Put it at a path; on the same disk no byte is copied."""
        for part in self._parts:
            _, _, inside = part.partition("/")
            target = path / inside if inside else path
            target.parent.mkdir(exist_ok=True)
            self.place.fetch(target, self.run_id, part)
