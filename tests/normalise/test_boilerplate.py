"""What generators put around an intent goes, what customers say stays."""

import time

import pytest

from intentlib.normalise.boilerplate import strip_details, strip_front, unwrap


@pytest.mark.parametrize(
    "front",
    [
        "The customer is calling to", "Customer called to", "caller wants to", "User wishes to",
        "The subscriber seeks to", "the account holder aspires to", "customer would like to",
        "Customer is phoning in order to", "The client is contacting us to", "Customer rang us to",
        "This caller has called back today to", "The caller has been trying to", "user needs to",
        "The customer is looking to", "Customer is asking to", "customer reached out to",
        "Client is getting in touch to", "Customer says they want to", "wants to", "NEEDS TO",
        "The customer's intent is to", "Intent:", "Call reason:", "Reason for the call -",
        "Purpose of this call is to", "Customer intent =", "Help the customer to",
        "Caller states that they would like to", "The customer is calling because they need to",
    ],
)  # fmt: skip
def test_account_of_the_call_goes(front):
    text = f"{front} cancel the plan"
    while (stripped := strip_front(text)) != text:
        text = stripped
    assert text == "cancel the plan"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("user is asking about roaming", "roaming"),
        ("Caller has a question about the bill", "the bill"),
        ("Customer is upset because the bill is wrong", "the bill is wrong"),
        ("Customer complains that the app crashes", "the app crashes"),
        ("customer is asking how to pay", "how to pay"),
        ("Call regarding prepaid balance", "prepaid balance"),
        ("customer needs a new sim", "a new sim"),
        ("customer can't log in", "can't log in"),
        ("Customer reports a fault", "reports a fault"),
        ("customer is requesting a refund", "requesting a refund"),
        ("customer has been charged twice", "charged twice"),
        ("Issue: no signal", "no signal"),
    ],
)
def test_verbs_of_the_intent_stay(text, result):
    assert strip_front(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "I want to cancel the plan", "i'd like to pay", "we need to move", "I am calling to pay",
        "want to pay", "would like to pay", "need to pay", "they charged me twice",
        "customer service was rude", "Customer billing enquiry", "caller ID not showing",
        "customer claim about the car", "Customer email to be changed", "user plan to be changed",
        "customer's bill is wrong", "client state of account", "calls to landlines fail",
        "Call to mobile dropped", "call me back", "request a call back", "problem is the wifi",
        "issue with the bill", "subscriber sim swap", "help with the app", "customer hung up",
        "my intent is to leave", "user name is wrong", "contact details update",
    ],
)  # fmt: skip
def test_own_words_and_other_nouns_stay(text):
    assert strip_front(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{"intent": "wifi speed"}', "wifi speed"),
        ('"pay the bill"', "pay the bill"),
        ("'can't pay'", "can't pay"),
        ("`pay`.", "pay"),
        ("[pay]", "pay"),
        ("(pay)", "pay"),
        ("**pay**", "pay"),
        ("- pay", "pay"),
        ("• pay", "pay"),
        ("12. pay", "pay"),
        ("3) pay", "pay"),
        ("# pay", "pay"),
    ],
)
def test_wrappings_go(text, result):
    assert unwrap(text) == result


@pytest.mark.parametrize(
    "text",
    ['"pay" and "cancel"', "pay (now)", "(pay) now (please)", "-5 degrees", "2 lines", "3.5 GB",
     "4G is down", "'pay' isn't 'cancel'", "{pay}"],
)  # fmt: skip
def test_other_marks_stay(text):
    assert unwrap(text) == text


@pytest.mark.parametrize(
    "details",
    [
        ", email <email>", " - contact <email>", " for account <number>", " (acct <number>)",
        " for <phone>", ", card number <card>.", " - call back on <phone>", " (phone <phone>).",
        " using card <card>", " on account number <number>", " (acct A/C <number>)",
    ],
)  # fmt: skip
def test_masked_details_at_the_end_go(details):
    assert strip_details("pay the bill" + details) == "pay the bill"


@pytest.mark.parametrize(
    "text",
    ["update e-mail address to <email>", "add account <number>", "unblock <phone>", "<phone>",
     "for <phone> pay the bill", "change <number> and <phone>"],
)  # fmt: skip
def test_masked_data_that_the_intent_is_about_stays(text):
    assert strip_details(text) == text


@pytest.mark.parametrize("piece", ["customer ", "the ", "for ", "( ", "for on <phone> ", "is "])
def test_long_texts_take_no_longer_than_their_length(piece):
    start = time.process_time()
    for step in (strip_front, strip_details, unwrap):
        step(piece * 50_000 + "<phone>")
    assert time.process_time() - start < 5
