"""Personal data goes, what intents are told apart by stays."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentlib.normalise.masking import mask_cards, mask_emails, mask_numbers, mask_phones


def masked(text):
    for mask in (mask_emails, mask_cards, mask_phones, mask_numbers):
        text = mask(text)
    return text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("send it to jo.smith+bills@mail.example.co.uk.", "send it to <email>."),
        ("A_B@EXAMPLE.ORG, c@d.io", "<email>, <email>"),
        ("card 4111 1111 1111 1111 declined", "card <card> declined"),
        ("4111-1111-1111-1111", "<card>"),
        ("amex 378282246310005", "amex <card>"),
        ("amex 3782 822463 10005", "amex <card>"),
        ("mastercard 2223003122003222", "mastercard <card>"),
        ("card ****1234", "card <card>"),
        ("xxxx-xxxx-xxxx-1234", "<card>"),
        ("call 07700 900123", "call <phone>"),
        ("(07700900123)", "(<phone>)"),
        ("0491 570 006 2026", "<phone> 2026"),
        ("iphone 14 0412345678", "iphone 14 <phone>"),
        ("+44 (0)20 7946 0465", "<phone>"),
        ("tel:+44-7700-900123", "tel:<phone>"),
        ("0044 7700 900123", "<phone>"),
        ("(02) 9876 5432", "<phone>"),
        ("01 23 45 67 89", "<phone>"),
        ("(555) 123-4567 or 415.555.0143", "<phone> or <phone>"),
        ("1-800-555-1234", "<phone>"),
        ("1300 123 456", "<phone>"),
        ("555-0123", "<phone>"),
        ("account 1089472498", "account <number>"),
        ("account 2918812342", "account <number>"),
        ("acct A/C 20-97548264", "acct A/C <number>"),
        ("account number 07527795-65", "account number <number>"),
        ("account number 4482", "account number <number>"),
        ("my pin is 1234", "my pin is <number>"),
        ("order #4482", "order #<number>"),
        ("ticket INC0012345", "ticket <number>"),
        ("ORD-2026-00123 is late", "<number> is late"),
        ("IMEI 353918051234567", "IMEI <number>"),
        ("IMEI 35-391805-123456-7", "IMEI <number>"),
        ("SIM 8944 1100 6623 4400 123", "SIM <number>"),
        ("1234 5678 9012 3456", "<number>"),
        ("ssn 123-45-6789", "ssn <number>"),
    ],
)
def test_personal_data_is_masked(text, result):
    assert masked(text) == result
    assert masked(result) == result


@pytest.mark.parametrize(
    "text",
    [
        "5g", "4 GB", "iphone 14 256gb", "galaxy s23 ultra 512", "24/7", "24-7", "since 2024",
        "2023-2024", "2024 2025 2026", "$45", "£100000", "£1,000,000", "1,289 calls", "3.5 mbps",
        "100%", "1080p", "ipv6", "2024-01-05 10:30", "05-01-2024 10 calls", "9am-5pm", "999",
        "192.168.1.254", "1000-2000 minutes", "1000000.50", "20000 points", "version 12.4.5",
        "error 404", "plan 65", "$1200 for 2 lines", "a53 5g", "10 GB for 30 days", "windows 11",
    ],
)  # fmt: skip
def test_what_tells_intents_apart_stays(text):
    assert masked(text) == text


def test_wrong_check_digit_is_no_card():
    assert mask_cards("4111 1111 1111 1112") == "4111 1111 1111 1112"
    assert masked("4111 1111 1111 1112") == "<number>"


def test_each_mask_leaves_the_others_alone():
    text = "a@b.io, 4111 1111 1111 1111, 07700900123, 1089472498"
    assert mask_emails(text) == "<email>, 4111 1111 1111 1111, 07700900123, 1089472498"
    assert mask_cards(text) == "a@b.io, <card>, 07700900123, 1089472498"
    assert mask_phones(text) == "a@b.io, 4111 1111 1111 1111, <phone>, 1089472498"
    assert mask_numbers(text) == "a@b.io, 4111 1111 1111 1111, 07700900123, <number>"


@settings(deadline=None)
@given(
    st.from_regex(
        r"(pay|call|ring) (\+44 7\d{3} \d{6}|0\d{10}|\d{16}|\d{9}) (now|today)", fullmatch=True
    )
)
def test_no_long_number_is_left(text):
    assert not any(map(str.isdecimal, masked(text)))


@pytest.mark.parametrize("piece", ["1", "1 ", "0-", "a1", "x@", "(0", "1.", "#1", "+1 ", "ref "])
def test_long_texts_take_no_longer_than_their_length(piece):
    start = time.process_time()
    masked(piece * 50_000)
    assert time.process_time() - start < 5
