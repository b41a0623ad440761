from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentlib.embed import open_embedder
from intentlib.schema import TONE_OF, TONES, TYPES
from intentlib.tone import examples, judge, vote

HELDOUT = Path(__file__).with_name("heldout.csv")


@pytest.fixture(scope="module")
def embedder():
    return open_embedder("all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def known(embedder):
    return embedder.embed(examples()["text"].str.lower().tolist())


@pytest.fixture(scope="module")
def heldout(embedder, known):
    """The wordings held out, with what was judged of them."""
    frame = pd.read_csv(HELDOUT)
    vectors = embedder.embed(frame["text"].str.lower().tolist())
    judged = judge(frame["text"].tolist(), vectors, examples(), known)
    return frame.assign(judged_type=judged["type"], judged_tone=judged["tone"])


def test_types_and_tones_of_wordings_held_out_are_mostly_right(heldout):
    assert (heldout["type"] == heldout["judged_type"]).mean() >= 0.78
    assert (heldout["tone"] == heldout["judged_tone"]).mean() >= 0.88


def test_no_tone_is_right_at_the_cost_of_another(heldout):
    right = heldout["tone"] == heldout["judged_tone"]
    assert right.groupby(heldout["tone"]).mean().min() >= 0.6
    shares = [heldout[column].value_counts(normalize=True) for column in ("tone", "judged_tone")]
    assert (shares[0] - shares[1]).abs().max() <= 0.05


def test_words_and_vectors_are_better_than_vectors_alone(heldout, embedder, known):
    blank = judge(
        ["prepaid"] * len(heldout),
        embedder.embed(heldout["text"].str.lower().tolist()),
        examples(),
        known,
    )
    right = (heldout["tone"] == heldout["judged_tone"]).sum()
    assert (heldout["tone"] == blank["tone"]).sum() < right


def test_what_is_held_out_is_not_among_the_examples():
    assert not set(pd.read_csv(HELDOUT)["text"]) & set(examples()["text"])
    assert examples()["text"].is_unique
    assert set(examples()["type"]) == set(TYPES)


def test_labels_keep_to_their_own_convention():
    frame = pd.concat([examples(), pd.read_csv(HELDOUT)])
    usual = frame["type"].map(TONE_OF)
    unusual = frame[frame["tone"] != usual]
    assert set(frame["tone"]) == set(TONES)
    assert set(unusual["tone"]) == {"negative"}
    assert len(unusual) < 0.03 * len(frame)


def test_a_wording_is_judged_alike_whatever_else_there_is(embedder, known):
    texts = ["no dial tone", "Crave a brief service interruption", "balance"]
    vectors = embedder.embed(texts)
    together = judge(texts, vectors, examples(), known)
    backwards = judge(texts[::-1], vectors[::-1], examples(), known)
    assert together["type"].tolist() == backwards["type"].tolist()[::-1]
    assert together["type"].tolist() == ["problem", "request", "enquiry"]
    assert together["tone"].tolist() == ["negative", "neutral", "neutral"]


def test_anger_makes_a_request_negative(embedder, known):
    texts = ["cancel my contract", "cancel my contract, I am fed up with you"]
    judged = judge(texts, embedder.embed(texts), examples(), known)
    assert judged["type"].tolist() == ["request", "request"]
    assert judged["tone"].tolist() == ["neutral", "negative"]


def test_a_group_takes_its_type_from_the_tone_of_most_of_its_calls():
    types = ["request", "problem", "complaint", "enquiry"]
    labels = np.zeros(4, dtype=int)
    assert vote(types, np.array([4, 3, 2, 0]), labels) == ["problem"]
    assert vote(types, np.array([6, 3, 2, 0]), labels) == ["request"]
    assert vote(types, np.array([4, 2, 3, 0]), labels) == ["complaint"]


def test_what_was_never_judged_has_no_vote():
    found = vote(["", "loss", ""], np.array([9, 1, 5]), np.array([0, 0, 1]))
    assert found == ["loss", ""]


@given(
    st.lists(st.tuples(st.sampled_from([*TYPES, ""]), st.integers(1, 9)), min_size=1, max_size=8),
    st.randoms(),
)
def test_the_vote_depends_neither_on_order_nor_on_the_unit(rows, random):
    types, calls = zip(*rows, strict=True)
    labels = np.zeros(len(rows), dtype=int)
    found = vote(types, np.array(calls), labels)
    assert vote(types, np.array(calls) * 7, labels) == found
    random.shuffle(rows)
    types, calls = zip(*rows, strict=True)
    assert vote(types, np.array(calls), labels) == found
    assert found[0] in types
