"""Calls become wordings: keys, counts and what is shown."""

import re
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentlib.errors import OptionError
from intentlib.normalise import RULES, normalise_text, to_wordings

NAMES = [rule.name for rule in RULES]

EXAMPLES = {
    "mojibake": ("cafÃ© wifi", "café wifi"),
    "entities": ("plans &amp; bills", "plans & bills"),
    "quotes": ("what\u2019s \u201cnow\u201d \u2014 ok", 'what\'s "now" - ok'),
    "unicode": ("ﬁx\u00a0my\u200b \uff15G\x07", "fix my 5G "),
    "whitespace": (" pay \t\n now ", "pay now"),
    "emails": ("write to a@b.io", "write to <email>"),
    "cards": ("card 4111111111111111 lost", "card <card> lost"),
    "phones": ("port 07700900123 over", "port <phone> over"),
    "numbers": ("close 1089472498 now", "close <number> now"),
    "wrapping": ('{"intent": "pay"}', "pay"),
    "boilerplate": ("The customer is calling to pay", "pay"),
    "details": ("pay, email <email>", "pay"),
    "punctuation": ("- pay now?!", "pay now"),
    "spelling": ("enquiry", "inquiry"),
    "case": ("Pay THE Straße", "pay the strasse"),
}


def calls_of(texts, at=None):
    return pd.DataFrame(
        {
            "call_id": [str(place) for place in range(len(texts))],
            "text": pd.Series(texts, dtype="str"),
            "at": pd.to_datetime(pd.Series(at or [None] * len(texts)), utc=True).dt.as_unit("us"),
            "channel": ["phone"] * len(texts),
        }
    )


def test_every_rule_has_an_example_and_tells_what_it_does():
    assert list(EXAMPLES) == NAMES
    assert all(rule.description for rule in RULES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_each_rule_alone(rule):
    text, result = EXAMPLES[rule.name]
    assert rule.apply(text) == result


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_each_rule_can_be_switched_off(rule):
    text, _ = EXAMPLES[rule.name]
    assert normalise_text(text, skip=[rule.name]) != normalise_text(text)


def test_unknown_rule_is_an_option_error_that_lists_them():
    with pytest.raises(OptionError) as caught:
        normalise_text("pay", skip=["emojis"])
    assert "emojis" in str(caught.value)
    assert all(name in str(caught.value) for name in NAMES)
    with pytest.raises(OptionError):
        to_wordings(calls_of(["pay"]), skip=["emojis"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            ' "The customer is calling to make an enquiry about roaming." ',
            "make an inquiry about roaming",
        ),
        ("1. Intent: Customer says they want to CANCEL \u2013 email a@b.io", "cancel"),
        ("I want to cancel", "i want to cancel"),
        ("Where's my £20 refund?", "where's my £20 refund"),
        ("iPhone 14 with 5G & 4 GB", "iphone 14 with 5g & 4 gb"),
        ("お支払い。", "お支払い。"),
        ("Customer", "customer"),
        ("The customer is", "the customer is"),
        ("a@b.io", "<email>"),
        ("???", ""),
        (" \t", ""),
        ("", ""),
        ("611", "611"),
    ],
)
def test_keys_of_whole_texts(text, key):
    assert normalise_text(text) == key


FRAGMENTS = st.sampled_from(
    ["the customer is calling to ", "Intent: ", "Caller wants to ", "they want to ", '"', "'", "(",
     ")", "- ", "1. ", '{"intent": "', '"}', "enquiry ", "Wi-Fi ", "4111 1111 1111 1111", "a@b.io",
     " 07700 900123", ", email ", " for account ", "<phone>", "&amp;", "&lt;", "â€™", "Ã©", "ﬁ",
     "İ", "ß", "ς", "\u200b", "\u0301", "?!", " ", "\n", "I want to ", "*", "`", "#4482",
     "ref 12345", "…", "…\u2014"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(FRAGMENTS, max_size=8).map("".join),
    st.text(max_size=40),
    st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=8).map("".join),
)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, skip=st.sets(st.sampled_from(NAMES)))
def test_a_key_is_its_own_key(text, skip):
    key = normalise_text(text, skip)
    assert normalise_text(key, skip) == key


