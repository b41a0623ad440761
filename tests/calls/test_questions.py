from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from intentlib.calls import STEPS, Calls
from intentlib.calls.table import Table
from intentlib.errors import OptionError, StoreError

NAMES = st.sampled_from(
    [
        "channel",
        "Channel",
        'a"b',
        "rows",
        "c1",
        "count(*)",
        "x; DROP TABLE rows",
        "$v0",
        "{}",
        "ünï",
    ]
)
TEXTS = st.sampled_from(
    ["", "pay BILL", "ÜBER roaming", "100%", "a_b", "it's", "{} $v0", "\\d+", "\n"]
)
VALUES = {
    "texts": st.none() | st.sampled_from(["a", "A", "", "'", "None", "true"]),
    "flags": st.none() | st.booleans(),
    "numbers": st.none() | st.sampled_from([0.0, 1.5, -2.0, 1e20]),
    "nothing": st.none(),
}
MOMENT = st.datetimes(datetime(1969, 12, 1), datetime(2026, 3, 1), timezones=st.just(UTC))
WORDINGS = [f"w{n}" for n in range(5)]


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Frames of calls whose columns have odd names, with and without times, wordings, values."""
    n = draw(st.integers(0, 30))
    column = st.lists
    frame = pd.DataFrame(
        {
            "call_id": pd.Series([f"c{row}" for row in range(n)], dtype="str"),
            "text": pd.Series(draw(column(TEXTS, min_size=n, max_size=n)), dtype="str"),
            "at": pd.Series(
                draw(column(st.none() | MOMENT, min_size=n, max_size=n)),
                dtype="datetime64[us, UTC]",
            ),
            "wording_id": pd.Series(
                draw(column(st.none() | st.sampled_from(WORDINGS), min_size=n, max_size=n)),
                dtype="str",
            ),
        }
    )
    dtypes = {"texts": "str", "flags": "boolean", "numbers": "float64", "nothing": object}
    for name in draw(st.lists(NAMES, unique=True, max_size=4)):
        kind = draw(st.sampled_from(sorted(VALUES)))
        values = draw(column(VALUES[kind], min_size=n, max_size=n))
        frame[name] = pd.Series(values, dtype=dtypes[kind])
    return frame


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs[1]") / "day=1"


def ways(frame: pd.DataFrame, folder: Path) -> list[Calls]:
    """Return the calls to be asked in memory and, where there are any, in parts on a disk."""
    files, folder = [], folder / str(len(list(folder.parent.rglob("*"))))
    for part, start in enumerate(range(0, len(frame), 7)):
        folder.mkdir(parents=True, exist_ok=True)
        files.append(str(folder / f"part-{part:05}.parquet"))
        frame.iloc[start : start + 7].to_parquet(files[-1], index=False)
    return [Calls(Table(frame)), *([Calls(Table(lambda: files))] if files else [])]


def as_text(column: pd.Series) -> pd.Series:
    return column.astype("string")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(frame=frames(), data=st.data())
def test_every_answer_is_that_of_the_frame(
    frame: pd.DataFrame, data: st.DataObject, folder: Path
) -> None:
    own = ["call_id", "text", "at", "wording_id"]
    more = [name for name in frame.columns if name not in own]
    start, end = (data.draw(st.none() | MOMENT, name) for name in ("start", "end"))
    search = data.draw(st.sampled_from(["", "bill", "über", "%", "_", "'", "{}", "\\d", " B "]))
    wordings = data.draw(st.none() | st.lists(st.sampled_from([*WORDINGS, "?"]), max_size=3))
    chosen = data.draw(st.none() | st.sampled_from(more)) if more else None
    value = data.draw(st.sampled_from(["a", "A", "", "True", "False", "1.5", "1e+20", "None", "'"]))

    kept = frame["text"].str.lower().str.contains(search.strip().lower(), regex=False)
    kept &= frame["wording_id"].isin(wordings) if wordings is not None else True
    kept &= frame["at"] >= start if start else True
    kept &= frame["at"] < end if end else True
    kept &= (as_text(frame[chosen]) == value).fillna(False).astype(bool) if chosen else True
    left = frame[kept.astype(bool)]

    for calls in ways(frame, folder):
        assert calls.columns == list(frame.columns)
        found = calls.where(
            start=start,
            end=end,
            values={chosen: value} if chosen else None,
            wordings=wordings,
            search=search,
        )
        assert len(found) == len(left)
        assert len(found.unworded) == left["wording_id"].isna().sum()
        assert found.page(0, 100)["call_id"].tolist() == left["call_id"].tolist()
        assert found.page(3, 8)["call_id"].tolist() == left["call_id"].iloc[3:8].tolist()
        assert [*pd.concat([*found.pieces(4), left.head(0)])["call_id"]] == [*left["call_id"]]
        times = left["at"].dropna()
        assert found.span == ((times.min(), times.max()) if len(times) else None)
        counted = left["wording_id"].value_counts()
        assert found.per_wording().sort_index().to_dict() == counted.sort_index().to_dict()
        assert [calls.repeated(name) for name in more] == [
            int((frame[name].value_counts() > 1).sum() + (frame[name].isna().sum() > 1))
            for name in more
        ]
        for name in more:
            assert found.missing(name) == left[name].isna().sum()
            values = as_text(left[name]).value_counts()
            assert found.counts(name).to_dict() == values.to_dict()
            assert list(found.counts(name)) == sorted(values, reverse=True)
        several = {name: as_text(left[name]).nunique() for name in more}
        assert list(found.dimensions) == [name for name in more if several[name] >= 2]


@settings(deadline=None, max_examples=30)
@given(frame=frames(), step=st.sampled_from(sorted(STEPS)))
def test_calls_are_counted_by_step_and_intent(frame: pd.DataFrame, step: str, folder: Path) -> None:
    intents = pd.Series({"w0": "one", "w1": "one", "w2": "two", "w4": "o'ther"})
    known = frame.assign(intent_id=frame["wording_id"].map(intents)).dropna(
        subset=["at", "intent_id"]
    )
    known = known.assign(at=known["at"].dt.floor("h" if step == "hour" else "D"))
    expected = known.groupby(["at", "intent_id"]).size().rename("calls").reset_index()
    for calls in ways(frame, folder):
        assert_frame_equal(
            calls.per_step(intents, step), expected, check_dtype=False, check_index_type=False
        )


@settings(deadline=None, max_examples=20)
@given(frame=frames())
def test_calls_are_counted_by_value_and_intent(frame: pd.DataFrame, folder: Path) -> None:
    intents = pd.Series({"w0": "one", "w1": "one", "w2": "two", "w4": "o'ther"})
    for calls in ways(frame, folder):
        for name in list(frame.columns)[4:]:
            known = pd.DataFrame(
                {"value": as_text(frame[name]), "intent_id": frame["wording_id"].map(intents)}
            ).dropna()
            found = calls.per_value(name, intents)
            expected = known.groupby(["intent_id", "value"]).size()
            assert found.set_index(["intent_id", "value"])["calls"].to_dict() == expected.to_dict()


def test_a_page_has_the_columns_and_kinds_of_the_frame(folder: Path) -> None:
    frame = pd.DataFrame(
        {
            "call_id": ["1", "2"],
            "text": ["a", None],
            "at": pd.to_datetime(["2026-01-01T12:00:00Z", None]).as_unit("us"),
            "wording_id": pd.Series(["w1", None], dtype="str"),
            "Call_ID": [1, 2],
            'q"': [1.5, np.nan],
        }
    )
    for calls in ways(frame, folder):
        assert_frame_equal(calls.page(0, 5), frame)


def test_columns_of_many_values_are_not_to_filter_by() -> None:
    n = 30_000
    frame = pd.DataFrame({"call_id": np.arange(n), "text": "", "at": pd.NaT, "wording_id": None})
    frame = frame.assign(
        forty=np.arange(n) % 40, more=np.arange(n) % 41, late=np.arange(n) // 300, one=1, two="b"
    )
    frame.loc[:9, "two"] = "a"
    found = Calls(Table(frame)).dimensions
    assert list(found) == ["forty", "two"]
    assert found["two"] == ["b", "a"]
    assert len(found["forty"]) == 40


def test_a_column_that_is_not_there_is_refused() -> None:
    calls = Calls(Table(pd.DataFrame({"call_id": ["1"], "channel": ["chat"]})))
    with pytest.raises(OptionError, match=r"no such column: .*1=1.*'call_id', 'channel'"):
        calls.where(values={"channel = '' OR 1=1 --": "chat"})


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    calls = Calls(Table(lambda: [str(path)]))
    with pytest.raises(StoreError, match=r"can't be read.*calls\.parquet"):
        len(calls)
    frame = pd.DataFrame({"call_id": [str(n) for n in range(5000)]})
    frame.to_parquet(path)
    assert len(calls) == 5000
    harmed = bytearray(path.read_bytes())
    harmed[200:4000] = b"\xff" * 3800
    path.write_bytes(harmed)
    with pytest.raises(StoreError, match=r"can't be read.*calls\.parquet"):
        calls.page(0, 10)
