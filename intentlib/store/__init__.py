"""Where runs are kept."""

from intentlib.store.keeping import list_runs, prune, restore
from intentlib.store.runs import (
    discard,
    latest_id,
    new_run_id,
    open_run,
    publish,
    save,
)
from intentlib.store.verify import is_intact, verify

__all__ = [
    "discard",
    "is_intact",
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
