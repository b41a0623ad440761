"""Migrations of the ledger, up and down, with decisions in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledger_rows import adding, row
from sqlalchemy.engine import Engine

import intentlib
from intentlib.errors import StoreError
from intentlib.store.ledger import DECISIONS, LedgerStore, Reader
from intentlib.store.ledger_engine import Address
from intentlib.store.ledger_schema import VERSIONS, downgrade, upgrade, version_of


@pytest.fixture
def engine(ledger_url: str) -> Iterator[Engine]:
    address = Address.of(ledger_url)
    address.prepare()
    engine = address.engine()
    yield engine
    engine.dispose()


def move(engine: Engine, version: str) -> None:
    """Bring the tables to a version, from wherever they are."""
    with engine.connect() as connection:
        connection.info["begin"] = "immediate"
        with connection.begin():
            now = version_of(connection)
            up = version != "base" and (now is None or version > now)
            (upgrade if up else downgrade)(connection, version)


def tokens(engine: Engine) -> list[str]:
    """Return the tokens in the table, whatever its version."""
    with engine.connect() as connection:
        connection.info["begin"] = "deferred"
        return list(connection.execute(sa.text("SELECT token FROM decisions ORDER BY 1")).scalars())


def test_up_down_and_up_again_with_decisions_in_it(engine: Engine, ledger_url: str) -> None:
    store = LedgerStore(ledger_url)
    store.write(adding(row(1), row(2)))
    for version in (*reversed(VERSIONS), *VERSIONS):
        move(engine, version)
        assert tokens(engine) == ["t1", "t2"]
    store.write(adding(row(3)))
    assert store.read(Reader.rows) == [row(1), row(2), row(3)]
    with pytest.raises(StoreError):
        store.write(adding(row(5)))
    store.close()


def test_an_older_ledger_is_brought_up_when_opened(engine: Engine, ledger_url: str) -> None:
    move(engine, VERSIONS[0])
    store = LedgerStore(ledger_url)
    assert store.read(Reader.rows) == []
    with engine.connect() as connection:
        connection.info["begin"] = "deferred"
        assert version_of(connection) == VERSIONS[-1]
    store.close()


def test_no_decision_is_lost_by_going_down_further(engine: Engine, ledger_url: str) -> None:
    store = LedgerStore(ledger_url)
    store.write(adding(row(1)))
    with pytest.raises(StoreError, match="would lose 1 decision"):
        move(engine, "base")
    assert store.read(Reader.rows) == [row(1)]
    store.close()


def test_an_empty_ledger_can_go_down_and_come_up(engine: Engine, ledger_url: str) -> None:
    move(engine, VERSIONS[-1])
    move(engine, "base")
    with engine.connect() as connection:
        connection.info["begin"] = "deferred"
        assert not sa.inspect(connection).has_table("decisions")
    store = LedgerStore(ledger_url)
    store.write(adding(row(1)))
    assert store.read(Reader.rows) == [row(1)]
    store.close()


def test_a_newer_ledger_is_refused(engine: Engine, ledger_url: str) -> None:
    move(engine, VERSIONS[-1])
    with engine.connect() as connection:
        connection.info["begin"] = "immediate"
        with connection.begin():
            connection.execute(sa.text("UPDATE ledger_version SET version_num = '9999'"))
    store = LedgerStore(ledger_url)
    with pytest.raises(StoreError, match=r"schema 9999.*Upgrade intentlib"):
        store.read(Reader.rows)
    store.close()


def test_the_migrations_make_the_table_that_is_used(engine: Engine) -> None:
    move(engine, VERSIONS[-1])
    with engine.connect() as connection:
        connection.info["begin"] = "deferred"
        context = MigrationContext.configure(connection, opts={"version_table": "ledger_version"})
        assert compare_metadata(context, DECISIONS.metadata) == []


def test_every_migration_is_known() -> None:
    migrations = ScriptDirectory(str(Path(intentlib.__file__).parent / "store" / "migrations"))
    found = [script.revision for script in migrations.walk_revisions()]
    assert found == list(reversed(VERSIONS))
