"""Decisions at random, on few wordings and intents so that they meet often."""

from __future__ import annotations

from hypothesis import strategies as st

from intentlib.review import (
    Approve,
    Comment,
    Decision,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    SetTheme,
    Skip,
    Split,
    Undo,
)
from intentlib.review.decisions import replacing

KEYS = tuple("abcdef")
INTENTS = ("i1", "i2", "i3")

_keys = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple)
_pairs = st.lists(st.sampled_from(KEYS), min_size=2, max_size=3, unique=True).map(tuple)
_intents = st.sampled_from(INTENTS)


def _split(intent_id: str, keys: tuple[str, ...], cut: int) -> Decision:
    cut = 1 + cut % (len(keys) - 1)
    return Split(intent_id, (keys[:cut], keys[cut:]))


def _merge(
    intent_ids: tuple[str, ...], keys: tuple[str, ...], supersedes: tuple[int, ...]
) -> Decision:
    return Merge(intent_ids[0], intent_ids[1:], keys, supersedes)


# So far distances to decisions before: see _placed.
_others = st.lists(st.integers(1, 8), max_size=2, unique=True).map(tuple)
groupings = st.one_of(
    st.builds(Approve, keys=_keys, intent_id=_intents),
    st.builds(Move, keys=_keys, intent_id=st.none() | _intents),
    st.builds(
        _merge,
        st.lists(_intents, min_size=2, max_size=3, unique=True).map(tuple),
        st.just(()) | _keys,
        _others,
    ),
    st.builds(_split, _intents, _pairs, st.integers(0, 5)),
    st.builds(Noise, keys=_keys),
    st.builds(PinTogether, keys=_pairs),
    st.builds(PinApart, keys=_pairs),
)
labels = st.builds(Rename, _intents, st.sampled_from("xy"), supersedes=_others) | st.builds(
    SetTheme, _intents, st.sampled_from("xy"), supersedes=_others
)
others = st.builds(Comment, st.just("c")) | st.builds(Skip, st.sampled_from("qr"))


def decisions(undos: bool = True) -> st.SearchStrategy[list[Decision]]:
    """Return lists of decisions; an undo speaks of any decision before it."""
    back = st.integers(1, 8).map(Undo) if undos else st.nothing()
    return st.lists(st.one_of(groupings, labels, others, back, back), max_size=14).map(_placed)


def _placed(drawn: list[Decision]) -> list[Decision]:
    """Return decisions that speak of others by their numbers, not by how far before they are."""
    placed: list[Decision] = []
    for number, decision in enumerate(drawn, start=1):
        if isinstance(decision, Undo):
            far = decision.decision_id
            placed.append(Undo(number - far) if far < number else Skip("q"))
        else:
            others = getattr(decision, "supersedes", ())
            placed.append(replacing(decision, [number - far for far in others if far < number]))
    return placed
