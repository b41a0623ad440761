"""What reviewers decide, kept for good and never overridden in silence.

`decisions` are the kinds of decision, the `ledger` records them, a `standing` is what is in force
by them: which wordings are one intent, which are not, and what intents are called.
"""

from intentlib.review.components import CannotLink, Component, Held
from intentlib.review.decisions import (
    KINDS,
    Approve,
    Comment,
    Decision,
    Label,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    SetTheme,
    SetType,
    Skip,
    Split,
    Undo,
    new_intent_id,
)
from intentlib.review.ledger import Ledger, Recorded, open_ledger
from intentlib.review.payload import from_payload, to_payload
from intentlib.review.standing import Conflict, Standing, fold

__all__ = [
    "KINDS",
    "Approve",
    "CannotLink",
    "Comment",
    "Component",
    "Conflict",
    "Decision",
    "Held",
    "Label",
    "Ledger",
    "Merge",
    "Move",
    "Noise",
    "PinApart",
    "PinTogether",
    "Recorded",
    "Rename",
    "SetTheme",
    "SetType",
    "Skip",
    "Split",
    "Standing",
    "Undo",
    "fold",
    "from_payload",
    "new_intent_id",
    "open_ledger",
    "to_payload",
]
