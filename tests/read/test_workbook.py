"""Excel workbooks: which sheet, which cells, and what can't be read."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from intentlib.errors import InputError
from intentlib.read.source import open_source
from intentlib.read.workbook import read_xlsx


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(path, max_bytes=2**30):
    with open_source(str(path), max_bytes=max_bytes) as source:
        return read_xlsx(source, None).to_pydict()


def test_cells_are_read_as_they_look(tmp_path):
    rows = [
        ["id", "intent", "at", "n"],
        ["007", "pay", dt.datetime(2026, 1, 5, 10, 0), 3],
        [8, "move", dt.date(2026, 1, 6), 3.5],
    ]
    found = table(workbook(tmp_path / "a.xlsx", rows))
    assert found["id"] == ["007", "8"]
    assert found["n"] == ["3", "3.5"]
    assert found["at"][0] == "2026-01-05T10:00:00"
    assert found["at"][1].startswith("2026-01-06")


def test_first_sheet_with_rows_is_read_and_blank_rows_are_not(tmp_path):
    rows = [["intent", "n"], ["pay", 1], [None, None], ["move", 2], [None, None]]
    path = workbook(tmp_path / "a.xlsx", [], rows, [["other"], ["x"]])
    assert table(path) == {"intent": ["pay", "move"], "n": ["1", "2"]}


def test_blanks_between_the_rows_of_one_column_are_kept(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["intent"], ["pay"], [None], ["move"], [None]])
    assert table(path) == {"intent": ["pay", "", "move"]}


def test_words_that_look_like_formulas_are_text(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["intent", "n"], ["=cmd()", 1], ["pay", 2]])
    assert table(path) == {"intent": ["=cmd()", "pay"], "n": ["1", "2"]}


def test_first_row_of_calls_is_no_header(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["pay the bill"], ["move house"]])
    assert table(path) == {"column 1": ["pay the bill", "move house"]}


def test_workbook_without_rows_is_an_empty_table(tmp_path):
    assert table(workbook(tmp_path / "a.xlsx", [])) == {}


def test_workbook_that_expands_too_far_is_stopped(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["intent"], *[["pay the bill"]] * 20_000])
    with pytest.raises(InputError, match="--max-bytes"):
        table(path, max_bytes=100_000)


@pytest.mark.parametrize("damage", ["cut", "other", "text"])
def test_damaged_workbook_is_said(tmp_path, damage):
    path = workbook(tmp_path / "a.xlsx", [["intent"], ["pay"]])
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif damage == "other":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("hello.txt", "no workbook")
    else:
        path.write_text("intent\npay\n")
    with pytest.raises(InputError, match="workbook can't be read"):
        table(path)
