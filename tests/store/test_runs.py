from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sample_run import later, make_run, published, read, write

from intentlib.errors import RunNotFoundError, StoreError
from intentlib.model import Tree, unread
from intentlib.schema import ADDED
from intentlib.store import latest_id, list_runs, new_run_id, open_run, publish, save, verify
from intentlib.store.artefacts import ARTEFACTS, FRAMES, write_frame

OUTSIDE = ["..", ".", "", "../other", "a/b", "/etc", "a\\b", ".partial-x", "a\nb", "a\0b", "ä"]


def test_a_run_opens_as_it_was_saved(runs: str) -> None:
    given = make_run()
    stored = save(given, runs)
    publish(runs, stored.run_id)
    opened = open_run(runs)
    for name in FRAMES:
        assert_frame_equal(getattr(opened, name), getattr(stored, name))
    for name in ("calls", "wordings", "intents", "themes"):
        columns = getattr(given, name).columns
        assert_frame_equal(getattr(opened, name)[columns], getattr(given, name), check_dtype=False)
    assert opened.manifest == stored.manifest
    assert opened.path == stored.path
    assert opened.lineage["from_ids"].tolist() == [["i8", "i9"]]
    np.testing.assert_array_equal(opened.tree.linkage, given.tree.linkage)
    np.testing.assert_array_equal(opened.vectors, given.vectors)
    assert opened.vectors.dtype == np.float32


