"""Files that a run needs meanwhile appear whole, and are gone when it ends."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest

from intentlib.errors import StoreError
from intentlib.scale.scratch import SWEEP_AFTER, Scratch, open_scratch


def write(scratch, name, text):
    with scratch.writing(name) as path:
        path.write_text(text)


def write_half(scratch, name):
    with scratch.writing(name) as path:
        path.write_text("new")
        raise OSError("disk full")


@pytest.mark.parametrize("where", ["disk", "memory"])
def test_what_is_written_can_be_read_anywhere_until_the_end(tmp_path, where):
    runs = str(tmp_path / "runs") if where == "disk" else f"memory://{tmp_path}/runs"
    with open_scratch(runs, shared=True) as scratch:
        write(scratch, "a/1.txt", "one")
        write(scratch, "2.txt", "two")
        elsewhere = pickle.loads(pickle.dumps(scratch))
        with elsewhere.reading(["2.txt", "a/1.txt"]) as paths:
            assert [Path(path).read_text() for path in paths] == ["two", "one"]
        elsewhere.fetch("2.txt", tmp_path / "fetched")
    assert (tmp_path / "fetched").read_text() == "two"
    with pytest.raises(StoreError, match="can't be kept"), scratch.reading(["2.txt"]) as (path,):
        Path(path).read_text()


def test_a_file_that_is_written_in_part_does_not_appear(tmp_path):
    scratch = Scratch(str(tmp_path))
    write(scratch, "1.txt", "old")
    with pytest.raises(StoreError, match="can't be kept"):
        write_half(scratch, "1.txt")
    assert (tmp_path / "1.txt").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "1.txt"]


def test_runs_elsewhere_have_their_scratch_here_unless_it_is_shared(tmp_path):
    runs = f"memory://{tmp_path}/runs"
    with open_scratch(runs, shared=False) as scratch:
        assert scratch.is_local
        assert Path(scratch.spill()).is_dir()
    assert not Path(scratch.root).exists()
    with open_scratch(runs, shared=True) as scratch:
        assert not scratch.is_local
        assert Path(scratch.spill()).is_dir()


def test_what_dead_processes_left_is_removed_in_time(tmp_path):
    old, new, other = (tmp_path / name for name in (".scratch-1", ".scratch-2", "run"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "part").write_text("x")
    long_ago = time.time() - SWEEP_AFTER - 60
    for folder in (old, other):
        os.utime(folder / "part", (long_ago, long_ago))
    with open_scratch(str(tmp_path), shared=False):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".scratch-2", "run"]
