"""One spelling where several are usual."""

import pytest

from intentlib.normalise.spelling import DOUBLETS, one_spelling


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("bill enquiry", "bill inquiry"),
        ("Enquiring about ENQUIRIES", "Inquiring about INQUIRIES"),
        ("unauthorised charge was cancelled", "unauthorized charge was canceled"),
        ("itemised pre-paid Wi-Fi e-mail", "itemized prepaid Wifi email"),
        ("data centre programme", "data center program"),
        ("cancelation", "cancellation"),
        ("my favourite colours", "my favorite colors"),
    ],
)
def test_one_spelling_is_taken(text, result):
    assert one_spelling(text) == result


@pytest.mark.parametrize(
    "text", ["pay by cheque", "tyre", "four hours", "rise", "advise", "fuller"]
)
def test_other_words_stay(text):
    assert one_spelling(text) == text


def test_no_spelling_is_replaced_twice():
    assert not set(DOUBLETS) & set(DOUBLETS.values())
