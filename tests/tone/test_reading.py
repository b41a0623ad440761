import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentlib.schema import TYPES
from intentlib.tone.reading import Reading, read


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        # the same thing wanted and suffered
        ("Crave a brief service interruption", "request"),
        ("Report a service interruption", "problem"),
        # insured against, and happened
        ("does my policy cover theft", "enquiry"),
        ("theft of my bicycle", "loss"),
        ("breakdown cover enquiry", "enquiry"),
        ("my car had a breakdown", "problem"),
        # lost by a fault
        ("lost internet connection", "problem"),
        ("lost my phone", "loss"),
        # asked, and asked for
        ("can I take a guitar on board", "enquiry"),
        ("can I change my booking", "request"),
        ("Unearth the current promotional offers", "enquiry"),
        ("I need to renew my licence", "request"),
        ("have the bill posted", "request"),
        ("booking fee", "enquiry"),
        ("plan change", "request"),
        ("where is the nearest shop", "enquiry"),
        # not accepted
        ("Contest an overdraft fee", "complaint"),
        ("charged twice for one ticket", "complaint"),
        ("Lodge a grievance about the roaming charges", "complaint"),
        ("Bemoan the state of the hotel room", "complaint"),
        # who complains of a fault reports it
        ("customer complains that the router is faulty", "problem"),
        ("fix the printer", "problem"),
        ("fee breakdown", ""),
        ("no signal", "problem"),
        ("no claims bonus", ""),
        ("silent call", "other"),
        ("nobody on the line", "other"),
        ("caller hung up", "other"),
        ("???", "other"),
        ("prepaid", ""),
        # neither a past tense nor a verb that nobody knows asks for anything
        ("left my badge on the bus", ""),
        ("Wheedle a favour", ""),
    ],
)
def test_words_tell_the_type(text, type_):
    assert read(text).type == type_


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thank you for the quick repair", Reading("praise", "positive")),
        ("the crew were wonderful", Reading("praise", "positive")),
        ("please send me a new card, thanks", Reading("request", "")),
        ("I wonder what my balance is", Reading("enquiry", "")),
        ("outstanding balance", Reading("enquiry", "")),
        ("cancel everything, I am fed up", Reading("request", "negative")),
        ("I am furious", Reading("complaint", "negative")),
        ("not happy with the answer", Reading("complaint", "negative")),
        ("great service but no signal", Reading("problem", "")),
    ],
)
def test_praise_and_anger_are_heard_and_manners_are_not(text, found):
    assert read(text) == found


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    found = read(text)
    assert found.type in {*TYPES, ""}
    assert found.mood in {"positive", "negative", ""}
    assert (found.type == "praise") == (found.mood == "positive")


@given(st.sampled_from(["report an outage", "how much is it", "Cancel my plan"]))
def test_case_and_an_end_stop_tell_nothing(text):
    assert read(text.upper()) == read(f"{text}.") == read(text)
