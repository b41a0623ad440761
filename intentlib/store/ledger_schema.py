"""The version of a ledger's tables, and the migrations that bring it up and down."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from intentlib.errors import StoreError

VERSIONS = ("0001", "0002")
"""Every version of the schema, oldest first."""

_TABLE = "ledger_version"
_LOCK = 4_985_512_207
"""Number of the lock that lets one process at a time migrate a PostgreSQL database."""


def is_current(connection: Connection, where: str) -> bool:
    """Tell whether the tables are those of this version of the package.

    Raises
    ------
    StoreError
        If a newer version made them.
    """
    version = version_of(connection)
    if version is not None and version not in VERSIONS:
        raise StoreError(
            f"the ledger has schema {version}, this version knows up to {VERSIONS[-1]}",
            where=where,
            do="Upgrade intentlib to open it",
        )
    return version == VERSIONS[-1]


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables; None where there are none."""
    if not sa.inspect(connection).has_table(_TABLE):
        return None
    found: str | None = connection.execute(sa.text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608
    return found


def upgrade(connection: Connection, version: str = VERSIONS[-1]) -> None:
    """Bring the tables up to a version, inside the connection's transaction."""
    _migrate(connection, version, up=True)


def downgrade(connection: Connection, version: str) -> None:
    """Take the tables down to a version, or to ``base``, inside the connection's transaction.

    Raises
    ------
    StoreError
        If decisions would be lost.
    """
    _migrate(connection, version, up=False)


def _migrate(connection: Connection, version: str, *, up: bool) -> None:
    # Slow to import, and hardly ever needed.
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(connection=connection, version_table=_TABLE)
    (command.upgrade if up else command.downgrade)(config, version)
