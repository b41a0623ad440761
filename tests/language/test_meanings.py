import numpy as np

from intentlib.language.meanings import Meanings


def test_words_add_up_to_the_wordings_they_make():
    rng = np.random.default_rng(0)
    meant = {word: rng.normal(size=8) for word in "abcdef"}
    found = [sorted(rng.choice(list("abcdef"), size=3, replace=False)) for _ in range(400)]
    vectors = np.array([sum(meant[word] for word in in_text) for in_text in found])

    meanings = Meanings.learn(found, vectors)

    placed = meanings.mean + np.array([meanings.of(in_text) for in_text in found])
    assert np.abs(placed - placed.mean(0) - (vectors - vectors.mean(0))).max() < 0.15


def test_unknown_words_add_nothing():
    meanings = Meanings.learn([["a"], ["b"]], np.eye(2))

    assert not meanings.of(["z"]).any()


def test_wordings_without_words_are_no_trouble():
    assert Meanings.learn([[], []], np.eye(2)).of([]).tolist() == [0, 0]
