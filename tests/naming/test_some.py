"""Names of some groups only, as a refresh needs them."""

from __future__ import annotations

import numpy as np

from intentlib.naming import name_groups, name_some

SAID = {
    "pay": ["pay my bill", "pay the bill online", "bill payment"],
    "outage": ["internet is down", "report an internet outage", "broadband outage"],
    "cancel": ["cancel my contract", "contract cancellation", "cancel the contract"],
    "card": ["replace a lost SIM card", "lost SIM card", "order a new SIM card"],
}
TEXTS = [text for texts in SAID.values() for text in texts]
LABELS = np.repeat(np.arange(len(SAID)), 3)
CALLS = np.tile([5, 3, 2], len(SAID))
VECTORS = np.eye(len(SAID))[LABELS] + 0.01


def test_all_groups_are_named_as_ever() -> None:
    asked = range(len(SAID))
    assert name_some(TEXTS, CALLS, VECTORS, LABELS, asked) == name_groups(
        TEXTS, CALLS, VECTORS, LABELS
    )


def test_some_are_named_in_the_order_asked() -> None:
    names = name_groups(TEXTS, CALLS, VECTORS, LABELS)
    assert name_some(TEXTS, CALLS, VECTORS, LABELS, [1, 3]) == [names[1], names[3]]
    assert name_some(TEXTS, CALLS, VECTORS, LABELS, []) == []


def test_groups_that_would_be_confused_are_told_apart() -> None:
    texts = [*TEXTS, "pay my bill", "pay the bill by card"]
    labels, calls = np.append(LABELS, [4, 4]), np.append(CALLS, [4, 1])
    vectors = np.vstack([VECTORS, VECTORS[:1], VECTORS[:1]])
    one, other = name_some(texts, calls, vectors, labels, [0, 4])
    assert one != other
