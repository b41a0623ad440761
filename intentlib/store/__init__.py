"""Where runs are kept."""

from intentlib.store.runs import latest_id, list_runs, new_run_id, open_run, publish, save
from intentlib.store.verify import verify

__all__ = ["latest_id", "list_runs", "new_run_id", "open_run", "publish", "save", "verify"]
