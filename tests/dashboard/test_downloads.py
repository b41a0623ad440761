import csv
import gzip
import io
from dataclasses import replace

import pytest
from dashboard.factories import make_run

from intentlib.dashboard import downloads
from intentlib.errors import OptionError


@pytest.mark.parametrize("frame", downloads.FRAMES)
def test_every_frame_comes_whole(frame):
    run = make_run(run_id="r1")
    name, content = downloads.csv_of(run, frame)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == f"{frame}-r1.csv"
    assert len(rows) == len(getattr(run, frame)) + 1


def test_calls_come_with_the_name_of_their_intent():
    _, content = downloads.csv_of(make_run(), "calls")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["intent"] == "Ask for help with 0"
    assert rows[49]["intent"] == ""


def test_formulas_are_harmless():
    run = make_run()
    texts = run.calls["text"].where(run.calls["text"] != "Wording 00", "=cmd()")
    run = replace(run, calls=run.calls.assign(text=texts))
    _, content = downloads.csv_of(run, "calls")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["text"] == "'=cmd()"


def test_a_large_frame_is_zipped_and_a_huge_one_refused(monkeypatch):
    run = make_run()
    monkeypatch.setattr(downloads, "ZIP_ABOVE", 100)
    name, content = downloads.csv_of(run, "calls")
    assert name.endswith(".csv.gz")
    assert gzip.decompress(content).startswith(b"\xef\xbb\xbfcall_id,")
    monkeypatch.setattr(downloads, "MOST_BYTES", 100)
    with pytest.raises(OptionError, match=r"calls\.parquet"):
        downloads.csv_of(run, "calls")


def test_a_link_cannot_break_out_of_its_attribute():
    assert "<b" not in downloads.link('"><b>.csv', b"x")
