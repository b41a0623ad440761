from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentlib.embed import open_embedder
from intentlib.language.clauses import MOST_WORDS
from intentlib.naming import UNCLEAR, name_groups

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared data is not beside the repository"
)

GROUPS = {
    # florid labels
    "Request repair of faulty kettles": [
        "Beseech mending of faulty kettles",
        "Crave repair of defective kettles",
        "Hunger for repair of faulty boilers",
        "Plead for rectification of flawed kettles",
        "Implore repair of faulty kettles",
    ],
    "Report a delivery problem": [
        "Energise a delivery problem",
        "Announce a delivery hiccup",
        "Disclose a delivery problem",
        "Divulge a delivery snag",
        "Underscore a delivery problem",
    ],
    # whole utterances
    "Change PIN": ["how do I change my PIN?", "change pin", "i want to change my pin please"],
    "Enquire about the credit score": [
        "what is my credit score",
        "tell me my credit score",
        "i'd like to know what my credit score is",
    ],
    "Track order": ["track my order", "order tracking", "where is my order", "Track order"],
    # statements, in banking
    "Report a declined card": [
        "my card got declined",
        "why was my card declined at the supermarket",
        "card declined",
        "declined card payment",
        "My debit card keeps getting declined",
    ],
    # travel
    "Report lost luggage": [
        "my luggage is lost",
        "lost baggage",
        "suitcase did not arrive",
        "report lost luggage",
        "where is my baggage",
    ],
    # utilities
    "Enquire about a high bill": [
        "my bill is too high",
        "why is my electricity bill so high",
        "high bill",
        "bill higher than last month",
    ],
    "Move house": ["moving house", "I'm moving home next week", "move out of the house"],
    # health
    "Request a sick note": [
        "need a sick note",
        "fit note extension",
        "ask for a sick note for work",
        "sick note",
    ],
    # IT
    "Unable to connect to VPN": [
        "VPN not connecting",
        "can't connect to vpn",
        "unable to connect to the VPN from home",
        "vpn issue",
    ],
    "iPhone not charging": ["My iPhone is not charging", "iPhone not charging"],
}


@pytest.fixture(scope="module")
def embedder():
    return open_embedder("all-MiniLM-L6-v2")


def named(embedder, groups, calls=None):
    texts = [text for group in groups for text in group]
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    calls = np.ones(len(texts), dtype=int) if calls is None else np.array(calls)
    return name_groups(texts, calls, embedder.embed(texts), labels)


def test_names_are_what_an_analyst_would_type(embedder):
    assert named(embedder, list(GROUPS.values())) == list(GROUPS)


def test_a_slip_of_the_keyboard_does_not_name_a_group(embedder):
    groups = [["cancel my subscripton", "Cancel subscripton"], ["subscription fee", "the fee"]]

    assert named(embedder, groups)[0] == "Cancel subscription"


def test_nobodys_city_is_in_the_name(embedder):
    towns = ["boston", "denver", "lisbon", "oslo", "madrid"]
    groups = [[f"book a hotel in {town}" for town in towns], ["rent a car", "hire a car"]]

    assert named(embedder, groups)[0] == "Book a hotel"


def test_masked_data_and_markup_stay_out(embedder):
    groups = [
        ["<img src=x onerror=alert(1)>"],
        ["call back on <phone>", "please call me back <phone>"],
        ["charge on card <card>", "unknown charge <number>"],
    ]

    for name in named(embedder, groups):
        assert not set(name) & set("<>&\"'")
        assert not {"phone", "card", "number"} - {"card"} & set(name.lower().split())


def test_groups_without_a_word_are_told_apart(embedder):
    assert named(embedder, [["???", "!!"], ["--"], ["cancel order"]]) == [
        UNCLEAR,
        f"{UNCLEAR} 2",
        "Cancel order",
    ]


def test_no_wordings_have_no_names():
    assert name_groups([], np.empty(0), np.empty((0, 4)), np.empty(0, dtype=int)) == []


