"""Delimited text: quoting, delimiters and headers."""

import io

import pyarrow as pa
import pytest

from intentlib.errors import InputError
from intentlib.read.delimited import delimited_tables, find_delimiter, take_sample


def table(content, **options):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return pa.concat_tables(delimited_tables(file, name="a.csv", **options)).to_pydict()


def test_quoted_values_hold_anything():
    content = 'intent,queue\r\n"pay, ""now""\r\nplease",a\r\n5" pipe,b\r\n'
    assert table(content) == {
        "intent": ['pay, "now"\r\nplease', '5" pipe'],
        "queue": ["a", "b"],
    }


def test_nothing_is_taken_for_a_number_or_for_missing():
    assert table("intent,n\nNA,007\nnull,1e5\n") == {"intent": ["NA", "null"], "n": ["007", "1e5"]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter):
    rows = [["wish", "who"], ['"a,b;c|d\te"', "x"], ["pay", "y"]]
    content = "\n".join(delimiter.join(row) for row in rows)
    assert table(content) == {"wish": ["a,b;c|d\te", "pay"], "who": ["x", "y"]}


@pytest.mark.parametrize(("given", "used"), [("^", "^"), ("tab", "\t"), (":", ":")])
def test_delimiter_is_taken_as_given(given, used):
    assert table(f"intent{used}n\npay, now{used}7\n", delimiter=given) == {
        "intent": ["pay, now"],
        "n": ["7"],
    }


def test_commas_in_one_column_are_no_delimiters():
    assert find_delimiter("intent\npay, now\ncancel\nmove, please\n") is None
    assert table("intent\npay, now\n\ncancel\n\n\n") == {"intent": ["pay, now", "", "cancel"]}


def test_telling_header_outweighs_ragged_rows():
    assert find_delimiter("intent,queue\na\nb\nc\n") == ","


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("wish;who\npay;7\n", ["wish", "who"]),
        ("pay the bill\ncancel the plan\n", ["column 1"]),
        ("balance enquiry\nrefund\n", ["column 1"]),
        ("billing\nrefund\nbilling\n", ["column 1"]),
        ("pay now;7\nrefund;8\n", ["column 1", "column 2"]),
        ("pay;phone\nmove;phone\n", ["column 1", "column 2"]),
        ("pay;2026-01-01T10:00Z\nmove;2026-01-02\n", ["column 1", "column 2"]),
        ("wish,\npay,\n", ["wish", "column 2"]),
    ],
)
def test_header_is_told_from_calls(content, names):
    found = table(content)
    assert list(found) == names
    assert len(found[names[0]]) == content.count("\n") - (names[0] == "wish")


def test_given_name_makes_a_header():
    found = table("what they said;x\npay;1\nmove;1\n", given=["What they said"])
    assert list(found) == ["what they said", "x"]


def test_mark_and_blank_lines_are_not_read():
    content = b"\xef\xbb\xbfintent,n\n\npay,1\n\n\r\nmove,2\n\n"
    assert table(content) == {"intent": ["pay", "move"], "n": ["1", "2"]}
    assert table(b"\xef\xbb\xbfpay the bill\nmove\n") == {"column 1": ["pay the bill", "move"]}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_any_line_end_is_read(end):
    content = "intent,n" + (end or "\n") + "pay,1" + end
    assert table(content) == {"intent": ["pay"], "n": ["1"]}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('intent,n\npay,"1\n', 2),
        ('intent,n\npay,"1', 2),
        ('intent,n\n"pay,1\nmove,2\n', 2),
        ('intent,n\n"a\nb",1\nmove,"2\nx,3\n', 4),
        ('"intent,n\npay,1\n', 1),
        ("intent,n\n" + "pay,1\n" * 5000 + '"move,2\n' + "pay,1\n" * 50_000, 5002),
    ],
)
def test_open_quote_is_said_with_its_line(content, line):
    with pytest.raises(InputError, match=rf"quote is never closed.*line {line}\)"):
        table(content)


@pytest.mark.parametrize(
    ("content", "line", "values"),
    [
        ("intent,n\npay,1\nmove\n", 3, 1),
        ("intent,n\npay,1,2\nmove,2\n", 2, 3),
        ('intent,n\n"a\n\nb",1\n\nmove,2,3\nx,1\n', 6, 3),
        ("intent,n\n" + "pay,1\n" * 400_000 + "move\npay,1\n", 400_002, 1),
    ],
)
def test_ragged_row_is_said_with_its_line(content, line, values):
    with pytest.raises(InputError, match=rf"{values} values.*has 2 .*line {line}\)"):
        table(content)


def test_sample_ends_with_a_whole_line():
    content = b"intent,n\n" + b"pay,1\n" * 100_000
    assert take_sample(io.BytesIO(content), "a.csv").endswith("pay,1\n")
