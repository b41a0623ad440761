"""The calls of a run that is stored: where they are, and reading them when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from intentlib.store.artefacts import CALLS, read_frame
from intentlib.store.copies import local_copy
from intentlib.store.local_place import LocalPlace
from intentlib.store.place import Place


class CallsOnDisk:
    """The calls of one run in a place, unread.

    Parameters
    ----------
    place
        Where the run is.
    run_id
        Its id.
    hashes
        The sha256 of each of its files.
    """

    def __init__(self, place: Place, run_id: str, hashes: Mapping[str, str]) -> None:
        self.place, self.run_id, self.hashes = place, run_id, hashes

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All of them; raises StoreError that names the file where they can't be read."""
        return read_frame(self.place, self.run_id, "calls")

    def files(self) -> list[str]:
        """Return the paths of their files; a bucket's are copied to this machine once.

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
        return self.place.parts(self.run_id, CALLS)

    def write(self, path: Path) -> None:
        """Put them at a path; on the same disk no byte is copied."""
        for part in self._parts:
            target = path / part.removeprefix(f"{CALLS}/") if part != CALLS else path
            target.parent.mkdir(exist_ok=True)
            self.place.fetch(target, self.run_id, part)
