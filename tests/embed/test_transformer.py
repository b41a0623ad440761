"""The real model: a text's vector is its own, whatever stands beside it."""

import numpy as np
import pytest

from intentlib.embed import open_embedder

TEXTS = ["report an outage", "beseech a fleeting service interruption", "x", "pay a bill " * 300]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder("all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def vectors(embedder):
    return embedder.embed(TEXTS)


def test_vectors_are_unit_rows_of_single_precision(vectors):
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_neighbours_in_a_batch_make_no_difference(embedder, vectors):
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert np.abs(alone - vectors).max() < 1e-5


def test_the_same_meaning_is_nearer_than_another(embedder):
    one, same, other = embedder.embed(
        ["report a service outage", "the network is down", "enquire about roaming charges"]
    )
    assert one @ same > one @ other + 0.1


def test_progress_is_told(embedder):
    told = []
    embedder.embed(TEXTS, lambda *step: told.append(step))
    assert told[-1] == ("embed", 4, 4)
