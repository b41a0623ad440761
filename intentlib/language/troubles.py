"""What calls complain about: things gone wrong, broken, lost or missing."""

from __future__ import annotations

from intentlib.language import wordlists as words
from intentlib.language.tags import is_phrasal, noun_phrases

Tokens = tuple[str, ...]

TROUBLE = words.listed(
    """
    accident accidents breakdown breakdowns bug bugs complaint complaints crash damage defect
    defects difficulties difficulty discrepancies discrepancy disruption disruptions error errors
    failure failures fault faults fraud glitch glitches interruption interruptions issue issues leak
    leaks loss malfunction malfunctions mistake mistakes outage outages phishing problem problems
    scam scams spam theft trouble
    """
)
"""What has gone wrong: a call about it reports it."""

UNDERGONE = words.listed(
    """
    bent blocked broken cancelled canceled compromised corrupted crashed cut damaged debited
    declined delayed denied disabled disconnected dropped expired failed frozen hacked interrupted
    jammed locked lost mislaid misplaced missed overcharged refused rejected restricted robbed
    scammed smashed stolen suspended swallowed taken torn
    """
)
"""What has happened to a thing that a call is about, for the worse."""

WRONG = words.listed(
    """
    abusive absent bad broken corrupt damaged dead declined defective double duplicate erratic
    faulty flawed fraud fraudulent garbled inaccurate incorrect intermittent invalid leaking
    misleading missing mistaken noisy nuisance overdrawn phishing poor rude scam slow spam
    suspicious unauthorised unauthorized unavailable undelivered unexpected unreliable unrecognised
    unrecognized unresponsive unusable weak wrong
    """
)
"""How a thing is that a call complains about."""


def main(obj: Tokens) -> Tokens:
    """Return the noun phrase that an object is a kind of: all before its first preposition."""
    joints = (
        at
        for at, word in enumerate(obj)
        if at and word in words.PREPOSITIONS and not is_phrasal(obj[at - 1], word)
    )
    return obj[: next(joints, len(obj))]


def is_trouble(obj: Tokens) -> bool:
    """Return whether an object is a thing gone wrong: "late payment error", "lost card"."""
    thing = main(obj)
    return (
        thing[-1] in TROUBLE
        or (thing[0] == "no" and noun_phrases(thing) == ((1, len(thing)),))
        or any(word in WRONG | UNDERGONE for word in thing[:-1])
    )
