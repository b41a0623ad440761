"""Who does the work on files: this process, or the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from intentlib.model import Progress

T = TypeVar("T")
R = TypeVar("R")


class Workers(Protocol):
    """Do the same to many things.

    Attributes
    ----------
    apart
        Whether they are other processes, so that work is best cut into pieces.
    """

    apart: bool

    def map(
        self, work: Callable[[T], R], items: Sequence[T], progress: Progress | None = None
    ) -> list[R]:
        """Return what the work makes of each item, in the order of the items."""
        ...


class ThisProcess:
    """Does the work itself, one thing after the other."""

    apart = False

    def map(
        self, work: Callable[[T], R], items: Sequence[T], progress: Progress | None = None
    ) -> list[R]:
        """Return what the work makes of each item, in the order of the items."""
        done: list[R] = []
        for item in items:
            done.append(work(item))
            if progress:
                progress("map", len(done), len(items))
        return done


@contextmanager
def open_workers(dask: str | None) -> Iterator[Workers]:
    """Give the workers of a Dask cluster, or this process where there is none."""
    yield ThisProcess()
