"""The tree over wordings: what it finds doesn't hang on order, number or threads."""

import numpy as np
import pytest
from clouds import clouds, texts_of
from scipy.cluster.hierarchy import is_monotonic, is_valid_linkage
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from intentlib.granularity import recommend
from intentlib.tree import build, cut, cut_to
from intentlib.vectors import unit


@pytest.mark.parametrize(("n_clouds", "each"), [(8, 50), (40, 10), (12, 200), (90, 60)])
def test_the_recommended_cut_finds_clouds_of_any_number_and_size(n_clouds, each):
    vectors, truth = clouds(n_clouds, each)
    tree = build(vectors, texts_of(truth))
    labels = cut(tree, recommend(tree).height)
    assert adjusted_rand_score(truth, labels) > 0.95


def test_heights_lie_between_0_and_1_and_the_linkage_is_sound():
    vectors, truth = clouds(9, 30)
    tree = build(vectors, texts_of(truth))
    assert is_valid_linkage(tree.linkage)
    assert is_monotonic(tree.linkage)
    assert tree.linkage[:, 2].min() >= 0
    assert tree.linkage[:, 2].max() <= 1 + 1e-6


@pytest.fixture(params=["small", "large"])
def any_size(request, monkeypatch):
    """Take a file of 360 wordings for a small one, then for one too large for every pair."""
    if request.param == "large":
        for limit, value in {
            "neighbours._ALL": 100,
            "neighbours._PART": 16,
            "neighbours._PARTS_SEEN": 8,
            "ward._ONE_BY_ONE": 100,
            "reciprocal._FEW": 100,
        }.items():
            monkeypatch.setattr(f"intentlib.tree.{limit}", value)


@pytest.mark.usefixtures("any_size")
def test_order_of_rows_changes_nothing():
    vectors, truth = clouds(9, 40)
    texts = np.array(texts_of(truth))
    order = np.random.default_rng(1).permutation(len(vectors))
    one = cut(build(vectors, texts), 0.6)[order]
    other = cut(build(vectors[order], texts[order]), 0.6)
    assert adjusted_rand_score(one, other) == 1


@pytest.mark.usefixtures("any_size")
def test_number_of_threads_changes_nothing():
    vectors, truth = clouds(30, 60, noise=1.0)
    texts = texts_of(truth)
    with threadpool_limits(1):
        one = build(vectors, texts).linkage
    with threadpool_limits(2):
        other = build(vectors, texts).linkage
    assert np.allclose(one, other, atol=1e-9)


@pytest.mark.usefixtures("any_size")
def test_one_unrelated_wording_more_moves_at_most_a_hundredth_of_the_pairs():
    vectors, truth = clouds(9, 40)
    texts = texts_of(truth)
    stray = unit(np.random.default_rng(5).normal(size=(1, 200)))
    before = cut(build(vectors, texts), 0.6)
    more = np.vstack([vectors, stray]).astype(np.float32)
    after = cut(build(more, [*texts, "quite another matter"]), 0.6)[:-1]
    together = (before[:, None] == before) == (after[:, None] == after)
    assert together.mean() >= 0.99


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_a_handful_of_wordings_is_enough(n):
    vectors, truth = clouds(n, 1)
    assert build(vectors, texts_of(truth)).n_wordings == n


@pytest.mark.usefixtures("any_size")
def test_equal_vectors_and_zero_vectors_do_no_harm():
    vectors = np.zeros((300, 20), np.float32)
    vectors[:200, 0] = 1
    labels = cut(build(vectors, ["pay"] * 200 + ["call"] * 100), 0.6)
    assert len(set(labels[:200])) == 1


def test_large_files_give_the_tree_of_small_ones(monkeypatch):
    vectors, truth = clouds(20, 40, noise=1.2)
    small = build(vectors, texts_of(truth))
    monkeypatch.setattr("intentlib.tree.neighbours._ALL", 100)
    monkeypatch.setattr("intentlib.tree.ward._ONE_BY_ONE", 100)
    assert np.allclose(build(vectors, texts_of(truth)).linkage, small.linkage, atol=1e-9)


def test_progress_is_told_to_the_end():
    told = []
    vectors, truth = clouds(4, 10)
    build(vectors, texts_of(truth), lambda *step: told.append(step))
    assert told[0] == ("tree", 0, 4)
    assert told[-1] == ("tree", 4, 4)


def test_shared_words_tell_apart_what_vectors_leave_open():
    vectors, _ = clouds(1, 80, noise=0.05)
    truth = np.arange(80) % 2
    texts = [f"{('pay my bill', 'report an outage')[half]} {i % 5}" for i, half in enumerate(truth)]
    assert adjusted_rand_score(truth, cut_to(build(vectors, texts), 2)) > 0.9
