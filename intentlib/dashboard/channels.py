"""The connection of a page with its kernel: the one protocol that pages speak, and whole messages.

A message's first bytes say in how many parts it comes, and the libraries below believe them: one
false number would keep the server busy for good, and with it every other viewer waiting. Messages
of the older protocol are misread in the same way as soon as they bring a chart's numbers.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Any

from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import (  # type: ignore[import-untyped]
    VoilaKernelWebsocketHandler,
)

PROTOCOL = "v1.kernel.websocket.jupyter.org"

_UNSUPPORTED = 1003
_LEAST_PARTS = 5
"""Channel, header, the header that is answered, metadata and content; then come buffers."""


class Channels(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """Refuses every connection and message that a page would not make."""

    async def get(self, kernel_id: str) -> None:
        """Connect a page that speaks the protocol.

        Raises
        ------
        HTTPError
            With status 400 otherwise.
        """
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [name.strip() for name in offered.split(",")]:
            raise HTTPError(400, f"the connection has to offer {PROTOCOL}")
        await super().get(kernel_id)

    async def open(self, kernel_id: str) -> None:
        """Begin to pass messages on, and to ask now and then whether the page is still there."""
        await super().open(kernel_id)
        self.on_pong(b"")

    def on_pong(self, data: bytes) -> None:
        """Note that the page is there; it has until two pings later to say so again.

        The first ping would else end the connection that it is to keep: it comes after as long
        as an answer may take.
        """
        super().on_pong(data)
        self.last_pong += 2 * self.ping_interval / 1000

    def on_message(self, message: Any) -> None:
        """Pass a message on to the kernel; end the connection where it isn't whole."""
        if is_whole(message):
            super().on_message(message)
        else:
            self.close(_UNSUPPORTED, "not a whole message")


def is_whole(message: object) -> bool:
    """Return whether a message has the parts that it says it has, one after the other."""
    if not isinstance(message, bytes) or len(message) < 8:
        return False
    (count,) = struct.unpack_from("<Q", message)
    if not _LEAST_PARTS < count < len(message) // 8:
        return False
    ends = struct.unpack_from(f"<{count}Q", message, 8)
    in_order = all(a <= b for a, b in pairwise(ends))
    return in_order and ends[0] == 8 * (count + 1) and ends[-1] == len(message)
