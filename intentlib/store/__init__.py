"""Where runs are kept."""

from intentlib.store.runs import (
    discard,
    latest_id,
    list_runs,
    new_run_id,
    open_run,
    prune,
    publish,
    save,
)
from intentlib.store.verify import restore, verify

__all__ = [
    "discard",
    "latest_id",
    "list_runs",
    "new_run_id",
    "open_run",
    "prune",
    "publish",
    "restore",
    "save",
    "verify",
]
