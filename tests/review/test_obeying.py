"""Groups obey what people decided, and undecided wordings follow their like."""

import numpy as np
import pytest
from clouds import clouds
from hypothesis import given
from hypothesis import strategies as st
from strategies import KEYS, decisions

from intentlib.review import (
    Approve,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    Split,
    fold,
)
from intentlib.review.obeying import obey


def keys_of(n):
    return [f"w{row:03d}" for row in range(n)]


@given(decisions(), st.integers(1, 4), st.integers(0, 10**6))
def test_every_wording_has_one_group_and_decisions_hold(decided, n_groups, seed):
    standing = fold(decided)
    keys = [*KEYS[:5], "u", "v", "w"]  # one decided wording is lost, three are undecided
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(8, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.unique(rng.integers(0, n_groups, 8), return_inverse=True)[1]
    calls = rng.integers(1, 9, 8)
    found = obey(labels, keys, calls, vectors, standing)
    group = dict(zip(keys, found.labels.tolist(), strict=True))

    assert list(dict.fromkeys(found.labels)) == list(range(found.labels.max() + 1))
    parts = [[group[key] for key in part.keys if key in group] for part in standing.components()]
    assert all(len(set(part)) <= 1 for part in parts)
    for link in standing.cannot_links():
        if parts[link.left] and parts[link.right]:
            assert parts[link.left][0] != parts[link.right][0]
    homes = {
        part.intent_id: labels[0]
        for part, labels in zip(standing.components(), parts, strict=True)
        if part.intent_id and labels
    }
    assert len(set(homes.values())) == len(homes)
    assert {label: part.intent_id for label, part in found.intents.items()} == {
        label: intent_id for intent_id, label in homes.items()
    }
    noise = {group[key] for key in standing.noise if key in group}
    assert noise == ({found.noise} if found.noise is not None else set())
    assert [key for key in keys if group[key] == found.noise] == [
        key for key in keys if key in standing.noise
    ]


def test_without_decisions_the_cut_stays():
    vectors, labels = clouds(4, 5)
    found = obey(labels, keys_of(20), np.ones(20), vectors, fold([]))
    assert np.array_equal(found.labels, labels)
    assert not found.intents


def test_undecided_wordings_follow_the_nearest_decided_ones():
    vectors, truth = clouds(2, 30)
    keys = keys_of(60)
    shown = [tuple(keys[:20]), tuple(keys[30:50])]
    found = obey(
        np.zeros(60, int), keys, np.ones(60), vectors, fold([Split("i1", (shown[0], shown[1]))])
    )
    assert np.array_equal(found.labels, truth)


def test_a_group_goes_along_with_the_intent_that_most_of_it_was_approved_as():
    vectors, labels = clouds(1, 10)
    keys = keys_of(10)
    found = obey(labels, keys, np.ones(10), vectors, fold([Approve(tuple(keys[:6]), "i7")]))
    assert set(found.labels) == {0}
    assert found.intents[0].intent_id == "i7"


def test_a_wording_that_is_moved_away_takes_nothing_along():
    vectors, labels = clouds(2, 10)
    keys = keys_of(20)
    decided = fold([Approve(tuple(keys[10:]), "i2"), Move((keys[0],), "i2")])
    found = obey(labels, keys, np.ones(20), vectors, decided)
    assert found.labels.tolist() == [0, *[1] * 9, *[0] * 10]


def test_merged_groups_bring_their_undecided_wordings():
    vectors, labels = clouds(2, 10)
    keys = keys_of(20)
    decided = fold([Merge("i1", ("i2",), (*keys[:6], *keys[10:16]))])
    assert set(obey(labels, keys, np.ones(20), vectors, decided).labels) == {0}


@pytest.mark.parametrize("pinned", [0, 1])
def test_a_wording_pinned_apart_from_its_group_goes_to_the_nearest_other(pinned):
    vectors, labels = clouds(3, 10)
    keys = keys_of(30)
    calls = np.ones(30)
    calls[1 - pinned] = 5
    found = obey(labels, keys, calls, vectors, fold([PinApart((keys[0], keys[1]))]))
    assert found.labels[pinned] != found.labels[1 - pinned]
    assert found.labels[1 - pinned] == found.labels[2]
    assert found.labels[pinned] in found.labels[10:]


def test_pinned_together_are_where_most_of_their_calls_are():
    vectors, labels = clouds(2, 5)
    keys = keys_of(10)
    calls = np.array([1, 1, 1, 1, 1, 9, 1, 1, 1, 1])
    found = obey(labels, keys, calls, vectors, fold([PinTogether((keys[0], keys[5]))]))
    assert found.labels[0] == found.labels[5] == found.labels[9] != found.labels[1]


def test_a_pin_without_a_group_to_go_to_is_no_intent_that_lost_its_wordings():
    vectors, labels = clouds(1, 4)
    keys = keys_of(4)
    decided = [
        PinApart((keys[0], keys[1])),
        Approve(tuple(keys[::2]), "i1"),
        Split("i1", ((keys[0], keys[3]), ("gone",))),
    ]
    found = obey(labels, keys, np.ones(4), vectors, fold(decided))
    assert found.labels.tolist() == [0, 1, 0, 0]
    assert {label: part.intent_id for label, part in found.intents.items()} == {0: "i1"}


def test_noise_stands_alone():
    vectors, labels = clouds(2, 5)
    keys = keys_of(10)
    found = obey(labels, keys, np.ones(10), vectors, fold([Noise((keys[0], keys[7]))]))
    assert found.labels[0] == found.labels[7] == found.noise
    assert (found.labels == found.noise).sum() == 2


def test_decisions_on_wordings_that_are_gone_change_nothing():
    vectors, labels = clouds(2, 5)
    found = obey(labels, keys_of(10), np.ones(10), vectors, fold([Approve(("gone",), "i1")]))
    assert np.array_equal(found.labels, labels)
    assert not found.intents


def test_what_is_moved_to_an_undecided_intent_joins_the_rest_of_it():
    vectors, labels = clouds(2, 10)
    keys = keys_of(20)
    decided = fold([Move((keys[0],), "i2", ("i1",), anchors=tuple(keys[10:15]))])
    found = obey(labels, keys, np.ones(20), vectors, decided)
    assert found.labels.tolist() == [0, *[1] * 9, *[0] * 10]
    assert found.intents[0].intent_id == "i2"


def test_intents_with_a_name_each_share_the_wordings_of_a_coarser_cut():
    vectors, truth = clouds(2, 10)
    keys = keys_of(20)
    decided = fold([Rename("i1", "One", tuple(keys[:3])), Rename("i2", "Two", tuple(keys[10:13]))])
    found = obey(np.zeros(20, int), keys, np.ones(20), vectors, decided)
    assert np.array_equal(found.labels, truth)
    assert [found.intents[label].intent_id for label in (0, 1)] == ["i1", "i2"]


def test_an_intent_is_where_most_of_its_anchors_are():
    vectors, labels = clouds(2, 10)
    keys = keys_of(20)
    decided = fold([Rename("i1", "One", (keys[0], keys[1], keys[10]))])
    found = obey(labels, keys, np.ones(20), vectors, decided)
    assert np.array_equal(found.labels, labels)
    assert list(found.intents) == [0]