def test_awkward_values_survive(runs: str) -> None:
    run = make_run()
    n = len(run.calls)
    calls = run.calls.assign(
        text=["Réseau 🤷 \u202e=cmd()", *[""] * (n - 1)],
        at=pd.NaT,
        empty=None,
        number=np.arange(n),
        sum=np.linspace(0, 1, n),
        flag=np.arange(n) % 2 == 0,
        day=pd.Timestamp("2026-01-01"),
    )
    calls["region name; ünïcode"] = ["north", None] * (n // 2)
    stored = save(replace(run, calls=calls), runs)
    publish(runs, stored.run_id)
    opened = open_run(runs).calls
    assert_frame_equal(opened, stored.calls, check_dtype=False)
    assert opened.loc[0, "text"] == calls.loc[0, "text"]
    assert opened["region name; ünïcode"].isna().sum() == n // 2
    assert str(opened["at"].dtype) == "datetime64[us, UTC]"


def test_lineage_may_be_empty(runs: str) -> None:
    run = make_run()
    published(runs, lineage=run.lineage.iloc[:0])
    assert len(open_run(runs).lineage) == 0
    assert verify(runs) == []


def test_saving_the_same_gives_the_same_bytes(tmp_path: Path) -> None:
    run = make_run()
    hashes = [save(run, str(tmp_path / name)).manifest.hashes for name in ("a", "b")]
    assert hashes[0] == hashes[1]


def test_what_was_passed_in_is_left_alone(tmp_path: Path) -> None:
    run = make_run()
    copies = {name: getattr(run, name).copy(deep=True) for name in FRAMES}
    save(run, str(tmp_path))
    for name, copy in copies.items():
        assert_frame_equal(getattr(run, name), copy)


def test_vectors_are_mapped_on_a_disk(tmp_path: Path) -> None:
    published(str(tmp_path))
    vectors = open_run(str(tmp_path)).vectors
    assert isinstance(vectors, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        vectors[0, 0] = 1


def test_ten_thousand_calls_open_at_once(tmp_path: Path) -> None:
    run = save(make_run(n_calls=10_000), str(tmp_path))
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        open_run(str(tmp_path), run.run_id)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.2


def test_nothing_is_published_by_saving(runs: str) -> None:
    assert latest_id(runs) is None
    first = published(runs)
    second = save(make_run(), runs).run_id
    assert latest_id(runs) == first == open_run(runs).run_id
    assert open_run(runs, second).run_id == second
    publish(runs, second)
    assert latest_id(runs) == second == open_run(runs).run_id


def test_runs_are_listed_newest_first(runs: str) -> None:
    assert list_runs(runs).empty
    run = make_run()
    ids = [save(one, runs).run_id for one in (later(run, 2), run, later(run, 1))]
    publish(runs, ids[1])
    write(runs, "stray.txt", b"")
    write(runs, f"{new_run_id()}/calls.parquet", b"unfinished")
    listed = list_runs(runs)
    assert listed["run_id"].tolist() == [ids[0], ids[2], ids[1]]
    assert listed["published"].tolist() == [False, False, True]
    assert listed["calls"].tolist() == [60, 60, 60]
    assert listed["input"].tolist() == ["calls.csv"] * 3
    assert listed["created_at"].is_monotonic_decreasing


def test_a_damaged_manifest_is_listed_as_damaged(runs: str) -> None:
    good, bad = published(runs), save(make_run(), runs).run_id
    write(runs, f"{bad}/manifest.json", b'{"format": 1, "run_id"')
    listed = list_runs(runs).set_index("run_id")
    assert listed.loc[bad, "status"] == "damaged"
    assert listed.loc[good, "status"] == "complete"
    with pytest.raises(StoreError, match=r"manifest is damaged.*manifest\.json"):
        open_run(runs, bad)
    assert "manifest is damaged" in verify(runs, bad)[0]


def test_an_existing_run_is_not_overwritten(runs: str) -> None:
    run = save(make_run(), runs)
    with pytest.raises(StoreError, match="exists already"):
        save(run, runs)
    assert verify(runs, run.run_id) == []


def test_no_run_yet(runs: str) -> None:
    with pytest.raises(
        RunNotFoundError, match=r"no run has been published yet.*intentlib run FILE"
    ):
        open_run(runs)
    with pytest.raises(RunNotFoundError, match="no such run: 20260101T000000Z-abcdef"):
        open_run(runs, "20260101T000000Z-abcdef")
    with pytest.raises(RunNotFoundError):
        publish(runs, "20260101T000000Z-abcdef")
    with pytest.raises(RunNotFoundError):
        verify(runs)


@pytest.mark.parametrize("run_id", OUTSIDE)
def test_a_run_id_leads_nowhere_else(tmp_path: Path, run_id: str) -> None:
    runs = str(tmp_path / "runs")
    published(runs)
    published(str(tmp_path / "other"))
    for use in (open_run, publish, verify):
        with pytest.raises(RunNotFoundError):
            use(runs, run_id)
    with pytest.raises(RunNotFoundError):
        save(make_run(run_id or "."), runs)
    write(runs, "latest.json", json.dumps({"run_id": run_id}).encode())
    with pytest.raises(StoreError, match=r"pointer to the published run is damaged"):
        open_run(runs)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "runs"]


def test_a_damaged_pointer_is_named(runs: str) -> None:
    published(runs)
    for pointer in (b"", b"{", b"[]", b'{"id": 1}', b"\xff", b'{"run_id": ["a"]}'):
        write(runs, "latest.json", pointer)
        with pytest.raises(StoreError, match=r"pointer to the published run.*latest\.json"):
            open_run(runs)


@pytest.mark.parametrize("harm", ["cut", "gone", "junk"])
def test_a_damaged_file_is_named(runs: str, harm: str) -> None:
    run_id = published(runs)
    fs, root = fsspec.core.url_to_fs(runs)
    for name in ARTEFACTS:
        data = read(runs, f"{run_id}/{name}")
        if harm == "gone":
            fs.rm_file(f"{root}/{run_id}/{name}")
        else:
            write(runs, f"{run_id}/{name}", data[: len(data) // 2] if harm == "cut" else b"junk")
        with pytest.raises(StoreError, match=rf"missing or damaged.*{name}"):
            assert open_run(runs).calls.empty
        (problem,) = verify(runs)
        assert problem.startswith(f"{name}: ")
        write(runs, f"{run_id}/{name}", data)
    assert verify(runs) == []


def test_calls_are_read_when_they_are_asked_for(runs: str) -> None:
    run_id = published(runs)
    data = read(runs, f"{run_id}/calls.parquet")
    write(runs, f"{run_id}/calls.parquet", b"")
    opened = open_run(runs)
    renamed = opened.but(intents=opened.intents.assign(status="new"))
    assert renamed.stored_calls is opened.stored_calls is not None
    write(runs, f"{run_id}/calls.parquet", data)
    assert renamed.calls is opened.calls
    assert len(opened.calls) == 60
    assert set(renamed.intents["status"]) == {"new"}
    assert opened.but(calls=opened.calls.head(3)).stored_calls is None


def test_calls_may_lie_in_parts(runs: str) -> None:
    run_id = published(runs)
    calls = open_run(runs).calls
    fs, root = fsspec.core.url_to_fs(runs)
    fs.rm_file(f"{root}/{run_id}/calls.parquet")
    for part, start in enumerate(range(0, len(calls), 25)):
        rows, written = calls.iloc[start : start + 25], io.BytesIO()
        rows.assign(channel=None if part == 1 else rows["channel"]).to_parquet(written)
        write(runs, f"{run_id}/calls.parquet/part-{part:05}.parquet", written.getvalue())
    joined = open_run(runs).calls
    assert_frame_equal(joined.drop(columns="channel"), calls.drop(columns="channel"))
    assert joined["channel"].isna().sum() == 25
    assert joined["channel"].dropna().equals(calls["channel"].drop(range(25, 50)))


def test_a_file_of_another_run_is_refused(runs: str) -> None:
    run_id, other = published(runs), save(make_run(), runs).run_id
    write(runs, f"{run_id}/intents.parquet", read(runs, f"{other}/themes.parquet"))
    with pytest.raises(StoreError, match=r"no column 'intent_id'.*intents\.parquet"):
        open_run(runs)


def test_an_incomplete_run_is_not_published(runs: str) -> None:
    run_id = save(make_run(), runs).run_id
    told = json.loads(read(runs, f"{run_id}/manifest.json"))
    write(runs, f"{run_id}/manifest.json", json.dumps({**told, "status": "running"}).encode())
    with pytest.raises(StoreError, match="only a complete run"):
        publish(runs, run_id)
    assert "status is 'running'" in verify(runs, run_id)[0]


def test_a_run_that_breaks_its_contract_is_not_saved(runs: str) -> None:
    run = make_run()
    broken = {
        "calls": run.calls.drop(columns="text"),
        "intents": run.intents.assign(name="one name"),
        "wordings": run.wordings.assign(confidence=1.5),
        "tree": Tree(run.tree.linkage[:-1]),
        "vectors": run.vectors[:-1],
    }
    for name, value in broken.items():
        with pytest.raises(StoreError):
            save(replace(run, **{name: value}), runs)
    mixed = run.calls.assign(mixed=[1, "one"] * (len(run.calls) // 2))
    with pytest.raises(StoreError, match="mixed"):
        save(replace(run, calls=mixed), runs)
    assert list_runs(runs).empty
    assert not fsspec.core.url_to_fs(runs)[0].glob(f"{runs}/*")


def test_nothing_is_left_in_the_folder_but_runs(tmp_path: Path) -> None:
    run_id = published(str(tmp_path))
    lock = ".latest.json.lock"
    assert sorted(path.name for path in tmp_path.iterdir()) == [lock, run_id, "latest.json"]
    assert sorted(path.name for path in (tmp_path / run_id).iterdir()) == sorted(
        [*ARTEFACTS, "manifest.json"]
    )


def test_run_ids_sort_by_time_and_differ() -> None:
    noon = datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC)
    assert new_run_id(noon).startswith("20261122T123456Z-")
    assert new_run_id(noon.astimezone(None))[:16] == "20261122T123456Z"
    assert new_run_id(noon) < new_run_id(noon + timedelta(seconds=1))
    assert len({new_run_id(noon) for _ in range(100)}) > 95


def test_a_run_from_before_a_column_was_added_opens_with_it_empty(runs: str) -> None:
    stored = save(make_run(), runs)
    publish(runs, stored.run_id)
    for name, columns in ADDED.items():
        file = f"{stored.run_id}/{name}.parquet"
        older = io.BytesIO()
        pd.read_parquet(io.BytesIO(read(runs, file))).drop(columns=[*columns]).to_parquet(older)
        write(runs, file, older.getvalue())
    opened = open_run(runs)
    for name, columns in ADDED.items():
        frame = getattr(opened, name)
        told = [column for column, dtype in columns.items() if dtype == "str"]
        assert frame[told].eq("").all(axis=None)
        assert frame[[column for column in columns if column not in told]].isna().all(axis=None)
        assert len(save(replace(opened, manifest=make_run().manifest), runs).intents)


class InParts:
    """The calls of a run, 20 to a file."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def write(self, path: Path) -> None:
        path.mkdir()
        for part, start in enumerate(range(0, len(self.frame), 20)):
            write_frame(self.frame[start : start + 20], path / f"part-{part:05}.parquet")


def test_calls_in_parts_are_stored_and_passed_on_as_they_are(runs: str) -> None:
    run = make_run()
    first = save(replace(run, calls=unread(InParts(run.calls))), runs)
    parts = [f"calls.parquet/part-{part:05}.parquet" for part in range(3)]
    assert sorted(first.manifest.hashes)[: len(parts)] == parts
    assert_frame_equal(open_run(runs, first.run_id).calls, run.calls, check_dtype=False)
    again = save(first.but(manifest=make_run().manifest), runs)
    assert {part: again.manifest.hashes[part] for part in parts} == {
        part: first.manifest.hashes[part] for part in parts
    }
    assert verify(runs, first.run_id) == verify(runs, again.run_id) == []
    data = read(runs, f"{again.run_id}/{parts[1]}")
    write(runs, f"{again.run_id}/calls.parquet/part-00003.parquet", data)
    assert verify(runs, again.run_id) == [
        "calls.parquet/part-00003.parquet: the manifest has no hash of it"
    ]
    fs, root = fsspec.core.url_to_fs(runs)
    fs.rm_file(f"{root}/{again.run_id}/{parts[1]}")
    assert f"{parts[1]}: the file is missing" in verify(runs, again.run_id)
    assert verify(runs, first.run_id) == []
