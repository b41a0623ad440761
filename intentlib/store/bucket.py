"""Run folders on S3."""

from __future__ import annotations

from collections.abc import Callable

from intentlib.errors import StoreError
from intentlib.store.place import Place
from intentlib.store.remote import was_beaten

_EXCHANGES = 10


class BucketPlace(Place):
    """A folder of runs on S3, or what speaks its language."""

    def exchange(self, name: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a small file by a conditional write, which fails where another one came first.

        Parameters
        ----------
        change
            As of :meth:`Place.exchange`.
        """
        for _ in range(_EXCHANGES):
            condition = self._condition(name)  # before reading: a change in between is noticed
            new = change(self._read_if_there(name))
            if new is None or self._written(name, new, condition):
                return
        raise StoreError(
            "other processes keep changing a file of the runs",
            where=self.url(name),
            do="Try again when they are done",
        )

    def _condition(self, name: str) -> dict[str, str]:
        """Return what S3 is told for a write that may only replace the file as it is now."""
        self.fs.invalidate_cache(self.root)
        try:
            now = self._done(lambda: self.fs.info(self._path(name)), FileNotFoundError)
        except FileNotFoundError:
            return {"IfNoneMatch": "*"}
        return {"IfMatch": now["ETag"]}

    def _written(self, name: str, data: bytes, condition: dict[str, str]) -> bool:
        def write() -> bool:
            try:
                self.fs.pipe_file(self._path(name), data, **condition)
            except OSError as error:
                if was_beaten(error):
                    return False
                raise
            return True

        return self._done(write)
