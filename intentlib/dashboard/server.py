"""Voila, standalone, for one notebook, with every safe default set.

Standalone matters: only there does Voila drop the messages by which a page could run code.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from jupyter_events import EventLogger
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from traitlets import Instance
from traitlets.config import Config
from voila.app import Voila  # type: ignore[import-untyped]
from voila.static_file_handler import (  # type: ignore[import-untyped]
    AllowListFileHandler,
    MultiStaticFileHandler,
    TemplateStaticFileHandler,
)
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]
from voila.tornado.kernel_websocket_handler import (  # type: ignore[import-untyped]
    VoilaKernelWebsocketHandler,
)

from intentlib.dashboard.allocator import give_back_memory
from intentlib.dashboard.bundle import EXTENSIONS, bundle, entries
from intentlib.dashboard.channels import Channels
from intentlib.dashboard.handlers import HEADERS, Assets, PageHandler
from intentlib.dashboard.identity import HEADER
from intentlib.dashboard.kernels import START_SECONDS, OwnPython, ViewerKernels, kill_kernels
from intentlib.dashboard.nursery import Nursery
from intentlib.dashboard.token import TOKEN, holders
from intentlib.dashboard.turns import Turns, take_turn

TEMPLATE = Path(__file__).parent / "template"

_STOP_SECONDS = 10
_PING = 30_000
_ALIVE = 5
"""Seconds of a page that is still being made after which a line says so to what waits for it."""


@dataclass(frozen=True)
class Options:
    """What :func:`intentlib.dashboard.serve.serve` was asked for, checked."""

    page: Path
    scratch: str
    runs: str
    host: str
    port: int
    base_url: str
    pool: int
    idle: int
    max_upload: int
    viewers: int

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the dashboard."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the dashboard."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        everywhere = host in {"", "0.0.0.0", "[::]"}  # noqa: S104 - only told apart here
        return f"http://{'localhost' if everywhere else host}:{self.port}{self.base_url}"


def start(options: Options, sockets: list[socket.socket], nursery: Nursery | None) -> None:
    """Answer on the sockets until a signal ends it, and every kernel with it."""
    give_back_memory()
    # As the one instance, whose log is also that of what runs the cells: it says why one failed.
    dashboard = Dashboard.instance(config=_config(options))
    dashboard.options, dashboard.sockets, dashboard.nursery = options, sockets, nursery
    dashboard.ioloop = IOLoop.current()
    dashboard.initialize([])
    dashboard.start()


class Dashboard(Voila):  # type: ignore[misc]
    """Voila with this package's template, page and way of starting and stopping."""

    options: Options
    sockets: list[socket.socket]
    nursery: Nursery | None
    ioloop: IOLoop
    event_logger = Instance(EventLogger, ())
    """Every kernel takes its parent's, or else makes one, which is never forgotten."""

    def setup_template_dirs(self) -> None:
        """Put the package's template and assets in front of those it builds on."""
        super().setup_template_dirs()
        assets = Path(self.options.scratch) / "static"
        assets.mkdir()
        extensions = [Path(folder) for folder in self.labextensions_path]
        script = bundle([Path(folder) for folder in self.static_paths], extensions)
        (assets / "bundle.js").write_bytes(script)
        own = TEMPLATE / "static"
        self.template_paths.insert(0, str(TEMPLATE))
        self.static_paths[:0] = [str(own), str(assets)]
        self.config.VoilaConfiguration.resources = {
            "dashboard": {
                "version": _fingerprint([*own.iterdir(), assets / "bundle.js"]),
                "entries": entries(extensions),
                "max_upload": self.options.max_upload,
                "turn": take_turn,
            }
        }

    def init_settings(self) -> dict[str, Any]:
        """Return Voila's settings; what goes over a network is compressed."""
        settings: dict[str, Any] = super().init_settings()
        return settings | {
            "compress_response": not self.options.local,
            "intentlib_viewers": self.options.viewers,
            "intentlib_turns": Turns(os.cpu_count() or 1),
        }

    def init_handlers(self) -> list[Any]:
        """Return those of Voila's routes that the page needs, some with handlers of our own."""
        own = {
            MultiStaticFileHandler: Assets,
            TornadoVoilaHandler: PageHandler,
            VoilaKernelWebsocketHandler: Channels,
        }
        return [
            (path, own.get(handler, handler), *rest)
            for path, handler, *rest in super().init_handlers()
            if handler not in (AllowListFileHandler, TemplateStaticFileHandler, ThemesHandler)
        ]

    def listen(self) -> None:
        """Answer requests until a signal ends it; prints the address first."""
        limit = self.app.settings["websocket_max_message_size"]
        server = HTTPServer(self.app, max_buffer_size=limit, max_body_size=2**20)
        server.add_sockets(self.sockets)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):  # there is no SIGHUP on Windows
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        typer.echo(f"Dashboard: {self.options.address}")
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel."""
        # Voila's way of ending them stops at a kernel that is just starting.
        with suppress(Exception):
            self.ioloop.run_sync(lambda: self.kernel_manager.shutdown_all(now=True), _STOP_SECONDS)
        kill_kernels(self.options.scratch)

    def _handle_signal_stop(self, *_: Any) -> None:
        # Before the loop has started, this makes it stop as soon as it does; it also wakes a loop
        # that waits for nothing else, which a callback added in its own thread doesn't.
        self.ioloop.asyncio_loop.call_soon_threadsafe(self.ioloop.stop)  # type: ignore[attr-defined]


def _config(options: Options) -> Config:
    config = Config()
    config.Voila.update(
        config_file_paths=[],  # a stray voila.json must not undo what follows
        connection_dir_root=options.scratch,
        notebook_path=str(options.page),
        # Not for the viewers' kernels, which inherit the environment.
        identity_provider_class=holders(os.environ.pop(TOKEN, "")),
        ip=options.host,
        port=options.port,
        base_url=options.base_url,
        open_browser=False,
        log_level=logging.ERROR,
        tornado_settings={
            # A page from elsewhere must not reach a local dashboard by a name of its own.
            "allow_remote_access": not options.local,
            "headers": HEADERS,
            "ws_ping_interval": _PING,
            "ws_ping_timeout": _PING,
            "websocket_max_message_size": (options.max_upload + 1) * 2**20,
            "xsrf_cookie_kwargs": {"samesite": "Strict", "path": options.base_url},
        },
    )
    config.VoilaConfiguration.update(
        allow_template_override="NO",
        allow_theme_override="NO",
        extension_allowlist=list(EXTENSIONS),
        extra_labextensions_path=[str(TEMPLATE / "extensions")],
        file_allowlist=[],
        http_keep_alive_timeout=_ALIVE,
        http_header_envs=[header] if (header := os.environ.get(HEADER)) else [],
        kernel_spec_manager_class=OwnPython,
        multi_kernel_manager_class=ViewerKernels,
        page_config_hook=_without_formulas,
        preheat_kernel=options.pool > 0,
        default_pool_size=options.pool,
        show_tracebacks=False,
        strip_sources=True,
        template="lab",
    )
    config.MappingKernelManager.update(
        cull_idle_timeout=options.idle,
        cull_interval=min(options.idle, 15),
        transport_encryption="auto",
    )
    # What a cell shows may come seconds after its end where many kernels start at once; a page
    # would be sent without it, and stay empty.
    config.VoilaExecutor.update(startup_timeout=START_SECONDS, iopub_timeout=60)
    # The next kernel leaves the processor to the page that has just been opened.
    config.VoilaKernelManager.update(fill_delay=3.0)
    # A kernel that died is not started again: it would be empty, and its page wouldn't know.
    config.KernelRestarter.update(restart_limit=0, time_to_dead=1.0)
    # The limit drops messages without a word; all of them come from our own notebook.
    config.ZMQChannelsWebsocketConnection.update(limit_rate=False)
    config.NotebookNotary.update(db_file=":memory:")
    return config


def _without_formulas(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    # Voila loads MathJax, a megabyte of scripts, on every page unless it is told of another.
    static = page_config["fullStaticUrl"]
    return page_config | {"fullMathjaxUrl": f"{static}/formulas.js", "mathjaxConfig": "none"}


def _fingerprint(files: list[Path]) -> str:
    """Return a hash of the assets, so that browsers may keep them until they change."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
