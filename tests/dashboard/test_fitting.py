import gzip
import io

import pandas as pd
import pytest

from intentlib.dashboard.fitting import fits

COLUMNS = {"text": "reason", "at": "started", "call_id": None}
ROWS = [("pay my bill", "2026-05-01 10:00"), ("no internet", "2026-05-02 11:00")]
FRAME = pd.DataFrame(ROWS, columns=["reason", "started"])


def parquet(frame):
    written = io.BytesIO()
    frame.to_parquet(written)
    return written.getvalue()


def xlsx(frame):
    written = io.BytesIO()
    frame.to_excel(written, index=False)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("calls.csv", lambda frame: frame.to_csv(index=False).encode()),
        ("CALLS.CSV.GZ", lambda frame: gzip.compress(frame.to_csv(index=False).encode())),
        ("calls.jsonl", lambda frame: frame.to_json(orient="records", lines=True).encode()),
        ("calls.json", lambda frame: frame.to_json(orient="records").encode()),
        ("calls.parquet", parquet),
        ("calls.xlsx", xlsx),
    ],
)
def test_more_of_the_same_fits_and_others_do_not(name, written):
    assert fits(name, written(FRAME), COLUMNS)
    assert fits(name, memoryview(written(FRAME)), COLUMNS)
    assert not fits(name, written(FRAME.rename(columns={"reason": "intent"})), COLUMNS)
    assert not fits(name, written(FRAME[["reason"]]), COLUMNS)


def test_a_named_column_counts_and_only_the_first_rows_are_read():
    lines = b"a,b,started\n" + b"x y,pay my bill,2026-05-01\n" * 5000 + b"broken\n"
    assert fits("calls.csv", lines, {"text": "b", "at": "started"}, text="b")


@pytest.mark.parametrize("name", ["calls.gz", "calls.parquet", "calls.xlsx", "calls.doc", ""])
def test_what_cannot_be_read_does_not_fit(name):
    assert not fits(name, b"\x00\x01nonsense", COLUMNS)
