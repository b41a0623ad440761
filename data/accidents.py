"""What happens to a wording on its way into a file: odd dress, and leaked personal data."""

from __future__ import annotations

import string
from collections.abc import Callable

import numpy as np
from grammar import Dice, Integers
from numpy.typing import NDArray

PER_MILLE_LEAKS = 20
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


def _mojibake(text: str) -> str:
    """Return the text as UTF-8 that someone read as cp1252."""
    fancy = text.replace("'", CURLY).replace(" - ", " \N{EN DASH} ")
    return (fancy if fancy != text else text + "…").encode().decode("cp1252")


# How often, in per mille, and what it does to a text.
DRESSES: tuple[tuple[int, Callable[[str], str]], ...] = (
    (640, str),
    (120, str.lower),
    (100, lambda text: text + "."),
    (45, string.capwords),
    (20, str.upper),
    (15, lambda text: f'"{text}"'),
    (10, lambda text: text + "!"),
    (8, lambda text: text + "..."),
    (8, lambda text: f" {text}  "),
    (8, lambda text: f"Intent: {text}"),
    (6, lambda text: text.replace("'", CURLY) + " "),
    (6, lambda text: f"- {text}"),
    (5, lambda text: text.replace(" ", "\u00a0", 2)),
    (6, _mojibake),
    (3, lambda text: f'{{"intent": "{text}"}}'),
)

# Nobody's data: numbers that Ofcom, ACMA and the North American plan keep for fiction, the domains
# of RFC 2606, and the cards that payment providers publish for tests. Account numbers are made up.
PHONES = (
    "07700 900{0:03d}",
    "+44 7700 900{0:03d}",
    "020 7946 0{0:03d}",
    "(212) 555-01{1:02d}",
    "415-555-01{1:02d}",
    "0491 570 006",
    "0491570156",
)
MAILBOXES = ("jo.smith{0}", "a.nguyen{1}", "priya{0}", "m_oconnor{1}", "liam.w.{0}", "chen.wei{1}")
DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com")
CARDS = (
    "4111 1111 1111 1111",
    "4242424242424242",
    "5555 5555 5555 4444",
    "5105-1051-0510-5100",
    "378282246310005",
    "6011 1111 1111 1117",
)
ACCOUNTS = ("AC{2:08d}", "10{2:08d}", "A/C 20-{2:08d}", "{2:08d}-{1:02d}")

LEAKS = (
    " for {phone}",
    " (phone {phone})",
    " - call back on {phone}",
    " for account {account}",
    " - account number {account}",
    " (acct {account})",
    ", email {mail}",
    " - contact {mail}",
    " using card {card}",
    ", card number {card}",
)


def leak(dice: Dice) -> str:
    """Return an ending that gives away an invented phone, account or card number or an address."""
    numbers = dice.number(1000), dice.number(100), dice.number(100_000_000)
    return dice.one_of(LEAKS).format(
        phone=dice.one_of(PHONES).format(*numbers),
        mail=f"{dice.one_of(MAILBOXES).format(*numbers)}@{dice.one_of(DOMAINS)}",
        card=dice.one_of(CARDS),
        account=dice.one_of(ACCOUNTS).format(*numbers),
    )


def befall(texts: list[str], drawn: Integers, dice: Dice) -> NDArray[np.object_]:
    """Return the text of each call: ``texts[drawn]``, dressed, a few with a leak; shape (n,).

    Equal pairs of text and dress are made once, which is what makes millions of calls quick.
    """
    dresses = dice.pick(np.array([often for often, _ in DRESSES]), len(drawn))
    pairs, place = np.unique(drawn * len(DRESSES) + dresses, return_inverse=True)
    made = [DRESSES[pair % len(DRESSES)][1](texts[pair // len(DRESSES)]) for pair in pairs]
    out = np.array(made, dtype=object)[place]
    for row in np.flatnonzero(dice.below(1000, len(drawn)) < PER_MILLE_LEAKS):
        out[row] = DRESSES[dresses[row]][1](texts[drawn[row]] + leak(dice))
    return out
