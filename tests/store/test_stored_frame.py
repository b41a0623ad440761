from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from sample_run import make_run, published, read, write

from intentlib.calls import calls_of
from intentlib.errors import StoreError
from intentlib.store import open_run
from intentlib.store.copies import KEEP, local_copy
from intentlib.store.runs import runs_place


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where copies go: a folder that no other test has."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"intentlib-copies-{os.getuid()}"


def test_calls_of_a_stored_run_are_asked_unread(runs: str) -> None:
    published(runs)
    run = open_run(runs)
    calls = calls_of(run)
    assert len(calls) == run.manifest.counts["calls"]
    assert len(calls.unworded) == run.manifest.counts["no_intent"]
    assert calls.dimensions == {"channel": ["chat", "phone"]}
    assert "frame" not in vars(run.stored_calls)
    assert calls.page(10, 13).equals(run.calls.iloc[10:13].reset_index(drop=True))


def test_a_file_of_a_bucket_is_copied_once(bucket: str, copies: Path) -> None:
    runs = f"s3://{bucket}/once/runs"
    run_id = published(runs)
    assert len(calls_of(open_run(runs))) == 60
    write(runs, f"{run_id}/calls.parquet", b"changed since")
    assert len(calls_of(open_run(runs)).where(search="wording 3")) == 8
    (copy,) = copies.iterdir()
    copy.unlink()
    with pytest.raises(StoreError, match=r"changed since it was written.*calls\.parquet"):
        len(calls_of(open_run(runs)))
    assert not list(copies.iterdir())


@pytest.mark.parametrize("sha256", ["", "../../elsewhere"])
def test_a_hash_leads_nowhere_else(bucket: str, tmp_path: Path, sha256: str) -> None:
    place = runs_place(f"s3://{bucket}/hash/runs")
    (tmp_path / "elsewhere").write_bytes(b"")
    with pytest.raises(StoreError, match=r"changed since it was written.*calls\.parquet"):
        local_copy(place, "run", "calls.parquet", sha256)


def test_copies_go_when_nobody_used_them_for_a_day(bucket: str, copies: Path) -> None:
    runs = f"s3://{bucket}/gone/runs"
    published(runs)
    len(calls_of(open_run(runs)))
    (used,) = copies.iterdir()
    unused = copies / "unused"
    unused.write_bytes(b"")
    day_ago = time.time() - KEEP - 60
    for path in (used, unused):
        os.utime(path, (day_ago, day_ago))
    len(calls_of(open_run(runs)))
    assert unused.exists()
    published(runs, calls=make_run().calls.head(30))
    len(calls_of(open_run(runs)))
    assert used.exists()
    assert not unused.exists()


@pytest.mark.parametrize("harm", ["link", "open"])
def test_a_folder_that_others_could_fill_is_not_used(
    bucket: str, copies: Path, tmp_path: Path, harm: str
) -> None:
    runs = f"s3://{bucket}/{harm}/runs"
    published(runs)
    if harm == "link":
        copies.symlink_to(tmp_path / "elsewhere")
        (tmp_path / "elsewhere").mkdir(mode=0o700)
    else:
        copies.mkdir()
        copies.chmod(0o777)
    with pytest.raises(StoreError, match="open to others"):
        len(calls_of(open_run(runs)))


def test_a_run_whose_calls_are_gone_still_opens(runs: str) -> None:
    run_id = published(runs)
    data = read(runs, f"{run_id}/calls.parquet")
    write(runs, f"{run_id}/calls.parquet", b"junk")
    calls = calls_of(open_run(runs))
    with pytest.raises(StoreError, match=r"calls\.parquet"):
        len(calls)
    write(runs, f"{run_id}/calls.parquet", data)
    assert len(calls) == 60
