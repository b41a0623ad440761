"""Cells of any kind become the same strings whatever the format."""

import datetime as dt
import math
from decimal import Decimal

import pyarrow as pa
import pytest

from intentlib.errors import InputError
from intentlib.read.cells import column_names, strings, without_blank_end


def test_every_kind_of_cell_becomes_a_string():
    cells = ["007", 7, 7.0, 7.5, True, None, "", math.nan, Decimal("7.10"), dt.date(2026, 1, 5)]
    assert strings(cells).to_pylist() == [
        "007", "7", "7", "7.5", "true", None, "", None, "7.10", "2026-01-05",
    ]  # fmt: skip
    nested = [{"b": 1, "a": "é"}, [1, "x"], dt.datetime(2026, 1, 5, 10), dt.time(9, 30)]
    assert strings(nested).to_pylist() == [
        '{"a": "é", "b": 1}', '[1, "x"]', "2026-01-05T10:00:00", "09:30:00",
    ]  # fmt: skip


def test_half_of_a_surrogate_pair_is_replaced():
    assert strings(["a\ud83d", "b", None]).to_pylist() == ["a\ufffd", "b", None]


def test_columns_without_names_are_numbered():
    assert column_names(["intent", " ", "n "], "a.csv") == ["intent", "column 2", "n"]
    with pytest.raises(InputError, match="same name: n"):
        column_names(["n", "n "], "a.csv")


def test_only_blanks_at_the_end_of_one_column_are_dropped():
    one = pa.table({"a": ["x", " ", "y", None, " "]})
    two = pa.table({"a": ["x", None], "b": ["y", None]})
    assert pa.concat_tables(without_blank_end([one])) == one.slice(0, 3)
    assert pa.concat_tables(without_blank_end([two])) == two
    pieces = [one.slice(start, 1) for start in range(one.num_rows)]
    assert pa.concat_tables(without_blank_end(pieces)) == one.slice(0, 3)