def test_text_in_any_script_is_named(embedder):
    assert named(embedder, [["请问我的账单"], ["لا يعمل الإنترنت"]]) == [
        "请问我的账单",
        "لا يعمل الإنترنت",
    ]


def test_the_smaller_of_two_alike_groups_adapts(embedder):
    large = ["report a fault", "Report a fault!", "a fault with the modem"]
    small = ["fault report", "report a fault.", "router fault"]

    names = named(embedder, [small, large], calls=[1, 1, 1, 5, 5, 5])

    assert names[1] == "Report a fault"
    assert "router" in names[0].lower()


def test_equal_groups_still_get_different_names(embedder):
    names = named(embedder, [["cancel order"], ["Cancel order"], ["cancel order!"]])

    assert len(set(names)) == 3


def test_names_keep_capitals_that_callers_use(embedder):
    name = named(embedder, [["complain about Telstra now", "a word on Telstra please"]])[0]

    assert "Telstra" in name


def shuffled(rng, texts, calls, vectors, labels):
    order = rng.permutation(len(texts))
    return [texts[i] for i in order], calls[order], vectors[order], labels[order]


def test_order_unit_and_numbering_change_nothing(embedder):
    texts = [text for group in GROUPS.values() for text in group]
    labels = np.repeat(np.arange(len(GROUPS)), [len(group) for group in GROUPS.values()])
    calls, vectors = np.arange(1, len(texts) + 1), embedder.embed(texts)
    names = name_groups(texts, calls, vectors, labels)
    rng = np.random.default_rng(0)

    for _ in range(3):
        other = rng.permutation(len(GROUPS))
        again = name_groups(*shuffled(rng, texts, calls * 10, vectors, other[labels]))
        assert [again[other[group]] for group in range(len(GROUPS))] == names


_WORDS = st.sampled_from(
    "cancel refund my the order? a of to iPhone REPORT <phone> 12345 ??? to or and".split()  # noqa: SIM905
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(_WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=12),
    st.randoms(),
)
def test_any_wordings_get_distinct_short_names(texts, random):
    labels = np.array([random.randrange(3) for _ in texts])
    labels = np.unique(labels, return_inverse=True)[1]
    vectors = np.random.default_rng(len(texts)).normal(size=(len(texts), 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    names = name_groups(texts, np.ones(len(texts)), vectors, labels)

    assert len(set(names)) == len(names) == labels.max() + 1
    assert all(name.strip() for name in names)
    assert all(len(name.split()) <= MOST_WORDS + 1 for name in names)  # one more tells two apart
    assert not any("<" in name or "12345" in name for name in names)


def test_thousands_of_wordings_take_no_time():
    import time

    rng = np.random.default_rng(0)
    things = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("lt", "nk", "rd", "mp")]
    acts = ["report", "beg for", "look into", "alter", "cancel", "kick off"]
    texts = [
        f"{acts[rng.integers(6)]} a {things[rng.integers(100)]} {things[i % 100]} of {i}"
        for i in range(5000)
    ]
    vectors = rng.normal(size=(5000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    started = time.process_time()
    names = name_groups(texts, np.ones(5000), vectors, np.arange(5000) % 150)

    assert len(names) == 150
    assert time.process_time() - started < 10  # about a second on an idle core


@needs_shared
def test_names_of_the_challenge_are_near_the_reference(embedder):
    calls = pd.read_csv(SHARED / "telco_challenge_gold.csv").value_counts(["intent", "gold"])
    frame = calls.rename("calls").reset_index()
    labels, golds = pd.factorize(frame["gold"], sort=True)
    names = name_groups(
        frame["intent"].tolist(),
        frame["calls"].to_numpy(),
        embedder.embed(frame["intent"].tolist()),
        labels,
    )
    reference = pd.read_csv(SHARED / "telco_challenge_names.csv").set_index("gold")["name"]

    cosines = embedder.embed(names) * embedder.embed(reference.loc[golds].tolist())

    assert cosines.sum(axis=1).mean() >= 0.85
    assert all(2 <= len(name.split()) <= MOST_WORDS for name in names)
