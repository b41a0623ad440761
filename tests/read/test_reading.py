"""The whole of reading: every format gives the same calls, every bad input one clear message."""

import gzip
import hashlib
import io
import json
import sys
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intentlib.errors import ColumnError, InputError, OptionError, UserError
from intentlib.read import read

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"

ROWS = [
    {"call_id": "007", "started_at": "2026-03-01T09:00:00Z", "channel": "phone",
     "intent": 'Cancel the "gold" plan,\nnow', "true_intent": "cancel_plan"},
    {"call_id": "008", "started_at": "2026-03-02 10:30:00+01:00", "channel": "",
     "intent": "=cmd()", "true_intent": "report_fault"},
    {"call_id": "0x1", "started_at": "", "channel": "chat",
     "intent": "", "true_intent": "report_fault"},
    {"call_id": "NA", "started_at": "2026-03-04", "channel": "null",
     "intent": "Où est ma facture ?", "true_intent": "get_bill"},
]  # fmt: skip


def as_file(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def written(folder: Path, suffix: str) -> str:
    """Write the rows in one format."""
    frame = pd.DataFrame(ROWS)
    path = folder / f"calls{suffix}"
    if suffix == ".parquet":
        frame.assign(channel=frame["channel"].astype("category")).to_parquet(path)
    elif suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif suffix == ".json":
        path.write_text(json.dumps(ROWS, indent=1), encoding="utf-8")
    elif suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    else:
        delimiter = {".csv": ",", ".tsv": "\t", ".txt": ";"}[suffix]
        frame.to_csv(path, sep=delimiter, index=False)
    return str(path)


SUFFIXES = [".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".xlsx"]


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_the_same_calls(tmp_path, suffix, gzipped):
    path = written(tmp_path, suffix)
    if gzipped:
        packed = Path(f"{path}.gz")
        packed.write_bytes(gzip.compress(Path(path).read_bytes()))
        path = str(packed)
    reading = read(path)
    assert (reading.text, reading.at, reading.call_id) == ("intent", "started_at", "call_id")
    assert reading.format == (suffix[1:] if suffix != ".txt" else "csv")
    calls = reading.calls
    assert calls.columns.tolist() == ["call_id", "text", "at", "channel", "true_intent"]
    assert calls["call_id"].tolist() == ["007", "008", "0x1", "NA"]
    assert calls["text"].tolist() == [row["intent"] for row in ROWS]
    assert [None if at is pd.NaT else at.isoformat() for at in calls["at"]] == [
        "2026-03-01T09:00:00+00:00",
        "2026-03-02T09:30:00+00:00",
        None,
        "2026-03-04T00:00:00+00:00",
    ]
    assert calls["channel"].fillna("-").tolist() == ["phone", "-", "chat", "null"]
    assert reading.empty == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_standard_input_is_read_by_its_content(tmp_path, monkeypatch, suffix):
    content = Path(written(tmp_path, suffix)).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    reading = read("-")
    assert reading.calls["text"].tolist() == [row["intent"] for row in ROWS]


def test_url_is_read(tmp_path):
    with fsspec.open("memory://calls/today.csv.gz", "wb") as file:
        file.write(gzip.compress(Path(written(tmp_path, ".csv")).read_bytes()))
    assert read("memory://calls/today.csv.gz").calls["call_id"].tolist()[0] == "007"


def test_lines_keep_blank_ones_between_and_drop_those_at_the_end(tmp_path):
    reading = read(as_file(tmp_path, "a.txt", "pay, the bill\r\n\r\n \tcancel\r\n\r\n\n"))
    assert reading.calls["text"].tolist() == ["pay, the bill", "", " \tcancel"]
    assert reading.calls["call_id"].tolist() == ["1", "2", "3"]
    assert reading.calls["at"].isna().all()
    assert (reading.text, reading.at, reading.call_id) == ("text", None, None)
    assert (reading.format, reading.encoding, reading.empty) == ("txt", "utf-8", 1)


def test_json_list_of_strings_is_read(tmp_path):
    reading = read(as_file(tmp_path, "a.json", '["pay", null, "cancel \\ud83d"]'))
    assert reading.calls["text"].tolist() == ["pay", "", "cancel \ufffd"]


def test_columns_named_like_ours_keep_their_values(tmp_path):
    reading = read(as_file(tmp_path, "a.csv", "intent,text\npay,hello\n"))
    assert reading.calls.columns.tolist() == ["call_id", "text", "at", "text (input)"]
    assert reading.calls["text (input)"].tolist() == ["hello"]


def test_hash_is_of_the_bytes_as_given(tmp_path):
    packed = gzip.compress(b"pay\ncancel\n")
    assert read(as_file(tmp_path, "a.txt.gz", packed)).sha256 == hashlib.sha256(packed).hexdigest()


def test_progress_reaches_the_end_of_both_stages(tmp_path):
    seen = []
    read(written(tmp_path, ".csv"), progress=lambda *step: seen.append(step))
    ends = {stage: (done, total) for stage, done, total in seen}
    size = Path(tmp_path / "calls.csv").stat().st_size
    assert ends == {"open": (size, size), "read": (size, size)}


def test_large_file_is_read_in_pieces(tmp_path):
    rows = "\n".join(f"C{number:024},report fault {number % 7}" for number in range(500_000))
    seen = []
    path = as_file(tmp_path, "large.csv", f"call_id,intent\n{rows}\n")
    reading = read(path, progress=lambda stage, *_: seen.append(stage))
    assert len(reading.calls) == 500_000
    assert seen.count("read") > 1


BAD = {
    "directory": ("", None, {}, "folder"),
    "empty file": ("a.csv", b"", {}, "empty"),
    "only blank lines": ("a.txt", b"\n \n\t\n\r\n", {}, "only blank lines"),
    "only blank cells": ("a.xlsx", None, {}, "no calls"),
    "header only": ("a.csv", b"call_id,intent\n", {}, "no calls"),
    "empty list": ("a.json", b"[]", {}, "no calls"),
    "binary junk": ("a.csv", bytes(range(256)) * 40, {}, "isn't text"),
    "picture": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), {}, "picture"),
    "parquet called csv": ("a.csv", b"PAR1" + bytes(50), {}, "Parquet"),
    "wrong encoding declared": (
        "a.txt", "pay\nd\xe9j\xe0\n".encode("cp1252"), {"encoding": "utf-8"}, "line 2",
    ),
    "encoding that isn't plain": ("a.txt", "счёт за интернет\n".encode("cp1251"), {}, "--encoding"),
    "unclosed quote": ("a.csv", b'id,intent\n1,pay\n2,"cancel\n3,move\n', {}, "line 3"),
    "unclosed quote inside": ("a.csv", b'intent,queue\npay,x\n"cancel,x\nmove,y\n', {}, "line 3"),
    "long row": ("a.csv", b'id,intent\n1,"pay\nnow"\n2,pay, please\n3,x\n', {}, "line 4"),
    "short row": ("a.csv", b"id,intent,queue\n1,pay,x\n2,cancel\n", {}, "line 3"),
    "broken JSON": ("a.json", b'[{"intent": "pay"},\n {"intent": "can', {}, "line 2, column 13"),
    "JSON without its end": ("a.json", b'["pay", "cancel"', {}, "line 1, column 17"),
    "JSON with more behind": ("a.json", b'["pay"] x', {}, "column 9"),
    "JSON of one object": ("a.json", b'{\n"intent": "pay"}', {}, "one of them per line"),
    "JSON of lists": ("a.json", b'["pay", ["now"]]', {}, "element 2"),
    "JSON of both": ("a.json", b'[null, {"intent": "pay"}, "now"]', {}, "element 3"),
    "JSON of numbers": ("a.json", b"[7, 8]", {}, "no column reads as text"),
    "JSON of a string": ("a.json", b'"pay"', {}, "isn't a list"),
    "JSON nested deeply": ("a.json", b"[" * 100_000, {}, "nested"),
    "broken JSON line": ("a.jsonl", b'{"intent": "pay"}\n{"intent" "x"}\n', {}, "line 2, column 1"),
    "unknown extension": ("a.docx", b"pay", {}, ".parquet"),
    "no text column": ("a.csv", b"id,amount\n1,3.5\n2,4\n", {}, "'id', 'amount'"),
    "two text columns": (
        "a.csv", b"wish,remark\npay the bill,was calm\nsend a bill,was angry\n", {}, "--text wish",
    ),
    "unknown text column": ("a.csv", b"intents,x\npay,1\n", {"text": "intent"}, "'intents'"),
    "unknown time column": ("a.csv", b"intent,x\npay,1\n", {"at": "when"}, "--at"),
    "all intents empty": ("a.csv", b"intent,x\n,1\n,2\n", {"text": "intent"}, "every intent"),
    "bad dates": (
        "a.csv", b"intent,at\npay,2026-01-01\nmove,2026-02-30\npay,soon\npay,2026-01-02\n", {},
        "2 of 4 dates can't be read, the first: 2026-02-30",
    ),
    "duplicate ids": ("a.csv", b"id,intent\n7,pay\n8,move\n7,cancel\n", {}, "rows 1 and 3"),
    "missing ids": ("a.csv", b"id,intent\n7,pay\n,move\n", {}, "row 2"),
    "same name twice": ("a.csv", b"intent,x,x\na,b,c\n", {}, "same name"),
    "10 MB line": ("a.txt", b"pay\n" + b"x" * 10_000_000, {}, "line 2"),
    "10 MB header": ("a.csv", b"x" * 10_000_000, {}, "line 1"),
    "10 MB row": ("a.csv", b"intent,n\npay,1\n" + b"x" * 10_000_000 + b",2\n", {}, "too long"),
    "40 MB row": ("a.csv", b"intent,n\npay,1\n" + b"x" * 40_000_000 + b",2\n", {}, "line 3"),
    "10 MB value": ("a.json", b'["pay", "' + b"x" * 10_000_000 + b'"]', {}, "row 2"),
    "zip bomb": ("a.txt.gz", gzip.compress(bytes(3_000_000)), {"max_bytes": 2**20}, "--max-bytes"),
    "larger than allowed": ("a.txt", b"pay\n" * 1000, {"max_bytes": 1000}, "--max-bytes"),
    "damaged gzip": ("a.txt.gz", gzip.compress(b"pay\n" * 1000)[:-9], {}, "damaged"),
    "gzip that isn't": ("a.txt.gz", b"pay\n", {}, "isn't gzip"),
    "broken parquet": ("a.parquet", b"PAR1" + bytes(99), {}, "Parquet"),
    "broken workbook": ("a.xlsx", b"PK\x03\x04" + bytes(99), {}, "Excel"),
    "unknown encoding": ("a.txt", b"pay\n", {"encoding": "klingon"}, "klingon"),
    "unusable delimiter": ("a.csv", b"a::b\n", {"delimiter": "::"}, "'::'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gives_one_clear_message(tmp_path, case):
    name, content, options, expected = BAD[case]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    elif name:
        pd.DataFrame({"a": [None]}).to_excel(path, header=False, index=False)
    with pytest.raises(UserError) as caught:
        read(str(path), **options)
    assert caught.value.exit_status == 2
    message = str(caught.value)
    assert expected in message
    assert len(message) < 700
    assert "Traceback" not in message


def test_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match=r"no such file.*nowhere\.csv"):
        read(str(tmp_path / "nowhere.csv"))


def test_errors_have_their_own_types(tmp_path):
    path = as_file(tmp_path, "a.csv", "intent,x\npay,1\n")
    with pytest.raises(ColumnError):
        read(path, text="nothing")
    with pytest.raises(OptionError):
        read(path, encoding="nothing")


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"),
    max_size=30,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_quoted_values_come_back_as_written(tmp_path, rows):
    frame = pd.DataFrame([("pay the bill", "x"), *rows], columns=["intent", "note"])
    path = tmp_path / "a.csv"
    path.write_bytes(frame.to_csv(index=False, quoting=1, lineterminator="\n").encode())
    calls = read(str(path), text="intent").calls
    blank = [text if text.strip() else "" for text in frame["intent"]]
    assert calls["text"].tolist() == blank
    assert calls["note"].fillna("").tolist() == frame["note"].tolist()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None
)
@given(order=st.permutations(range(12)), times=st.integers(1, 4))
def test_columns_do_not_depend_on_order_or_repeats(tmp_path, order, times):
    wishes = ["pay the bill", "cancel it", "no signal at home", "send a copy"]
    rows = [f"{wishes[n % 4]} {n};agent {n % 2};2026-01-{n + 1:02d};{n}" for n in range(12)]
    shuffled = [rows[place] for place in order for _ in range(times)]
    path = as_file(tmp_path, "a.csv", "\n".join(["w;who;d;n", *shuffled]))
    reading = read(path)
    assert (reading.text, reading.at) == ("w", "d")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not beside the repository")
@pytest.mark.parametrize(
    ("name", "calls", "dimensions"),
    [
        ("telco_challenge.txt", 1289, []),
        ("telco_challenge_gold.csv", 1289, ["gold"]),
        ("dstc11_insurance.csv", 913, ["gold"]),
        ("clinc150_test.csv", 4500, ["gold"]),
    ],
)
def test_real_files_are_read_without_being_told_anything(name, calls, dimensions):
    reading = read(str(SHARED / name))
    assert len(reading.calls) == calls
    assert reading.text == ("intent" if dimensions else "text")
    assert reading.calls.columns.tolist()[3:] == dimensions
    assert reading.empty == 0


def test_lines_of_a_text_file_are_calls_however_little_they_say(tmp_path):
    path = tmp_path / "calls.txt"
    path.write_text("a b\n42\n")
    assert read(str(path)).calls["text"].tolist() == ["a b", "42"]
