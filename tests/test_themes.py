import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, ward

from intentlib.model import Tree
from intentlib.themes import OTHER, group_themes, name_themes


def world(themes, intents, wordings, seed=0):
    """Return vectors in so many themes of so many intents, their labels and true themes."""
    rng = np.random.default_rng(seed)
    theme = np.repeat(np.arange(themes), intents)
    centre = 3 * rng.normal(size=(themes, 32))[theme] + 0.9 * rng.normal(size=(len(theme), 32))
    labels = np.repeat(np.arange(len(theme)), wordings)
    vectors = centre[labels] + 0.2 * rng.normal(size=(len(labels), 32))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), labels, theme


def same(one, other):
    return (
        len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(set(one)) == len(set(other))
    )


@pytest.mark.parametrize(("themes", "intents"), [(4, 4), (5, 4), (6, 5), (8, 5)])
def test_finds_the_themes_that_are_there(themes, intents):
    vectors, labels, theme = world(themes, intents, 8)

    found = group_themes(Tree(ward(vectors)), labels, vectors, np.ones(len(labels)))

    assert same(found, theme)


@pytest.mark.parametrize(
    ("n_intents", "fewest", "most"),
    [(1, 1, 1), (3, 1, 1), (4, 2, 2), (7, 3, 3), (8, 4, 4), (20, 4, 10), (150, 4, 12)],
)
def test_the_number_of_themes_suits_the_number_of_intents(n_intents, fewest, most):
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(3 * n_intents, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tree = Tree(ward(vectors))
    labels = fcluster(tree.linkage, n_intents, "maxclust") - 1

    found = group_themes(tree, labels, vectors, np.ones(len(labels)))

    assert len(found) == labels.max() + 1
    assert fewest <= found.max() + 1 <= most
    assert sorted(set(found)) == list(range(found.max() + 1))


def test_one_wording_is_one_theme():
    found = group_themes(Tree(np.empty((0, 4))), np.array([0]), np.eye(1), np.array([7]))

    assert found.tolist() == [0]


def test_an_intent_goes_where_most_of_its_calls_are():
    vectors, labels, theme = world(5, 4, 8)
    calls = np.ones(len(labels))
    labels = labels.copy()
    stray = np.flatnonzero(labels == 19)[0]
    labels[stray] = 0  # one wording of another theme, moved by a reviewer

    light = group_themes(Tree(ward(vectors)), labels, vectors, calls)
    calls[stray] = 50
    heavy = group_themes(Tree(ward(vectors)), labels, vectors, calls)

    assert same(light, theme)
    assert light[0] == light[1] != light[19]
    assert heavy[0] == heavy[19] != heavy[1]


def test_a_lone_small_intent_joins_its_nearest():
    vectors, labels, theme = world(5, 4, 8)
    alone = theme[labels] < 4
    alone |= labels == 16  # the fifth theme has a single intent left
    vectors, labels = vectors[alone], labels[alone]

    large = group_themes(Tree(ward(vectors)), labels, vectors, np.ones(len(labels)))
    calls = np.where(labels == 16, 1, 100)
    small = group_themes(Tree(ward(vectors)), labels, vectors, calls)

    assert (large == large[16]).sum() == 1
    assert (small == small[16]).sum() > 1


NAMES = {
    "Bills and fees": ["Enquire about the monthly bill", "Dispute a bill", "Check late fees"],
    "Delivery problems": ["Report a late delivery problem", "Report a technical problem"],
    "Plans": ["Change plan", "Cancel plan", "Compare plans"],
    "Insurance quotes": ["Get a car insurance quote", "Get an insurance quote"],
    "SIMs": ["Activate SIM", "Replace SIM"],
}


def named(groups, calls=None, order=None):
    names = [name for group in groups for name in group]
    themes = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    calls = np.ones(len(names)) if calls is None else np.array(calls, dtype=float)
    vectors = np.eye(len(groups))[themes]
    order = np.arange(len(names)) if order is None else order
    return name_themes([names[i] for i in order], calls[order], vectors[order], themes[order])


def test_themes_are_called_by_their_nouns():
    found = dict(zip(NAMES, named(list(NAMES.values())), strict=True))

    assert found["Bills and fees"] == "Bills and fees"
    assert found["Plans"] == "Plans"
    assert found["Insurance quotes"] == "Insurance quotes"
    assert found["SIMs"] == "SIMs"
    assert "problems" in found["Delivery problems"].lower()


def test_names_of_themes_do_not_depend_on_order_or_unit():
    groups = list(NAMES.values())
    n = sum(map(len, groups))
    calls = np.arange(1, n + 1)
    expected = named(groups, calls)
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(n)
        assert named(groups, calls * 10, order) == expected


def test_themes_about_the_same_are_told_apart():
    found = named([["Pay bill", "Change bill"], ["Dispute a bill"], ["Copy of a bill"]])

    assert len(set(found)) == 3


def test_every_name_is_short_and_none_is_empty():
    odd = [
        ["???", "Unclear wording"],
        ["请问我的账单"],
        ["Thank you very much"],
        ["Cancel"],
        ["--"],
    ]

    for name in named(odd):
        assert 1 <= len(name.split()) <= 4
    assert named([["???"], ["!!"]]) == [OTHER, f"{OTHER} 2"]
