"""Rows that can't be read as calls are set aside, and the others are read as if alone."""

import json

import pandas as pd
import pytest

from intentlib.errors import InputError
from intentlib.read import read

GOOD = [
    {"id": f"c{n}", "at": f"2026-03-{n % 28 + 1:02} 10:00", "intent": f"Wording {n}"}
    for n in range(1, 200)
]
BAD = {
    4: ({**GOOD[3], "id": ""}, "the id is missing"),
    50: ({**GOOD[49], "id": "c7"}, "the id stands in an earlier row"),
    51: ({**GOOD[50], "at": "=SOON()"}, "the date can't be read"),
    199: ({**GOOD[198], "intent": "long " * 200_001}, "a value is too long to be an intent"),
}
ROWS = [BAD[n][0] if n in BAD else row for n, row in enumerate(GOOD, 1)]


def written(folder, suffix, rows):
    path, frame = folder / f"calls{suffix}", pd.DataFrame(rows)
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif suffix == ".json":
        frame.to_json(path, orient="records")
    else:
        frame.to_csv(path, index=False, sep={".csv": ",", ".tsv": "\t"}[suffix])
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl", ".parquet"])
def test_the_same_rows_go_in_every_format(tmp_path, suffix):
    found = read(str(written(tmp_path, suffix, ROWS)), bad_rows=0.05)
    aside = found.quarantine
    assert aside["row"].tolist() == list(BAD)
    reasons = [reason for _, reason in BAD.values()]
    if suffix == ".jsonl":
        reasons[-1] = "the JSON breaks off"  # a line so long is cut
    assert aside["reason"].tolist() == reasons
    values = [json.loads(each) for each in aside["values"][:3]]
    assert [each["intent"] for each in values] == [row["intent"] for row, _ in BAD.values()][:3]
    assert len(aside["values"][3]) > 1_000_000
    good = [row for n, row in enumerate(GOOD, 1) if n not in BAD]
    alone = read(str(written(tmp_path, suffix, good)))
    pd.testing.assert_frame_equal(found.calls, alone.calls)
    assert alone.quarantine.empty


def test_rows_that_break_off_are_set_aside_and_later_ones_keep_their_numbers(tmp_path):
    lines = written(tmp_path, ".csv", ROWS[:100]).read_text().splitlines()
    lines[2] = "c2"
    lines[3] = 'c3,2026-03-01,"a ""b""",more,and more'
    lines.insert(20, "")
    path = tmp_path / "broken.csv"
    path.write_text("\n".join(lines))
    aside = read(str(path), bad_rows=0.1).quarantine
    assert aside["row"].tolist() == [2, 3, 4, 50, 51]
    assert aside["reason"].tolist()[:2] == [
        "a row has 1 values where the header has 3",
        "a row has 5 values where the header has 3",
    ]
    assert aside["values"].tolist()[:2] == ["c2", lines[3]]


def test_lines_that_are_no_json_or_of_another_kind_are_set_aside(tmp_path):
    path = written(tmp_path, ".jsonl", GOOD)
    lines = path.read_text().splitlines()
    lines[1], lines[9], lines[10] = lines[1][:-4], "17", "null"
    path.write_text("\n".join(lines))
    found = read(str(path), bad_rows=0.1)
    aside = found.quarantine.set_index("row")
    assert aside.loc[2, "reason"] == "the JSON breaks off"
    assert aside.loc[10, "reason"] == "the JSON isn't a list of strings or of objects"
    assert aside.loc[11, "reason"] == "the id is missing"
    assert aside.loc[[2, 10], "values"].tolist() == [lines[1], '"17"']
    assert len(found.calls) == len(GOOD) - 3


def test_a_line_that_is_no_intent_is_set_aside(tmp_path):
    path = tmp_path / "calls.txt"
    lines = [row["intent"] for row in GOOD]
    path.write_text("\n".join([*lines[:3], "word " * 700_000, *lines[3:]]))
    found = read(str(path), bad_rows=0.1)
    assert found.calls["text"].tolist() == lines
    assert found.quarantine["row"].tolist() == [4]
    assert found.quarantine["reason"].tolist() == ["a value is too long to be an intent"]


def test_more_than_the_share_is_refused_and_the_first_is_told(tmp_path):
    path = str(written(tmp_path, ".csv", ROWS[:100]))
    assert len(read(path, bad_rows=0.03).quarantine) == 3
    with pytest.raises(InputError) as told:
        read(path, bad_rows=0.029)
    for part in ("3 of 100 rows", "0.029", "the id is missing", "row 4)", "--bad-rows"):
        assert part in str(told.value)


def test_a_file_of_nothing_else_is_refused(tmp_path):
    path = written(tmp_path, ".csv", [{**row, "at": "soon"} for row in GOOD])
    with pytest.raises(InputError, match="199 of 199"):
        read(str(path), at="at", bad_rows=0.5)


@pytest.mark.parametrize("row", list(BAD))
def test_nothing_is_set_aside_unless_asked(tmp_path, row):
    rows = [BAD[n][0] if n == row else good for n, good in enumerate(GOOD, 1)]
    with pytest.raises(InputError, match=rf"row.* {row}\b"):
        read(str(written(tmp_path, ".csv", rows)), at="at", call_id="id")


def test_a_quote_left_open_is_an_error_still(tmp_path):
    path = written(tmp_path, ".csv", GOOD)
    path.write_text(path.read_text().replace("Wording 190", '"Wording 190'))
    with pytest.raises(InputError, match="a quote is never closed"):
        read(str(path), bad_rows=1.0)