@settings(deadline=None, max_examples=150)
@given(text=TEXTS)
def test_text_with_letters_has_a_key(text):
    if any(map(str.isalpha, text)):
        assert normalise_text(text)


def test_wordings_are_counted_and_shown_as_most_often_spelt():
    at = ["2026-01-03", "2026-01-01", None, "2026-01-02", "2026-01-09", "2026-01-05"]
    texts = ["Pay bill", "pay bill!", "pay bill!", "", "Ring 07700900123 back", "PAY BILL"]
    calls = calls_of(texts, at)
    before = calls.copy()
    found = to_wordings(calls)
    pd.testing.assert_frame_equal(calls, before)
    wordings = found.wordings
    assert wordings["key"].tolist() == ["pay bill", "ring <phone> back"]
    assert wordings["text"].tolist() == ["pay bill!", "Ring <phone> back"]
    assert wordings["calls"].tolist() == [4, 1]
    assert wordings["first_seen"].dt.day.tolist() == [1, 9]
    assert wordings["last_seen"].dt.day.tolist() == [5, 9]
    assert all(re.fullmatch("w[0-9a-f]{12}", each) for each in wordings["wording_id"])
    pay, ring = wordings["wording_id"]
    assert found.calls["wording_id"].fillna("-").tolist() == [pay, pay, pay, "-", ring, pay]
    assert found.calls["text"].tolist() == texts
    assert found.calls["channel"].tolist() == ["phone"] * 6


def test_equally_common_spellings_are_settled_by_text():
    assert to_wordings(calls_of(["pay Bill", "Pay bill"])).wordings["text"].tolist() == ["Pay bill"]


def test_id_of_a_wording_depends_on_its_key_only():
    one = to_wordings(calls_of(["Pay the bill", "cancel"])).wordings
    two = to_wordings(calls_of(["move", "pay the BILL."])).wordings
    ids = [dict(zip(each["key"], each["wording_id"], strict=True)) for each in (one, two)]
    assert ids[0]["pay the bill"] == ids[1]["pay the bill"]


@pytest.mark.parametrize("texts", [[""], ["", "?!"], []])
def test_calls_without_intents_have_no_wordings(texts):
    found = to_wordings(calls_of(texts))
    assert len(found.wordings) == 0
    assert found.calls["wording_id"].isna().all()
    assert len(found.calls) == len(texts)


ROWS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["Pay bill", "pay bill.", "PAY BILL", "a@b.io", ""]), TEXTS),
        st.one_of(st.none(), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


def wordings_of(rows):
    start = pd.Timestamp("2026-01-01", tz="UTC")
    at = [pd.NaT if day is None else start + pd.Timedelta(days=day) for _, day in rows]
    return to_wordings(calls_of([text for text, _ in rows], at)).wordings


@settings(deadline=None, max_examples=15)
@given(rows=ROWS, data=st.data())
def test_order_of_calls_does_not_matter(rows, data):
    shuffled = data.draw(st.permutations(rows))
    pd.testing.assert_frame_equal(wordings_of(rows), wordings_of(shuffled))


@settings(deadline=None, max_examples=15)
@given(rows=ROWS, times=st.integers(2, 5))
def test_repeating_every_call_multiplies_the_counts_only(rows, times):
    once, often = wordings_of(rows), wordings_of(rows * times)
    pd.testing.assert_frame_equal(once.assign(calls=once["calls"] * times), often)


def test_many_calls_take_seconds():
    acts = ["pay", "cancel", "move", "report", "query"]
    texts = np.array([f"{acts[n % 5]} the service number {n // 5}!" for n in range(20_000)])
    chosen = np.random.default_rng(7).integers(0, len(texts), 300_000)
    calls = calls_of(texts[chosen].tolist())
    start = time.process_time()
    found = to_wordings(calls)
    assert time.process_time() - start < 5
    assert found.wordings["calls"].sum() == 300_000
