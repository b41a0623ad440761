"""Personal data in the sample: some leaks, none of it anyone's."""

import re

import accidents


def luhn(digits):
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def test_card_numbers_are_test_numbers_that_pass_luhn(sample):
    assert all(luhn(re.sub(r"\D", "", card)) for card in accidents.CARDS)
    assert not luhn("4111111111111112")
    shown = sample["intent"].str.extract(r"(?i)card (?:number )?(\d[\d -]{12,}\d)")[0].dropna()
    assert len(shown) >= 10
    assert set(shown) <= set(accidents.CARDS)


def test_mail_addresses_are_of_reserved_domains(sample):
    domains = sample["intent"].str.extract(r"(?i)@([a-z.]*[a-z])")[0].dropna().str.lower()
    assert len(domains) >= 10
    assert domains.str.fullmatch(r"(mail\.)?example\.(com|org|net)").all()


def test_phone_numbers_are_reserved_for_fiction(sample):
    after = r"(?i)(?:phone |call back on | for )(\+?\(?\d[\d ()-]{8,}\d)"
    shown = sample["intent"].str.extract(after)[0].dropna()
    assert len(shown) >= 10
    reserved = (
        r"07700 900\d{3}|\+44 7700 900\d{3}|020 7946 0\d{3}|\(212\) 555-01\d\d"
        r"|415-555-01\d\d|0491 570 006|0491570156"
    )
    assert shown.str.fullmatch(reserved).all()


def test_about_two_calls_in_a_hundred_leak(sample):
    leaks = sample["intent"].str.contains(r"@|\d{4,}[ \d-]*\d{3}|555-01\d\d|0491 570", regex=True)
    assert 0.012 < leaks.mean() < 0.028
