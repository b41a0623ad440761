"""Times in every common spelling; ambiguous ones settled over the column."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentlib.read.timestamps import date_like, parse_times


def parsed(*texts):
    times = parse_times(pd.Series(texts, dtype="str"))
    assert str(times.dtype) == "datetime64[us, UTC]"
    return [None if time is pd.NaT else time.isoformat(sep=" ")[:-6] for time in times]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-05", "2026-01-05 00:00:00"),
        ("20260105", "2026-01-05 00:00:00"),
        ("2026-1-5 9:07", "2026-01-05 09:07:00"),
        ("2026/01/05 10:00", "2026-01-05 10:00:00"),
        ("2026-01-05T10:00:00Z", "2026-01-05 10:00:00"),
        ("2026-01-05T10:00:00.123456+02:00", "2026-01-05 08:00:00.123456"),
        ("2026-01-05 10:00:00+00", "2026-01-05 10:00:00"),
        ("2026-01-05 10:00:00 UTC", "2026-01-05 10:00:00"),
        ("2026-01-05 10:00 pm", "2026-01-05 22:00:00"),
        ("2026-01-05 12:10 a.m.", "2026-01-05 00:10:00"),
        ("1767607200", "2026-01-05 10:00:00"),
        ("1767607200.25", "2026-01-05 10:00:00.250000"),
        ("1767607200123", "2026-01-05 10:00:00.123000"),
        ("1767607200123456", "2026-01-05 10:00:00.123456"),
        ("31/12/2025 23:59", "2025-12-31 23:59:00"),
        ("31.12.25", "2025-12-31 00:00:00"),
        ("12/31/2025 11:59:30 PM", "2025-12-31 23:59:30"),
        ("5 Jan 2026", "2026-01-05 00:00:00"),
        ("5th January 2026, 14:00", "2026-01-05 14:00:00"),
        ("5-Jan-2026 14:00:01.5", "2026-01-05 14:00:01.500000"),
        ("Jan 5, 2026 12:10 AM", "2026-01-05 00:10:00"),
        ("Mon, 05 Jan 2026 10:00:00 +0100", "2026-01-05 09:00:00"),
        (" 2026-01-05 ", "2026-01-05 00:00:00"),
    ],
)
def test_common_spellings_are_read(text, time):
    assert parsed(text) == [time]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "now",
        "today",
        "2026",
        "2026-02-30",
        "10:30",
        "5 Foo 2026",
        "31/31/2026",
        "7",
    ],
)
def test_what_is_no_time_is_not_made_one(text):
    assert parsed(text) == [None]


def test_missing_ones_stay_missing():
    assert parsed(None, "2026-01-05", None) == [None, "2026-01-05 00:00:00", None]
    assert parsed() == []


def test_one_plain_day_settles_the_whole_column():
    assert parsed("03/04/2026", "13/04/2026") == ["2026-04-03 00:00:00", "2026-04-13 00:00:00"]
    assert parsed("03/04/2026", "03/13/2026") == ["2026-03-04 00:00:00", "2026-03-13 00:00:00"]


def test_the_shorter_stretch_of_time_settles_what_days_cannot():
    assert parsed("03/04/2026", "03/05/2026", "03/12/2026")[2] == "2026-03-12 00:00:00"
    assert parsed("04/03/2026", "05/03/2026", "12/03/2026")[2] == "2026-03-12 00:00:00"


def test_day_comes_first_where_nothing_settles_it():
    assert parsed("03/04/2026") == ["2026-04-03 00:00:00"]


def test_values_that_contradict_each_other_are_bad_not_guessed():
    assert parsed("13/03/2026", "14/03/2026", "03/15/2026")[2] is None


@settings(deadline=None, max_examples=20)
@given(
    times=st.lists(
        st.datetimes(pd.Timestamp("1980-01-01"), pd.Timestamp("2080-01-01")), min_size=1
    ),
    form=st.sampled_from(["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ", "%d %b %Y %H:%M:%S"]),
)
def test_written_times_come_back(times, form):
    texts = [time.strftime(form) for time in times]
    expected = [time if "%f" in form else time.replace(microsecond=0) for time in times]
    assert parsed(*texts) == [
        pd.Timestamp(time).as_unit("us").isoformat(sep=" ") for time in expected
    ]


@settings(deadline=None, max_examples=20)
@given(
    dates=st.lists(
        st.dates(pd.Timestamp("2025-01-01").date(), pd.Timestamp("2030-01-01").date()),
        min_size=1,
        max_size=20,
    ),
    data=st.data(),
)
def test_order_and_repeats_do_not_matter(dates, data):
    texts = [f"{date.day:02d}/{date.month:02d}/{date.year:04d}" for date in dates]
    shuffled = data.draw(st.permutations(texts * 2))
    once = dict(zip(texts, parsed(*texts), strict=True))
    assert parsed(*shuffled) == [once[text] for text in shuffled]


def test_dates_are_told_from_numbers():
    assert date_like(pa.array(["2026-01-05", "5/1/2026 10:00"])) == 1
    assert date_like(pa.array(["2026-01-05", "1767607200"])) == 0.5
    assert date_like(pa.array([], pa.string())) == 0
