"""The table of decisions, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_rows import AT, adding, row

from intentlib.errors import OptionError, StoreError
from intentlib.store.ledger import LedgerStore, Reader, Row, Writer
from intentlib.store.ledger_place import default_url


@pytest.fixture
def store(ledger_url: str):
    store = LedgerStore(ledger_url)
    yield store
    store.close()


def test_rows_come_back_as_they_were_given(store: LedgerStore) -> None:
    rows = [
        row(1),
        row(
            2, reviewer="Zoë 🤷", payload='{"keys": ["réseau \\" \' % :x"]}', run_id="r", reason="?"
        ),
        row(3, at=AT.astimezone(timezone(timedelta(hours=5)))),
    ]
    store.write(adding(*rows))
    found = store.read(Reader.rows)
    assert found == rows
    assert all(each.at.utcoffset() == timedelta(0) for each in found)
    assert store.read(lambda reader: reader.rows(2)) == rows[2:]
    assert store.read(lambda reader: reader.some([3, 1])) == [rows[0], rows[2]]
    assert store.read(lambda reader: reader.by_token("t2")) == rows[1]
    assert store.read(lambda reader: reader.by_token("t9")) is None
    assert store.read(Reader.tokens) == {"t1": 1, "t2": 2, "t3": 3}
    assert store.read(lambda reader: reader.contents(1)) == [
        (each.decision_id, each.kind, each.payload) for each in rows[1:]
    ]


def test_what_is_written_is_there_for_others(store: LedgerStore, ledger_url: str) -> None:
    store.write(adding(row(1)))
    other = LedgerStore(ledger_url)
    other.write(adding(row(2)))
    other.close()
    assert [each.decision_id for each in store.read(Reader.rows)] == [1, 2]


COPY = "INSERT {} INTO decisions SELECT {}, at, 'Bob', kind, payload, null, null, {} FROM decisions"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET reviewer = 'Bob'",
        "DELETE FROM decisions",
        "DELETE FROM decisions WHERE decision_id = 1",
        "TRUNCATE decisions",
        COPY.format("", 3, "'u'"),
        COPY.format("", 0, "'u'"),
        COPY.format("", 2, "token"),
        COPY.format("OR REPLACE", 1, "token"),
        COPY.format("OR REPLACE", 2, "token"),
    ],
)
def test_the_database_itself_refuses_changes_and_gaps(
    store: LedgerStore, ledger_url: str, statement: str
) -> None:
    store.write(adding(row(1)))
    url = sa.make_url(ledger_url) if "://" in ledger_url else f"sqlite:///{ledger_url}"
    engine = sa.create_engine(url)
    with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
    assert store.read(Reader.rows) == [row(1)]


@pytest.mark.parametrize("wrong", [[row(2)], [row(1), row(1)], [row(1), row(2, token="t1")]])
def test_an_append_that_fails_leaves_nothing(store: LedgerStore, wrong: list[Row]) -> None:
    with pytest.raises(StoreError, match="the ledger can't be used"):
        store.write(adding(*wrong))
    assert store.read(Reader.rows) == []


def test_appends_wait_for_each_other(ledger_url: str) -> None:
    def append_ten(name: int) -> None:
        def next_row(writer: Writer) -> None:
            number = max(writer.tokens().values(), default=0) + 1
            writer.add([row(number, token=f"{name}-{number}")])

        store = LedgerStore(ledger_url)
        for _ in range(10):
            store.write(next_row)
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append_ten, range(4)))
    store = LedgerStore(ledger_url)
    assert [each.decision_id for each in store.read(Reader.rows)] == list(range(1, 41))
    store.close()


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    store = LedgerStore(str(tmp_path / "runs" / "ledger.db"))
    assert store.read(Reader.rows) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "nonsense://", "://", "http://x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(OptionError, match="postgresql://user@host/name"):
        LedgerStore(url)


def test_the_password_is_never_shown() -> None:
    store = LedgerStore("postgres://ann:secret@127.0.0.1:1/x?connect_timeout=1")
    assert "ann" in store.url
    with pytest.raises(StoreError) as raised:
        store.read(Reader.rows)
    assert "127.0.0.1" in str(raised.value)
    assert "secret" not in str(raised.value) + store.url


def test_a_missing_driver_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from intentlib.errors import OptionError\n"
        "from intentlib.store.ledger import LedgerStore\n"
        "try: LedgerStore('postgresql://host/db')\n"
        "except OptionError as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "intentlib[postgres]"' in told.stdout


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("not a database, but long enough to be taken for one" * 9)
    with pytest.raises(StoreError, match=r"ledger\.db"):
        LedgerStore(str(tmp_path / "ledger.db")).read(Reader.rows)


def test_the_ledger_lies_beside_the_runs(tmp_path: Path) -> None:
    assert default_url(str(tmp_path)) == str(tmp_path / "ledger.db")
    assert default_url(f"file://{tmp_path}") == str(tmp_path / "ledger.db")
    with pytest.raises(OptionError, match="--ledger or INTENTLIB_LEDGER"):
        default_url("s3://bucket/runs")
