"""What holds for every test, and the databases that ledgers are tested on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Nothing may be fetched while tests run.
os.environ["HF_HUB_OFFLINE"] = "1"

# Continuous integration may ask for colours; what commands say is read here without them.
for name in ("CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):
    os.environ.pop(name, None)

# How long an example takes says something of the machine, not of the code.
settings.register_profile("intentlib", deadline=None)
settings.load_profile("intentlib")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a running PostgreSQL server."""
    import postgres

    if postgres.binaries() is None:
        pytest.skip("needs a PostgreSQL server: see .ci/services")
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return where a ledger can be made: a file that isn't there yet, or an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "reviews" / "ledger.db")
        return
    import postgres

    with postgres.database(request.getfixturevalue("postgresql")) as url:
        yield url
