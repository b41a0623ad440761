"""Who does the work on files: this process, or the workers of a Dask cluster."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from intentlib.errors import OptionError, ProcessError
from intentlib.model import Progress

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
"""In the place of an address: a cluster on this machine, a worker on each core."""

_COME = 120
"""Seconds in which a scheduler must answer, and then a worker must have come."""


class Workers(Protocol):
    """Do the same to many things.

    Attributes
    ----------
    apart
        Whether they are other processes, which don't see what this one holds.
    """

    apart: bool

    def map(
        self, work: Callable[[T], R], items: Sequence[T], progress: Progress | None = None
    ) -> list[R]:
        """Return what the work makes of each item, in the order of the items.

        Raises
        ------
        ProcessError
            If the workers are lost.
        """
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


class DaskWorkers:
    """Has the workers of a Dask cluster do it; what one that dies was at, another does again.

    Parameters
    ----------
    client
        Of the cluster.
    patience
        Seconds without any worker after which they count as lost.
    """

    apart = True

    def __init__(self, client: Client, patience: float = _COME) -> None:
        self._client, self._patience = client, patience

    def map(
        self, work: Callable[[T], R], items: Sequence[T], progress: Progress | None = None
    ) -> list[R]:
        """Return what the work makes of each item, in the order of the items.

        Raises
        ------
        ProcessError
            If one item costs worker after worker, or all workers or the scheduler are lost.
        """
        from distributed import CancelledError, KilledWorker

        futures = self._client.map(work, items, pure=False)
        try:
            for done, _ in enumerate(self._completed(futures), 1):
                if progress:
                    progress("map", done, len(items))
            found: list[R] = self._client.gather(futures)
            return found
        except (KilledWorker, CancelledError, OSError) as error:
            raise ProcessError(
                "the workers of Dask were lost",
                value=error,
                do="Look into their logs; workers that run out of memory need more of it",
            ) from error

    def _completed(self, futures: list[Future[R]]) -> Iterator[Future[R]]:
        """Yield the futures as they are completed; a cluster left without workers is an error.

        By itself Dask waits for the next worker for ever, and one that dies as it starts is not
        started again.
        """
        from distributed import as_completed

        left = set(futures)
        while left:
            try:
                for future in as_completed(left, loop=self._client.loop, timeout=self._patience):
                    left.discard(future)
                    yield future
            except TimeoutError:
                self._client.wait_for_workers(1, timeout=self._patience)


@contextmanager
def open_workers(dask: str | None) -> Iterator[Workers]:
    """Give the workers of a Dask cluster, or this process where there is none.

    Parameters
    ----------
    dask
        Address of a scheduler, such as ``tcp://scheduler:8786``, or :data:`LOCAL`. Inputs, runs
        and the model must be where every worker finds them under the same name.

    Raises
    ------
    OptionError
        If Dask isn't installed or the scheduler can't be reached.
    ProcessError
        If no worker comes.
    """
    if dask is None:
        yield ThisProcess()
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise OptionError(
            "Dask is not installed", value=dask, do='Install it with pip install "intentlib[dask]"'
        ) from error
    with ExitStack() as stack:
        address = dask
        if dask == LOCAL:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="intentlib-"))
            cluster = LocalCluster(
                n_workers=os.cpu_count(),
                threads_per_worker=1,
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # any port that is free
                local_directory=folder,
                silence_logs=logging.ERROR,
            )
            address = stack.enter_context(cluster).scheduler_address
        try:
            client = stack.enter_context(Client(address, timeout=_COME, set_as_default=False))
        except (OSError, ValueError) as error:
            raise OptionError(
                "the scheduler of Dask can't be reached",
                value=dask,
                do=f"Give its address, such as tcp://scheduler:8786, or {LOCAL}",
            ) from error
        try:
            client.wait_for_workers(1, timeout=_COME)
        except TimeoutError as error:
            raise ProcessError(
                f"no worker came within {_COME} seconds", value=dask, do="Start workers"
            ) from error
        yield DaskWorkers(client)
