from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fsspec
import pytest
from sample_run import make_run, published, write

from intentlib.errors import OptionError, RunNotFoundError, StoreError
from intentlib.store import list_runs, open_run, save, verify


def test_old_leftovers_are_swept_by_the_next_save(
    runs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = published(runs)
    local = not runs.startswith("s3:")
    leftovers = ["20260101T000000Z-abcdef/calls.parquet"]
    if local:
        leftovers = [".partial-20260101T000000Z-abcdef-01234567/calls.parquet"]
        leftovers += [".partial-latest.json-01234567"]
    foreign = [
        "20260101T000000Z-aaaaaa/figures.csv",
        "20260101T000000Z-bbbbbb/deep/calls.parquet",
        "my-data/calls.parquet",
        ".partial-of-mine/calls.parquet",
        "notes.txt",
    ]
    for path in (*leftovers, *foreign):
        write(runs, path, b"")
    fs, root = fsspec.core.url_to_fs(runs)

    def left() -> set[str]:
        fs.invalidate_cache()
        return {path for path in (*leftovers, *foreign) if fs.exists(f"{root}/{path}")}

    save(make_run(), runs)
    assert left() == {*leftovers, *foreign}, "they may still be written to"
    monkeypatch.setattr("intentlib.store.place.SWEEP_AFTER", -1.0)
    save(make_run(), runs)
    assert left() == set(foreign), "what isn't ours is never removed"
    assert list_runs(runs)["status"].tolist() == ["complete"] * 3
    assert verify(runs, run_id) == []


def test_a_missing_library_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['s3fs'] = None\n"
        "from intentlib.store import open_run\n"
        "from intentlib.errors import OptionError\n"
        "try: open_run('s3://bucket/runs')\n"
        "except OptionError as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "intentlib[s3]"' in told.stdout


@pytest.mark.parametrize("address", ["nowhere://bucket/runs", "gopher://x"])
def test_an_unknown_kind_of_address(address: str) -> None:
    with pytest.raises(OptionError, match="unknown kind of address"):
        open_run(address)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"can't be used.*file/runs"):
        save(make_run(), str(tmp_path / "file" / "runs"))


def test_a_bucket_that_is_not_there_is_named(bucket: str) -> None:
    with pytest.raises(RunNotFoundError, match=f"s3://{bucket}-not"):
        open_run(f"s3://{bucket}-not/runs")
    with pytest.raises(StoreError, match=f"can't be used.*s3://{bucket}-not/runs"):
        save(make_run(), f"s3://{bucket}-not/runs")


def test_a_file_address_and_the_home_folder_are_local(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for address in ("~/runs", f"file://{tmp_path}/runs", str(tmp_path / "runs")):
        assert Path(save(make_run(), address).path).parent == tmp_path / "runs"
    assert len(list_runs("~/runs")) == 3
