"""Nearest wordings: all of them in a small file, nearly all in a large one."""

import numpy as np
import pytest
from clouds import clouds
from hypothesis import given
from hypothesis import strategies as st

from intentlib.tree.neighbours import _largest, compress, draw_together, nearest
from intentlib.vectors import unit


def in_parts(points, monkeypatch, part=16, seen=96):
    monkeypatch.setattr("intentlib.tree.neighbours._ALL", 0)
    monkeypatch.setattr("intentlib.tree.neighbours._PART", part)
    monkeypatch.setattr("intentlib.tree.neighbours._PARTS_SEEN", seen)
    return nearest(points)


def test_nearest_first_and_never_the_row_itself():
    points = unit(np.random.default_rng(0).normal(size=(300, 8)))
    rows, cosines = nearest(points)
    whole = points @ points.T
    np.fill_diagonal(whole, -1)
    assert (rows == np.argsort(-whole, axis=1)[:, :10]).all()
    assert cosines == pytest.approx(-np.sort(-whole, axis=1)[:, :10])


@pytest.mark.parametrize("n", [250, 1111])
def test_large_files_find_the_same_where_all_parts_are_seen(monkeypatch, n):
    points = unit(np.random.default_rng(0).normal(size=(n, 8)))
    rows, cosines = nearest(points)
    again, close = in_parts(points, monkeypatch)
    assert (again == rows).all()
    assert close == pytest.approx(cosines)


@given(st.integers(1, 9), st.integers(17, 700), st.integers(1, 17), st.integers(0, 10**6))
def test_the_largest_entries_of_a_row_are_found_wherever_they_are(rows, width, many, seed):
    block = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    found = np.take_along_axis(block, _largest(block, many), axis=1)
    assert (np.sort(found, axis=1) == np.sort(block, axis=1)[:, -many:]).all()


def test_a_tenth_of_the_parts_holds_nearly_all_neighbours(monkeypatch):
    points = compress(clouds(60, 50, noise=1.0)[0])
    rows, _ = nearest(points)
    again, _ = in_parts(points, monkeypatch, seen=18)
    found = [len(set(one) & set(other)) for one, other in zip(rows, again, strict=True)]
    assert np.mean(found) > 9.5


def test_wordings_that_are_all_alike_have_neighbours_too(monkeypatch):
    rows, cosines = in_parts(np.ones((400, 1)), monkeypatch, seen=2)
    assert (rows != np.arange(400)[:, None]).all()
    assert (cosines == 1).all()


def test_fewer_dimensions_keep_the_cosines_whatever_is_read_at_a_time(monkeypatch):
    vectors, _ = clouds(9, 40)
    points = compress(vectors)
    assert points.shape == (360, 128)
    assert np.abs(points @ points.T - vectors @ vectors.T).max() < 0.05
    monkeypatch.setattr("intentlib.tree.neighbours._ROWS", 100)
    again = compress(vectors)
    assert again @ again.T == pytest.approx(points @ points.T)


def test_neighbours_draw_a_wording_towards_themselves():
    vectors, truth = clouds(9, 40, noise=1.0)
    points = compress(vectors)
    drawn = draw_together(points, *nearest(points))
    same = truth[:, None] == truth
    assert (drawn @ drawn.T)[same].mean() > (points @ points.T)[same].mean() + 0.1
