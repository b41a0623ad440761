"""Personal data that generators of intents leak -> placeholders.

``<email>``, ``<card>`` (payment cards, by shape and check digit), ``<phone>`` (international,
trunk, North American and toll-free shapes) and ``<number>`` (any other long one: accounts, orders,
IMEI, SIM). What intents are told apart by stays: ``5g``, ``4 GB``, ``iphone 14``, ``24/7``, years,
dates and amounts.
"""

from __future__ import annotations

import re

_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")

# nothing of a longer number, an amount or a word may go on before or after
_START = r"(?<![\w$£€¥<])(?<!\d[.,/:])"
_STOP = r"(?![\w%])(?![.,/:]\d)"

_CARD = re.compile(
    _START
    + r"(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -]?)\d{6}\2\d{4,5}|\d{13,19})"
    + _STOP
)
_MASKED_CARD = re.compile(r"(?<!\w)(?:[*xX•]{4}[ -]?){1,3}\d{4}" + _STOP)

_GAP = r"[\s.()-]{0,2}"
_PHONE = re.compile(
    r"(?<![\w$£€¥<+])(?<!\d[.,/:-])(?!\d\d?[-.]\d\d?[-.]\d{4})(?:"
    rf"(?:\+|00)\d(?:{_GAP}\d){{7,13}}"  # international
    r"|\(0\d{1,4}\)(?:[\s.-]?\d){5,9}|0(?!\d{5,7}[\s.-])(?:[\s.-]?\d){8,10}"  # trunk prefix
    r"|(?:1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}"  # North American
    r"|1[38]00[\s.-]?\d{3}[\s.-]?\d{3}"  # toll-free
    r"|\d{3}-\d{4}"
    r")" + _STOP
)

_NUMBER = re.compile(
    _START + r"(?:"
    # words with a long number in them, such as INC0012345 or ORD-2026-00123
    r"(?=[\w-]{0,40}[A-Za-z])(?=[\w-]{0,40}\d{5})[A-Za-z0-9]{1,80}(?:-[A-Za-z0-9]{1,80}){0,6}"
    # six figures and more, with groups around them: 07527795-65
    r"|(?=[\d-]{0,40}\d{6})\d{1,80}(?:-\d{1,80}){0,6}"
    # nine figures and more, in groups of three and more: 353 918 051 234 567
    r"|(?=(?:[ -]?\d){9})\d{3,}(?:[ -]\d{3,}){1,6}"
    r"|\d{3}-\d{2}-\d{4}"
    r")" + _STOP
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ -]?)+")
_AFTER_CUE = re.compile(
    r"(\b(?:account|acct|policy|reference|ref|pin|passcode|otp)"
    r"(?:\s+(?:number|no|num|id|code))?(?:\s+is)?[\s.:#]+"
    r"|\b(?:number|num|id)(?:\s+is)?[\s:#]+|\bno\.\s*|(?<!\w)#)\d{4,}" + _STOP,
    re.IGNORECASE,
)


def mask_emails(text: str) -> str:
    """Put ``<email>`` for e-mail addresses."""
    return _EMAIL.sub("<email>", text) if "@" in text else text


def mask_cards(text: str) -> str:
    """Put ``<card>`` for payment cards whose check digit is right, and for starred out ones."""
    if not _DIGIT.search(text):
        return text
    text = _CARD.sub(lambda found: "<card>" if _is_card(found[0]) else found[0], text)
    return _MASKED_CARD.sub("<card>", text)


def mask_phones(text: str) -> str:
    """Put ``<phone>`` for telephone numbers."""
    return _PHONE.sub("<phone>", text) if _DIGIT.search(text) else text


def mask_numbers(text: str) -> str:
    """Put ``<number>`` for accounts, orders and other long numbers but cards and phones."""
    if not _DIGIT.search(text):
        return text
    text = _NUMBER.sub(lambda found: "<number>" if _is_number(found[0]) else found[0], text)
    return _AFTER_CUE.sub(r"\1<number>", text)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _is_card(text: str) -> bool:
    digits = _digits(text)
    lengths = {"3": (14, 15, 16), "4": (13, 16, 19), "5": (16,), "2": (16,), "6": (16, 19)}
    return len(digits) in lengths.get(str(int(digits[0])), ()) and _luhn(digits)


def _luhn(digits: str) -> bool:
    """Check the last digit as payment cards have it (ISO/IEC 7812-1)."""
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(digit // 10 + digit % 10 for digit in doubled)
    return total % 10 == 0


def _is_number(text: str) -> bool:
    is_card = _CARD.fullmatch(text) and _is_card(text)
    return not (is_card or _PHONE.fullmatch(text) or _YEARS.fullmatch(text))
