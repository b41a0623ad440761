"""What is answered at the addresses: the page, its assets, or why the page isn't shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError
from voila.static_file_handler import MultiStaticFileHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]

from intentlib.dashboard.kernels import START_SECONDS
from intentlib.dashboard.plain import CSP as PLAIN_CSP
from intentlib.dashboard.plain import plain_page

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""No script in the page itself and nothing from elsewhere: markup in a text can do nothing."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""With every answer, those of the assets included."""

_NOT_STARTED = (
    '<section class="page-cell page-notice" role="alert"><p>The dashboard could not start. '
    "Reload the page; if it stays, the server's log says why.</p>"
    '<button type="button" class="page-button page-reload">Reload</button></section></main></body>'
)
_AGAIN = 5
_HOW_TO_ENTER = (
    "Open it with the whole link that you were given, which ends in <code>?token=</code> and a "
    "secret. Whoever runs the dashboard has it."
)
_BUSY = (
    "As many people as there is room for are looking at it now. This page becomes "
    "the dashboard as soon as one of them has left."
)


class Assets(MultiStaticFileHandler):  # type: ignore[misc]
    """The page's scripts and style sheets."""

    def set_default_headers(self) -> None:
        """Add the headers that every answer has."""
        for name, value in HEADERS.items():
            self.set_header(name, value)


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """The dashboard's page, or a plain one that says why it isn't shown."""

    async def prepare(self) -> None:
        """Give the page the cookie without which its request to end its kernel is refused."""
        await super().prepare()
        _ = self.xsrf_token

    @allow_unauthenticated  # there is no page to log in at: get says what to do
    async def get(self, path: str = "") -> None:
        """Show the page to who may see it, as long as there is room for another viewer."""
        if path:
            raise HTTPError(404)
        if self.current_user is None:
            self._refuse(401, "This dashboard is not open to everybody", _HOW_TO_ENTER)
        elif self.get_query_argument("token", ""):
            self.redirect(self.request.path)  # the cookie does from now on; the link says nothing
        elif not self._has_room():
            self.set_header("Retry-After", _AGAIN)
            self._refuse(503, "The dashboard is busy", _BUSY, again=_AGAIN)
        else:
            try:
                # In this task, by which the kernels know whose page it is that they are for.
                with self.kernel_manager.expecting(), self.settings["intentlib_turns"].page():
                    async with asyncio.timeout(2 * START_SECONDS):
                        await super().get(path)
            except TimeoutError:
                # What failed to start fails silently in Voila, which would send nothing for ever.
                self.finish(_NOT_STARTED)

    @allow_unauthenticated
    def head(self, path: str = "") -> None:
        """Tell whether the page would be shown, to one that waits for it."""
        if path:
            raise HTTPError(404)
        shown = 200 if self._has_room() else 503
        self.set_status(401 if self.current_user is None else shown)

    def _has_room(self) -> bool:
        return bool(self.kernel_manager.viewers() < self.settings["intentlib_viewers"])

    async def get_generator(self, path: str = "") -> AsyncIterator[str]:
        """Yield the page in parts; where one takes long, an empty line keeps the connection.

        Voila would send a script, which the content security policy forbids: every page that took
        ten seconds to start had an error in its console. It would also go on where the kernel has
        died before it answered.
        """
        async for part in super().get_generator(path):
            if "window.voila_heartbeat()" not in part:
                yield part
            elif self.kernel_manager.lives_for_page():
                yield "\n"
            else:
                yield _NOT_STARTED
                return

    def _refuse(self, status: int, title: str, text: str, *, again: int = 0) -> None:
        self.set_status(status)
        self.set_header("Content-Security-Policy", PLAIN_CSP)
        self.set_header("Cache-Control", "no-store")
        self.finish(plain_page(title, text, again=again))

    def should_use_rendered_notebook(self, *args: Any) -> bool:
        """Use a warm kernel only if it is there now, so that no visitor waits at an empty page."""
        pooled = super().should_use_rendered_notebook(*args)
        warm = bool(pooled and self.kernel_manager.is_warm(self.notebook_path))
        if warm:
            self.kernel_manager.give()
        return warm
