import csv
import gzip
import io

import pytest
from dashboard.factories import make_run

from intentlib.dashboard import downloads
from intentlib.errors import OptionError
from intentlib.extract import FRAMES, csv_pieces


@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_comes_whole(frame):
    run = make_run(run_id="r1")
    name, content = downloads.csv_of(run, frame)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == f"{frame}-r1.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == len(getattr(run, frame)) + 1


def test_a_large_frame_is_zipped_and_a_huge_one_refused(monkeypatch):
    run = make_run()
    monkeypatch.setattr(downloads, "ZIP_ABOVE", 100)
    name, content = downloads.csv_of(run, "calls")
    assert name.endswith(".csv.gz")
    told = "".join(csv_pieces(run, "calls")).encode("utf-8-sig")
    assert gzip.decompress(content) == told
    monkeypatch.setattr(downloads, "MOST_BYTES", 5)
    with pytest.raises(OptionError, match=r"intentlib export calls --run .*calls\.parquet"):
        downloads.csv_of(run, "calls")


def test_a_link_cannot_break_out_of_its_attribute():
    assert "<b" not in downloads.link('"><b>.csv', b"x")
