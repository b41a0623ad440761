"""Any model by sentence-transformers: a text's vector is its own, whatever stands beside it."""

import numpy as np
import pytest

TEXTS = ["report an outage", "beseech a fleeting service interruption", "x", "pay a bill " * 300]


@pytest.fixture(scope="module")
def vectors(in_full):
    return in_full.embed(TEXTS)


def test_vectors_are_unit_rows_of_single_precision(vectors):
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_neighbours_in_a_batch_make_no_difference(in_full, vectors):
    alone = np.concatenate([in_full.embed([text]) for text in TEXTS])
    assert np.abs(alone - vectors).max() < 1e-5


def test_progress_is_told(in_full):
    told = []
    in_full.embed(TEXTS, lambda *step: told.append(step))
    assert told[-1] == ("embed", 4, 4)
