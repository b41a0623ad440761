import numpy as np
import pytest
from clouds import clouds, texts_of

from intentlib.benchmark.made import call_like, more_like


@pytest.fixture(scope="module")
def given():
    vectors, truth = clouds(6, 30)
    return texts_of(truth), vectors


def test_call_like_texts_are_distinct():
    texts = call_like()
    assert len(set(texts)) == len(texts) == 12 * 20 * 8


def test_more_begin_with_those_given(given):
    texts, vectors = given
    said, made = more_like(texts, vectors, 500)
    assert said[: len(texts)] == texts
    assert (made[: len(texts)] == vectors).all()
    assert len(said) == len(made) == 500
    assert np.linalg.norm(made, axis=1) == pytest.approx(1, abs=1e-5)


def test_made_ones_lie_aside_of_what_their_text_begins_with(given):
    texts, vectors = given
    said, made = more_like(texts, vectors, 500)
    for text, row in list(zip(said, made, strict=True))[len(texts) :: 40]:
        near = [n for n, one in enumerate(texts) if text.startswith(one)]
        assert 0.5 < (vectors[near] @ row).max() < 0.99


def test_fewer_are_drawn_from_those_given(given):
    texts, vectors = given
    said, made = more_like(texts, vectors, 20)
    assert len(set(map(bytes, made))) == 20
    assert set(map(bytes, made)) <= set(map(bytes, vectors))
    assert set(said) <= set(texts)
