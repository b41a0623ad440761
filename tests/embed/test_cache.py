"""The cache: nothing is embedded twice, models never mix, processes may share."""

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from intentlib.embed import CachedEmbedder
from intentlib.errors import OptionError


class Counting:
    """An embedder that writes down what it was asked for."""

    def __init__(self, fingerprint="one"):
        self.name, self.fingerprint, self.asked = "counting", fingerprint, []

    def embed(self, texts, progress=None):
        self.asked += texts
        if progress:
            progress("embed", len(texts), len(texts))
        return np.array([[len(text), hash(self.fingerprint) % 7] for text in texts], np.float32)


def test_only_new_texts_are_embedded(tmp_path):
    first = Counting()
    CachedEmbedder(first, tmp_path).embed(["a", "bb"])
    second = Counting()
    vectors = CachedEmbedder(second, tmp_path).embed(["ccc", "a", "bb", "a"])
    assert second.asked == ["ccc"]
    assert vectors[:, 0].tolist() == [3, 1, 2, 1]


def test_another_model_has_its_own_vectors(tmp_path):
    CachedEmbedder(Counting("one"), tmp_path).embed(["a"])
    other = Counting("two")
    CachedEmbedder(other, tmp_path).embed(["a"])
    assert other.asked == ["a"]


def test_progress_counts_new_texts_only(tmp_path):
    CachedEmbedder(Counting(), tmp_path).embed(["a", "bb"])
    told = []
    CachedEmbedder(Counting(), tmp_path).embed(["a", "ccc"], lambda *step: told.append(step))
    assert told == [("embed", 1, 1)]


def test_many_texts_go_through_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("intentlib.embed.cache._STEP", 3)
    texts = [f"{'x' * n}" for n in range(1, 12)]
    told = []
    vectors = CachedEmbedder(Counting(), tmp_path).embed(texts, lambda *step: told.append(step))
    assert vectors[:, 0].tolist() == list(range(1, 12))
    assert [done for _, done, _ in told] == [3, 6, 9, 11]


def fill(folder, start):
    texts = [f"text {n}" for n in range(start, start + 200)]
    CachedEmbedder(Counting(), folder).embed(texts)


def test_processes_share_one_cache(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fill, args=(tmp_path, 100 * n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    last = Counting()
    CachedEmbedder(last, tmp_path).embed([f"text {n}" for n in range(400)])
    assert last.asked == []


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OptionError, match="--cache"):
        CachedEmbedder(Counting(), tmp_path / "taken")


def changed(path, statement):
    with sqlite3.connect(path) as database:
        database.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update hashed set vector = zeroblob(8)",
        "update hashed set vector = substr(vector, 1, 4)",
        "update hashed set hash = null",
        "update hashed set text = randomblob(16)",
    ],
)
def test_a_damaged_vector_is_made_anew(tmp_path, statement):
    texts = ["a", "bb", "ccc"]
    cached = CachedEmbedder(Counting(), tmp_path)
    vectors = cached.embed(texts)
    changed(cached.path, statement)
    for asked in (texts, []):
        again = Counting()
        np.testing.assert_array_equal(CachedEmbedder(again, tmp_path).embed(texts), vectors)
        assert again.asked == asked


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_file_is_made_anew(tmp_path, keep, caplog):
    texts = [f"text {n}" for n in range(300)]
    cached = CachedEmbedder(Counting(), tmp_path)
    vectors = cached.embed(texts)
    changed(cached.path, "pragma wal_checkpoint(truncate)")
    data = cached.path.read_bytes()
    assert len(data) > 5000
    cached.path.write_bytes(data[:keep] + b"nonsense" * ((len(data) - keep) // 8))
    again = Counting()
    np.testing.assert_array_equal(CachedEmbedder(again, tmp_path).embed(texts), vectors)
    assert len(again.asked) == 300
    assert "made anew" in caplog.text
    last = Counting()
    CachedEmbedder(last, tmp_path).embed(texts)
    assert last.asked == []


def test_a_cache_of_a_version_without_hashes_is_emptied(tmp_path):
    path = CachedEmbedder(Counting(), tmp_path).path
    changed(path, "drop table hashed")
    changed(path, "create table vectors (text blob primary key, vector blob) without rowid")
    again = Counting()
    CachedEmbedder(again, tmp_path).embed(["a"])
    assert again.asked == ["a"]


FULL = """
import logging, resource, sys
sys.path[:0] = sys.argv[2:]
logging.basicConfig()
from test_cache import CachedEmbedder, Counting
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
texts = [f"text {n}" for n in range(6000)]
print(CachedEmbedder(Counting(), sys.argv[1]).embed(texts)[:, 0].sum())
"""


def test_a_full_disk_costs_time_and_nothing_else(tmp_path):
    CachedEmbedder(Counting(), tmp_path)
    program = [sys.executable, "-c", FULL, str(tmp_path), str(Path(__file__).parent), *sys.path]
    done = subprocess.run(program, capture_output=True, text=True)
    texts = [f"text {n}" for n in range(6000)]
    assert done.returncode == 0, done.stderr[-500:]
    assert float(done.stdout) == sum(map(len, texts))
    assert "could not be kept" in done.stderr
    again = Counting()
    CachedEmbedder(again, tmp_path).embed(texts)
    assert set(texts[:4096]) <= set(again.asked)
