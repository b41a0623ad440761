"""Who is reviewing where a proxy or load balancer in front of the dashboard knows it."""

from __future__ import annotations

import os
from threading import Thread

HEADER = "INTENTLIB_IDENTITY_HEADER"
"""Environment variable: the header by which the proxy says who a visitor is. Whoever reaches the
dashboard past the proxy can say anything in it, so that it is only read where this is set."""

_PATIENCE = 3.0
"""Seconds to wait for what the server knows of the visitor's request."""


def identity() -> str | None:
    """Return who the visitor of this kernel is; None where no proxy is trusted to say so.

    Returns
    -------
    str or None
        Empty where the proxy should have said it and hasn't.
    """
    header = os.environ.get(HEADER)
    if not header:
        return None
    name = f"HTTP_{header.upper().replace('-', '_')}"
    if name not in os.environ and os.environ.get("VOILA_PREHEAT") == "True":
        # The kernel was there before its visitor came: the server tells it of the request.
        from voila.utils import wait_for_request  # type: ignore[import-untyped]

        asking = Thread(target=wait_for_request, daemon=True)
        asking.start()
        asking.join(_PATIENCE)
    return os.environ.get(name, "").strip()
