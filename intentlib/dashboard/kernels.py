"""The viewers' kernels: one each, warm before they come, gone after they leave.

Voila keeps the pool of warm kernels; the classes here close the gaps that let a visitor meet a
dead or vanished kernel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from voila.request_info_handler import (  # type: ignore[import-untyped]
    RequestInfoSocketHandler,
)
from voila.utils import ENV_VARIABLE  # type: ignore[import-untyped]

from intentlib.dashboard.nursery import GONE_SECONDS, PROVISIONER, Nursery, can_fork
from intentlib.dashboard.turns import leave_page

START_SECONDS = 150
"""Seconds that a kernel may take to start, as many do where twenty viewers come at once."""

_PAUSE = 5
"""Seconds until a warm kernel that died is replaced, in case the next one dies too."""

_OF_PAGE: ContextVar[str] = ContextVar("kernel_of_page")
"""Id of the kernel that was started last in a task, which is that of a page."""


class OwnPython(KernelSpecManager):
    """Offers one kernel, the Python that serves, whatever kernels the user has registered."""

    def _kernel_dirs_default(self) -> list[str]:
        return []

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how the kernel is started: forked from the nursery, where there is one."""
        spec = super().get_kernel_spec(kernel_name)
        if can_fork():
            spec.metadata = spec.metadata | {
                "kernel_provisioner": {"provisioner_name": PROVISIONER}
            }
        return spec


class ViewerKernels(AsyncMappingKernelManager):
    """Starts, warms and ends kernels; Voila derives its pool from this class.

    The pool itself (``_pools``: notebook to a list of tasks, each giving a ``kernel_id``) and
    ``fill_if_needed`` come from Voila's subclass.
    """

    _pools: dict[str, list[asyncio.Task[dict[str, Any]]]]

    def __init__(self, **kwargs: Any) -> None:
        self._handed_over: set[str] = set()
        self._coming = set[asyncio.Task[Any] | None]()
        self._warming = 0
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]

    @property
    def nursery(self) -> Nursery | None:
        """Where kernels are forked, if they can be."""
        found: Nursery | None = self.parent.nursery  # type: ignore[union-attr]
        return found

    def viewers(self) -> int:
        """Return how many viewers have a kernel, those who are just being given one included."""
        known = {*self._kernels, *self._pending_kernels}
        # There are none where no kernel is kept warm.
        pools: dict[str, list[asyncio.Task[Any]]] = getattr(self, "_pools", {})
        warm = sum(task.done() and self._waits(task) for pool in pools.values() for task in pool)
        return len(known) - self._warming - warm + len(self._coming)

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """Count the viewer whose page the task makes, who has no kernel yet."""
        self._coming.add(asyncio.current_task())
        try:
            yield
        finally:
            self.give()

    def give(self) -> None:
        """Count the kernel instead, which the task's page is given now."""
        self._coming.discard(asyncio.current_task())

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel for a page or for the pool, and return its id."""
        self.give()
        pooled = kwargs["env"][ENV_VARIABLE.VOILA_PREHEAT] == "True"
        self._warming += pooled
        if pooled:  # though the page that used up the pool has it filled again
            leave_page()
        try:
            kernel_id: str = await super().start_kernel(**kwargs)
        finally:
            self._warming -= pooled
        _OF_PAGE.set(kernel_id)
        return kernel_id

    def lives_for_page(self) -> bool:
        """Tell whether the kernel lives that was started in the task of the page that asks."""
        return self._lives(_OF_PAGE.get())

    def is_warm(self, notebook: str) -> bool:
        """Tell whether a visitor can be given a waiting kernel that has run all of its cells.

        While it runs them, Voila may give out a page without what they show.
        """
        self._weed(notebook)
        pool = self._pools.get(notebook, [])
        return bool(pool) and pool[0].done() and pool[0].result()["task"].done()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody has been connected to for the idle time.

        A kernel from the pool may have been idle for hours when it is handed over, and its
        visitor's socket needs a moment to open: its clock starts when it is first seen here. One
        that is slow to start says nothing meanwhile; its page would wait for it for good.
        """
        self._handed_over.intersection_update(self._kernels)
        if kernel_id not in self._handed_over:
            self._handed_over.add(kernel_id)
            self._kernels[kernel_id].last_activity = datetime.now(UTC)
            return
        kernel = self._kernels[kernel_id]
        silent = (datetime.now(UTC) - kernel.last_activity).total_seconds()
        if kernel.execution_state == "starting" and silent < START_SECONDS:
            return
        await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]

    def notify_disconnect(self, kernel_id: str) -> None:
        """Start the idle time of a kernel when its viewer is gone, not at its last message."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if kernel_id in self._kernels:
            self._kernels[kernel_id].last_activity = datetime.now(UTC)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended, and what Voila keeps for kernels that never ask."""
        RequestInfoSocketHandler._cache.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        super()._handle_kernel_died(kernel_id)  # type: ignore[no-untyped-call]
        for notebook in self._pools:
            self._weed(notebook)

    def _weed(self, notebook: str) -> None:
        """Take the kernels out of the pool that failed to start or died, and start others."""
        pool = self._pools.get(notebook, [])
        dead = [task for task in pool if task.done() and not self._waits(task)]
        for task in dead:
            pool.remove(task)
        if dead:
            self.fill_if_needed(delay=_PAUSE, notebook_name=notebook)  # type: ignore[attr-defined]

    def _waits(self, task: asyncio.Task[dict[str, Any]]) -> bool:
        if task.cancelled() or task.exception():
            return False
        return self._lives(task.result()["kernel_id"])

    def _lives(self, kernel_id: str) -> bool:
        kernel = self._kernels.get(kernel_id)
        process = getattr(getattr(kernel, "provisioner", None), "process", None)
        return process is not None and process.poll() is None


def kill_kernels(folder: str) -> None:
    """Kill what is left of this process's kernels with connection files in a folder.

    Returns once they are gone, so that none of them still writes into it.
    """
    killed = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it has ended by itself
            if any(part.startswith(folder) for part in child.cmdline()):
                for process in [*child.children(recursive=True), child]:
                    process.kill()
                    killed.append(process)
    psutil.wait_procs(killed, timeout=GONE_SECONDS)
