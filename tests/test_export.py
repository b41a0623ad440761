import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentlib.export import neutralise, to_csv


@pytest.mark.parametrize(
    "text",
    ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1", "\u00a0=1"],
)
def test_formulas_are_neutralised(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["pay = bill", "a-b", "", "  pay", "50+", "'=1", "#1"])
def test_other_texts_stay_as_they_are(text):
    assert neutralise(text) == text


@given(st.lists(st.none() | st.text(st.sampled_from("=+-@\t\r\n \u00a0\uff1daZ09'é"), max_size=4)))
def test_columns_of_texts_are_neutralised_like_each_text(texts):
    column = pd.Series(texts, dtype="str")
    rows = list(
        csv.reader(io.StringIO(to_csv(pd.DataFrame({"text": column, "n": 1}), header=False)))
    )
    assert [row[0] for row in rows] == [
        re.sub("\r\n?", "\n", neutralise(text) or "") for text in texts
    ]


def test_csv_can_be_read_back():
    frame = pd.DataFrame(
        {
            "text": ['say "no"', "a,b", "two\nlines", "=cmd()", None],
            "calls": [-1, 2, 3, 4, 5],
            "change": [-0.5, 0.25, 0.0, 1.0, None],
            "=1+1": "x",
        }
    )
    before = frame.copy()
    rows = list(csv.reader(io.StringIO(to_csv(frame))))
    assert rows[0] == ["text", "calls", "change", "'=1+1"]
    assert [row[0] for row in rows[1:]] == ['say "no"', "a,b", "two\nlines", "'=cmd()", ""]
    assert [row[1] for row in rows[1:]] == ["-1", "2", "3", "4", "5"]
    assert rows[1][2] == "-0.5"
    pd.testing.assert_frame_equal(frame, before)


def test_times_are_told_in_full():
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-01-02T03:04:05Z", None], utc=True)})
    assert to_csv(frame) == 'at\n2026-01-02 03:04:05+00:00\n""\n'


def test_empty_frame_is_its_header():
    assert to_csv(pd.DataFrame({"a": [], "b": []})) == "a,b\n"
