"""Rows of a ledger, for tests of the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from intentlib.store.ledger import Row, Writer

AT = datetime(2026, 5, 12, 10, 31, 0, 123456, tzinfo=UTC)


def row(number: int, **changed: object) -> Row:
    return Row(number, AT, "Ann", "noise", '{"keys": ["a"]}', None, None, f"t{number}")._replace(
        **changed
    )


def adding(*rows: Row) -> Callable[[Writer], None]:
    return lambda writer: writer.add(rows)
