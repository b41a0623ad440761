"""Which files an input is."""

from __future__ import annotations

import fsspec
import pytest
from ways import held, same, staged

from intentlib.errors import ColumnError, InputError
from intentlib.model import RunConfig
from intentlib.scale.inputs import files_of, hash_of, is_large, without_known


@pytest.fixture
def folder(tmp_path):
    calls = tmp_path / "calls"
    for name in ("b.csv", "a.csv", "2026/c.csv.gz", "_SUCCESS.csv", ".hidden/d.csv", "notes.md"):
        path = calls / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"reason\n{name}\n")
    return calls


def test_a_folder_is_its_files_of_known_kinds_in_sorted_order(folder):
    names = [str(folder / name) for name in ("2026/c.csv.gz", "a.csv", "b.csv")]
    assert files_of(str(folder)) == names
    assert files_of(f"{folder}/*.csv") == names[1:]
    assert files_of(f"{folder}/**/*.gz") == names[:1]


def test_a_file_standard_input_and_what_is_missing_are_themselves(folder):
    for path in (str(folder / "a.csv"), "-", str(folder / "none.csv"), "s4://bucket/a.csv"):
        assert files_of(path) == [path]


def test_files_on_another_file_system_keep_their_address():
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/inputs/b.csv", b"reason\nb\n")
    fs.pipe_file("/inputs/a.csv", b"reason\na\n")
    assert files_of("memory://inputs/*.csv") == ["memory:///inputs/a.csv", "memory:///inputs/b.csv"]


@pytest.mark.parametrize("pattern", ["", "/*.parquet"])
def test_a_folder_or_pattern_without_calls_is_refused(tmp_path, pattern):
    (tmp_path / "notes.md").write_text("x")
    with pytest.raises(InputError, match="no file of calls in it"):
        files_of(f"{tmp_path}{pattern}")


def test_known_files_are_left_out_by_their_bytes(folder):
    files = files_of(f"{folder}/*.csv")
    assert without_known(files, [hash_of(files[0]), "x"]) == files[1:]
    assert without_known(files, []) == files


def test_several_files_are_large_whatever_their_size(folder):
    files = files_of(str(folder))
    assert is_large(files, None)
    assert not is_large(files[:1], None)


def test_files_of_other_dimensions_go_together_and_of_other_columns_do_not(tmp_path):
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls/1.csv").write_text("reason,at,queue\nPay,2026-01-02,care\n")
    (tmp_path / "calls/2.csv").write_text("at,reason,city\n2026-01-01,Pay,Bonn\n")
    config = RunConfig(str(tmp_path / "calls"), runs=str(tmp_path / "runs"))
    calls = staged(config).calls
    assert list(calls) == ["call_id", "text", "at", "wording_id", "queue", "city"]
    assert calls["queue"].tolist()[0] == "care"
    assert calls[["queue", "city"]].isna().to_numpy().tolist() == [[False, True], [True, False]]
    assert calls["call_id"].is_unique
    (tmp_path / "calls/3.csv").write_text("reason,when\nPay,2026-01-02\n")
    with pytest.raises(ColumnError, match=r"lacks a column that the first one has: at \(.*3\.csv"):
        staged(config)


def test_one_file_in_a_folder_is_that_file(tmp_path):
    (tmp_path / "calls").mkdir()
    file = tmp_path / "calls" / "1.csv"
    file.write_text("reason,at\nPay,2026-01-02\n")
    runs = str(tmp_path / "runs")
    same(held(RunConfig(str(file), runs)), held(RunConfig(str(file.parent), runs)))


def test_day_and_month_are_told_from_all_files(tmp_path):
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls/1.csv").write_text("reason,at\nPay,03/04/2026\nPay,03/05/2026\n")
    (tmp_path / "calls/2.csv").write_text("reason,at\nPay,03/13/2026\n")
    config = RunConfig(str(tmp_path / "calls"), runs=str(tmp_path / "runs"))
    assert staged(config).calls["at"].dt.month.tolist() == [3, 3, 3]
