"""What happens, as lines for programs: JSON where nobody looks, warnings alone where somebody does.

Each line is an object with ``at``, ``level``, ``message`` and ``process``, with ``run_id`` once the
run has one, and with what else the message is about: a stage tells ``stage``, ``seconds`` and
``peak_rss_mb``. Standard output stays what was asked for, and what stops a command is told in one
line of text after the log.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

RUN_ID: ContextVar[str | None] = ContextVar("run_id", default=None)
"""The run that is being made, for every line from now on."""
_LOGGER = logging.getLogger("intentlib")


class LogKind(StrEnum):
    """How the log is written."""

    auto = "auto"
    json = "json"
    text = "text"
    none = "none"


def tell_stage(stage: str, seconds: float, peak_rss_mb: float) -> None:
    """Log what a stage cost."""
    told = {"stage": stage, "seconds": seconds, "peak_rss_mb": peak_rss_mb}
    _LOGGER.info("stage", extra={"told": told})


def tell_published(run_id: str, counts: Mapping[str, int]) -> None:
    """Log that a run is published."""
    _LOGGER.info("published", extra={"told": {"run_id": run_id, **counts}})


@contextmanager
def shown(kind: LogKind) -> Iterator[None]:
    """Write the log to standard error while the block lasts.

    Parameters
    ----------
    kind
        ``auto`` is JSON where standard error is no terminal, else text.
    """
    if kind is LogKind.auto:
        kind = LogKind.text if sys.stderr.isatty() else LogKind.json
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if kind is LogKind.none:
        handler = logging.NullHandler()
    elif kind is LogKind.json:
        handler.setFormatter(JsonLines())
    else:
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    level, spreads, token = _LOGGER.level, _LOGGER.propagate, RUN_ID.set(None)
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO if kind is LogKind.json else logging.WARNING)
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.setLevel(level)
        _LOGGER.propagate = spreads
        RUN_ID.reset(token)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a record is about comes last."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "process": record.process,
        }
        run_id = RUN_ID.get()
        told: dict[str, Any] = getattr(record, "told", {})
        return json.dumps({**line, **({"run_id": run_id} if run_id else {}), **told}, default=str)
