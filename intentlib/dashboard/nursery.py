"""Viewers' kernels, forked from one process that has imported what each of them needs.

To import it takes a kernel more than half of its start, and fills nearly half of its memory; forked
kernels share both. ``python -m intentlib.dashboard.nursery FD`` is that process. It has one thread,
or else forks nothing, and ends with the process that serves, as do its kernels with it. Where it
can't be had, or is lost, kernels are started as Jupyter starts them.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import psutil
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from intentlib.dashboard.token import TOKEN

PROVISIONER = "intentlib-nursery"
"""What :class:`ForkedKernel` is called among Jupyter's kernel provisioners."""

_NEEDED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "scipy.special",
    "intentlib.dashboard.app",
    "intentlib.dashboard.data",
    "intentlib.dashboard.granularity",
    "intentlib.dashboard.intents",
    "intentlib.dashboard.overview",
    "intentlib.dashboard.review",
    "intentlib.dashboard.state",
    "intentlib.dashboard.trends",
)
"""What the dashboard's notebook imports."""

_NO_THREADS = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Of those libraries: a process that has threads can't be forked safely."""

GONE_SECONDS = 5
"""Seconds until the end of a process that was killed is no longer waited for."""

_MOST = 2**20
"""Bytes of a message."""

_PATIENCE = 150
"""Seconds for an answer, those for the imports included, after which the nursery counts as lost."""


class Nursery:
    """The process that kernels are forked from, as the one that serves sees it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(_PATIENCE)
        self._turn, self._lost = Lock(), False
        with theirs:
            # -P: what lies in the folder that it is started in is not imported.
            command = [sys.executable, "-P", "-m", __name__, str(theirs.fileno())]
            env = {name: value for name, value in os.environ.items() if name != TOKEN}
            self.process = subprocess.Popen(  # noqa: S603 - nothing of it is anybody's input
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=env | _NO_THREADS,
                start_new_session=True,  # what is typed at the terminal is for whoever serves
            )

    async def fork(self, argv: list[str], env: dict[str, str], cwd: str | None) -> int:
        """Return the process id of a new kernel, started as by the command.

        Raises
        ------
        OSError
            If the nursery is lost, or was before.
        """
        return await asyncio.to_thread(self._fork, json.dumps([argv, env, cwd]).encode())

    def _fork(self, asked: bytes) -> int:
        with self._turn:
            if self._lost:
                raise ConnectionResetError
            self._lost = True  # until it answers
            self._socket.sendall(asked)
            pid = int(self._socket.recv(_MOST) or 0)
            self._lost = not pid
        if not pid:
            raise ConnectionResetError
        return pid

    def close(self) -> None:
        """End it and what was forked from it, also what is just being forked."""
        with suppress(psutil.Error):
            nursery = psutil.Process(self.process.pid)
            nursery.suspend()
            forked = nursery.children(recursive=True)
            for process in [*forked, nursery]:
                process.kill()
            psutil.wait_procs(forked, timeout=GONE_SECONDS)
        self.process.wait()
        self._socket.close()


class _Forked(psutil.Process):  # type: ignore[misc]
    """What Jupyter asks of a ``Popen``, of a process that is the nursery's child."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return None if self.is_running() else 0

    def send_signal(self, sig: int) -> None:
        with suppress(psutil.NoSuchProcess):
            super().send_signal(sig)


class ForkedKernel(LocalProvisioner):
    """Forks the kernel from the :class:`Nursery` of the manager of all kernels."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; its connection information has been written before."""
        nursery: Nursery = self.parent.parent.nursery  # type: ignore[union-attr]
        try:
            pid = await nursery.fork(cmd, kwargs["env"], kwargs.get("cwd"))
            self.process = _Forked(pid)
        except ConnectionError as error:  # one that is only late may yet come, to the same ports
            self.log.error("The nursery is lost, and this kernel is started alone: %r", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = pid
        return self.connection_info


def can_fork() -> bool:
    """Tell whether kernels are forked here: elsewhere libraries don't bear it."""
    return sys.platform == "linux"


@contextmanager
def open_nursery() -> Iterator[Nursery | None]:
    """Give a nursery as long as the block lasts, or none where kernels can't be forked."""
    if not can_fork():
        yield None
        return
    nursery = Nursery()
    try:
        yield nursery
    finally:
        nursery.close()


def main(fd: int) -> None:
    """Fork a kernel each time that the socket asks for one, and answer with its process id."""
    for name in _NEEDED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that end leave nothing
    if psutil.Process().num_threads() > 1:
        raise SystemExit("What kernels need has started threads: each is started alone")
    gc.freeze()  # the collector would write into what is kept, and so unshare its memory
    nursery = os.getpid()
    with socket.socket(fileno=fd) as serving:
        while asked := serving.recv(_MOST):
            pid = os.fork()
            if not pid:
                break
            serving.sendall(str(pid).encode())
        else:
            return
    _be_kernel(nursery, *json.loads(asked))


def _be_kernel(nursery: int, argv: list[str], env: dict[str, str], cwd: str | None) -> None:
    from ipykernel.kernelapp import IPKernelApp
    from ipywidgets import load_ipython_extension
    from setproctitle import setproctitle

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    setproctitle(" ".join(argv))
    os.environ.clear()
    os.environ.update(env)
    if cwd:
        os.chdir(cwd)
    sys.argv = [argv[0], *argv[3:]]
    kernel = IPKernelApp.instance(parent_handle=nursery)
    kernel.initialize()  # type: ignore[no-untyped-call]
    load_ipython_extension(kernel.shell)  # what the import does where there is a kernel already
    kernel.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(int(sys.argv[1]))
