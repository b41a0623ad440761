"""Where the ledger of a folder of runs is, told without loading a database library."""

from __future__ import annotations

from pathlib import Path

import fsspec

from intentlib.errors import OptionError

LEDGER_FILE = "ledger.db"


def default_url(runs: str) -> str:
    """Return the path of the ledger that lies beside the runs of a folder.

    Raises
    ------
    OptionError
        If the runs are in a bucket: SQLite needs a disk.
    """
    if not _on_disk(runs):
        raise OptionError(
            "runs that are not on a disk need a ledger of their own",
            value=runs,
            do="Name a database with --ledger or INTENTLIB_LEDGER, such as "
            "postgresql://user@host/name",
        )
    _, root = fsspec.core.url_to_fs(runs)
    return str(Path(root) / LEDGER_FILE)


def has_ledger(runs: str) -> bool:
    """Tell whether there is a ledger beside the runs of a folder."""
    return _on_disk(runs) and Path(default_url(runs)).exists()


def _on_disk(runs: str) -> bool:
    return fsspec.utils.get_protocol(runs) in {"file", "local"}
