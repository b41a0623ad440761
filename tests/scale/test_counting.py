"""DuckDB counts as pandas does, and says so when it can't."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentlib.errors import StoreError
from intentlib.normalise import count_texts
from intentlib.scale import counting

TIMES = st.none() | st.datetimes(
    pd.Timestamp("1900-01-01").to_pydatetime(), pd.Timestamp("2200-01-01").to_pydatetime()
)


@settings(max_examples=40)  # each opens several databases
@given(rows=st.lists(st.tuples(st.text(max_size=2), TIMES), min_size=1), pieces=st.integers(1, 4))
def test_texts_are_counted_as_pandas_does(tmp_path_factory, rows, pieces):
    folder = tmp_path_factory.mktemp("counting", numbered=True)
    calls = pd.DataFrame(rows, columns=["text", "at"]).astype({"text": "str"})
    calls["at"] = pd.to_datetime(calls["at"], utc=True).astype("datetime64[us, UTC]")
    paths, counts = [], []
    for piece in range(pieces):
        paths.append(str(folder / f"{piece}.parquet"))
        counts.append(str(folder / f"{piece}-counted.parquet"))
        calls[piece::pieces].to_parquet(paths[-1], index=False)
        counting.count_texts([paths[-1]], str(folder)).to_pandas().to_parquet(counts[-1])
    expected = count_texts(calls).sort_values("text", ignore_index=True)
    for counted in (
        counting.count_texts(paths, str(folder)),
        counting.add_up(counts, str(folder)),
    ):
        found = counting.as_texts(counted).sort_values("text", ignore_index=True)
        pd.testing.assert_frame_equal(found, expected)
    assert not [path for path in folder.iterdir() if path.is_dir()]


def test_too_little_memory_is_told_in_words(tmp_path, monkeypatch):
    path = tmp_path / "calls.parquet"
    texts = [f"text {number}" for number in range(200_000)]
    pd.DataFrame({"text": texts, "at": pd.Timestamp("2026-01-01", tz="UTC")}).to_parquet(path)
    monkeypatch.setattr(counting, "MEMORY", "1MB")
    with pytest.raises(StoreError, match=r"can't be grouped .* Free memory or disk space"):
        counting.count_texts([str(path)], str(tmp_path))
    assert list(tmp_path.iterdir()) == [path]
