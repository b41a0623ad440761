"""Serves ``dashboard.ipynb`` as a web page until the process is asked to stop."""

from __future__ import annotations

import errno
import os
import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from tornado.netutil import bind_sockets

from intentlib.dashboard.waiting import wait_until
from intentlib.errors import OptionError
from intentlib.jupyter import lighten
from intentlib.notebook_path import notebook
from intentlib.store.runs import latest_id, resolve, runs_place

HEALTH = "voila/static/voila.js"
"""Below the base URL; answers 200 without starting a kernel, as load balancers need it."""


def serve(
    *,
    runs: str = "runs",
    port: int = 8866,
    host: str = "127.0.0.1",
    base_url: str = "/",
    pool: int = 1,
    idle: int = 300,
    max_upload: int = 50,
    viewers: int = 40,
    page: str | None = None,
    wait: bool = False,
) -> None:
    """Serve the dashboard of the published run; prints its address once it answers.

    The environment says where decisions are kept (``INTENTLIB_LEDGER``, beside the runs where it
    isn't set), and by which header a trusted proxy names the visitor who reviews
    (``INTENTLIB_IDENTITY_HEADER``, such as ``X-Forwarded-User``; the visitor where it isn't set).
    With ``INTENTLIB_TOKEN`` only those are let in who once open the page with ``?token=`` and it.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) that holds the run folders.
    port
        TCP port; 0 takes a free one.
    host
        Address to listen on; ``0.0.0.0`` for every network interface.
    base_url
        Path in front of every address, for a proxy or load balancer that serves others too.
    pool
        Kernels kept warm for the next visitors, about 200 MB of memory each; 0 keeps none.
    idle
        Seconds after which the kernel of a viewer who vanished is ended.
    max_upload
        Largest file that can be uploaded, in MiB.
    viewers
        Most viewers at once, about 200 MB of memory each; others are asked to wait.
    page
        Notebook to serve instead of the ``dashboard.ipynb`` that belongs to intentlib.
    wait
        Where no run has been published yet, serve a page that says so until there is one.

    Raises
    ------
    OptionError
        If the port can't be listened on, or another option isn't usable.
    RunNotFoundError
        If no run has been published yet, and it isn't to be waited for.
    """
    base_url = _checked_base_url(base_url)
    counts = (
        ("pool", pool, 0),
        ("idle", idle, 1),
        ("max-upload", max_upload, 1),
        ("viewers", viewers, 1),
    )
    for name, value, least in counts:
        if value < least:
            raise OptionError(f"--{name} must be at least {least}", value=value)
    if not wait:
        resolve(runs, "latest")
    own = notebook("dashboard.ipynb") if page is None else _checked_page(page)
    with _listening(host, port) as sockets, _scratch() as scratch:
        if latest_id(runs) is None:
            typer.echo(f"Waiting for the first run in {runs_place(runs).url()}")
            wait_until(lambda: latest_id(runs) is not None, sockets, base_url, HEALTH)
        # Takes long to import, so only once nothing can be wrong any more.
        lighten()
        from intentlib.dashboard.nursery import open_nursery

        os.environ["INTENTLIB_RUNS"] = runs_place(runs).url()
        os.environ["IPYTHONDIR"] = _ipython_folder(scratch)
        # Arrow's own allocator keeps what it had while opening a run: 15 MB of every viewer.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        bound = sockets[0].getsockname()[1]
        with open_nursery() as nursery:
            from intentlib.dashboard.server import Options, start

            options = Options(
                own, scratch, runs, host, bound, base_url, pool, idle, max_upload, viewers
            )
            start(options, sockets, nursery)


@contextmanager
def _listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    if not 0 <= port <= 65535:
        raise OptionError("there is no such port", value=port, do="Give one from 0 to 65535")
    try:
        sockets = bind_sockets(port, address=host)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what, value, do = "the port is already in use", str(port), "Give another --port"
        elif error.errno == errno.EACCES:
            what, value, do = "the port may not be used", str(port), "Give a --port above 1023"
        else:
            what, value = "this machine has no such address", host
            do = "Give --host 127.0.0.1, or 0.0.0.0 for every network interface"
        raise OptionError(what, value=value, do=do) from error
    try:
        yield sockets
    finally:
        for bound in sockets:
            bound.close()


def _scratch() -> tempfile.TemporaryDirectory[str]:
    # A kernel that is just ending may still write while the folder is removed.
    return tempfile.TemporaryDirectory(prefix="intentlib-", ignore_cleanup_errors=True)


def _ipython_folder(scratch: str) -> str:
    """Return a folder that keeps the user's IPython files and history out of viewers' kernels."""
    profile = Path(scratch, "profile_default")
    profile.mkdir()
    # What a widget refuses is told to its viewer: in a line, without our code around it, which
    # besides takes a thousand times as long to tell.
    config = 'c.InteractiveShell.xmode = "Minimal"\n'
    (profile / "ipython_kernel_config.py").write_text(config, encoding="utf-8")
    return scratch


def _checked_page(page: str) -> Path:
    path = Path(page).absolute()
    if path.suffix != ".ipynb" or not path.is_file():
        raise OptionError("there is no such notebook", value=page, do="Give the path of an .ipynb")
    return path


def _checked_base_url(base_url: str) -> str:
    path = base_url.strip("/")
    if not re.fullmatch(r"[\w.~/-]*", path, re.ASCII):
        raise OptionError(
            "the base URL isn't a path", value=base_url, do="Give one such as /intents/"
        )
    return f"/{path}/" if path else "/"
