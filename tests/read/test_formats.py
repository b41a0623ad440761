"""What each format holds, and how a format is told from content."""

import datetime as dt
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intentlib.errors import InputError
from intentlib.read.formats import open_tables
from intentlib.read.source import open_source


def opened(path, max_bytes=2**30, **options):
    """Return the format and the whole table of a file."""
    with (
        open_source(str(path), max_bytes=max_bytes) as source,
        open_tables(source, **options) as found,
    ):
        return found.format, found.together()


def tabulated(path, **options):
    return opened(path, **options)[1]


def text_file(folder, name, content):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.txt", "Pay the bill, then cancel\nCancel, please\nmove\n", "txt"),
        ("a.txt", "call_id\tintent\n1\tpay\n2\tcancel\n", "csv"),
        ("a.txt", "Request a refund, please\nReason unknown, maybe\n", "txt"),
        ("a.txt", '["pay", "cancel"]', "json"),
        ("a.txt", '{"intent": "pay"}\n{"intent": "cancel"}\n', "jsonl"),
        ("a.txt", "[billing] pay\n{x}\n", "txt"),
        ("a.json", '\ufeff\n [ "pay" ] \n', "json"),
        ("a.json", '{"intent": "pay"}\n\n{"intent": "cancel"}', "jsonl"),
        ("a.csv", "Pay the bill\n", "csv"),
        ("a.tsv", "intent\tn\npay, now\t1\n", "tsv"),
    ],
)
def test_format_is_told_by_name_and_content(tmp_path, name, content, form):
    assert opened(text_file(tmp_path, name, content))[0] == form


def test_lines_can_be_read_as_a_table_when_told(tmp_path):
    path = text_file(tmp_path, "a.txt", "wish\npay\n")
    assert tabulated(path).to_pydict() == {"text": ["wish", "pay"]}
    assert tabulated(path, given=["wish"]).to_pydict() == {"wish": ["pay"]}


def test_lines_end_only_where_files_end_them(tmp_path):
    path = text_file(tmp_path, "a.txt", "pay\u2028now\x0cplease\u0085\ncancel")
    assert tabulated(path)["text"].to_pylist() == ["pay\u2028now\x0cplease\u0085", "cancel"]


def test_objects_may_lack_keys_and_hold_anything(tmp_path):
    rows = [{"intent": "pay", "n": 1.50, "ok": True}, {"tags": ["a"], "intent": None}, {}]
    for name, content in {
        "a.json": json.dumps(rows),
        "a.jsonl": "\n".join(map(json.dumps, rows)),
    }.items():
        assert tabulated(text_file(tmp_path, name, content)).to_pydict() == {
            "intent": ["pay", None, None],
            "n": ["1.5", None, None],
            "ok": ["true", None, None],
            "tags": [None, '["a"]', None],
        }


def test_numbers_in_json_stay_as_written(tmp_path):
    path = text_file(tmp_path, "a.json", '[{"a": 1.10, "b": 12345678901234567890, "c": NaN}]')
    assert tabulated(path).to_pydict() == {
        "a": ["1.10"], "b": ["12345678901234567890"], "c": [None],
    }  # fmt: skip


def test_long_json_is_read_in_pieces(tmp_path):
    rows = [{"intent": f"wish {number}"} for number in range(70_000)] + [{"late": "x"}]
    seen = []
    table = tabulated(
        text_file(tmp_path, "a.json", json.dumps(rows)), progress=lambda *step: seen.append(step)
    )
    assert table.num_rows == 70_001
    assert table["late"].to_pylist()[-1] == "x"
    assert len(seen) >= 1


def test_every_type_of_parquet_column_is_text(tmp_path):
    columns = {
        "s": pa.array(["a", None]),
        "i": pa.array([7, None]),
        "f": pa.array([7.5, float("nan")]),
        "b": pa.array([True, False]),
        "d": pa.array(["x", "y"]).dictionary_encode(),
        "di": pa.array([1, 2]).dictionary_encode(),
        "l": pa.array([["x"], []]),
        "t": pa.array([dt.datetime(2026, 1, 5, 10), None]),
        "day": pa.array([dt.date(2026, 1, 5), None]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert tabulated(tmp_path / "a.parquet").to_pydict() == {
        "s": ["a", None],
        "i": ["7", None],
        "f": ["7.5", None],
        "b": ["true", "false"],
        "d": ["x", "y"],
        "di": ["1", "2"],
        "l": ['["x"]', "[]"],
        "t": ["2026-01-05 10:00:00.000000", None],
        "day": ["2026-01-05", None],
    }


def test_index_of_pandas_is_no_column(tmp_path):
    frame = pd.DataFrame({"intent": ["pay", "move"]}, index=[5, 9])
    frame.to_parquet(tmp_path / "a.parquet")
    assert tabulated(tmp_path / "a.parquet").column_names == ["intent"]


def test_parquet_that_expands_too_far_is_stopped(tmp_path):
    table = pa.table({"intent": pa.array(["x" * 1000] * 100_000).dictionary_encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(InputError, match="--max-bytes"):
        tabulated(tmp_path / "a.parquet", max_bytes=10_000_000)
