"""The cache: nothing is embedded twice, models never mix, processes may share."""

import multiprocessing

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
