"""Reading BERT straight: the vectors of sentence-transformers, to the bit whatever stands by."""

import numpy as np
import pytest
import torch

from intentlib.embed import open_embedder
from intentlib.embed.reading import BertEmbedder
from intentlib.embed.transformer import TransformerEmbedder
from intentlib.embed.weights import locate

TEXTS = [
    "report an outage",
    "beseech a fleeting service interruption",
    "x",
    "pay a bill " * 300,
    "Où est ma facture ? 账单 🙂",
    "why was i charged twice for the same plan in may",
    "swap sim",
]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder("all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def vectors(embedder):
    return embedder.embed(TEXTS)


def cosines(one, other):
    return (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)


def test_the_packaged_model_is_read_straight(embedder):
    assert isinstance(embedder, BertEmbedder)


def test_vectors_are_unit_rows_of_single_precision(vectors):
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_vectors_are_those_of_sentence_transformers(vectors, in_full):
    assert cosines(vectors, in_full.embed(TEXTS)).min() > 0.9998


def test_in_single_precision_they_are_so_to_the_last_digits(monkeypatch, in_full):
    monkeypatch.setattr("intentlib.embed.bert.has_tiles", lambda: False)
    embedder = BertEmbedder("all-MiniLM-L6-v2", *locate("all-MiniLM-L6-v2"))
    assert np.abs(embedder.embed(TEXTS) - in_full.embed(TEXTS)).max() < 1e-5


@pytest.mark.parametrize("tiles", [True, False])
def test_neighbours_order_and_cores_make_no_difference_to_the_bit(monkeypatch, tiles):
    if not tiles:
        monkeypatch.setattr("intentlib.embed.bert.has_tiles", lambda: False)
    embedder = BertEmbedder("all-MiniLM-L6-v2", *locate("all-MiniLM-L6-v2"))
    many = [*TEXTS, *(f"{text} number {n}" for n in range(6) for text in TEXTS)]
    vectors = embedder.embed(many)
    assert (np.concatenate([embedder.embed([text]) for text in TEXTS]) == vectors[:7]).all()
    order = np.random.default_rng(0).permutation(len(many))
    threads = torch.get_num_threads()
    try:
        for n in (1, 2, 5):
            torch.set_num_threads(n)
            assert (embedder.embed([many[i] for i in order]) == vectors[order]).all()
            assert torch.get_num_threads() == n
    finally:
        torch.set_num_threads(threads)


def test_a_text_without_tokens_has_no_direction(embedder):
    assert not embedder.embed([""]).any()


def test_the_same_meaning_is_nearer_than_another(embedder):
    one, same, other = embedder.embed(
        ["report a service outage", "the network is down", "enquire about roaming charges"]
    )
    assert one @ same > one @ other + 0.1


def test_progress_is_told(embedder):
    told = []
    embedder.embed([*TEXTS, *TEXTS], lambda *step: told.append(step))
    assert told[-1] == ("embed", 14, 14)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_another_bert_is_read_as_sentence_transformers_would(small_bert):
    embedder = open_embedder(str(small_bert))
    assert isinstance(embedder, BertEmbedder)
    in_full = TransformerEmbedder(str(small_bert), *locate(str(small_bert)))
    assert cosines(embedder.embed(TEXTS), in_full.embed(TEXTS)).min() > 0.999


def test_a_model_of_another_kind_is_left_to_sentence_transformers(small_distilbert):
    embedder = open_embedder(str(small_distilbert))
    assert isinstance(embedder, TransformerEmbedder)
    assert embedder.embed(TEXTS).shape == (len(TEXTS), 48)
