"""Where a run comes from: with which options and versions it was made."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from intentlib.model import RunConfig

_PACKAGES = (
    "fastcluster",
    "ftfy",
    "intentlib",
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "torch",
)
_NO_MATTER = ("input", "runs", "max_bytes", "cache", "add", "bad_rows", "dask")


def versions() -> dict[str, str]:
    """Return the versions of Python and of every package that can change a result."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@cache
def code_hash() -> str:
    """Return the sha256 of the package's own code and lists, and of the versions it runs with.

    What one text or wording comes to is the same as long as this is.
    """
    told = hashlib.sha256(json.dumps(versions()).encode())
    home = Path(__file__).parent
    for path in sorted(path for kind in ("py", "csv") for path in home.rglob(f"*.{kind}")):
        told.update(path.relative_to(home).as_posix().encode())
        told.update(path.read_bytes())
    return told.hexdigest()


def config_hash(config: RunConfig) -> str:
    """Return the sha256 of the options that can change a result.

    The input counts by its content, in a hash of its own; where things are kept doesn't count.
    """
    told = {key: value for key, value in asdict(config).items() if key not in _NO_MATTER}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
