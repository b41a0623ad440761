"""What reviewers decide, kept for good and never overridden in silence.

`decisions` are the kinds of decision, the `ledger` records them, a `standing` is what is in force
by them: which wordings are one intent, which are not, and what intents are called.
"""

from intentlib.review.base import Decision, new_intent_id
from intentlib.review.components import CannotLink, Component, Held
from intentlib.review.decisions import KINDS, Comment, Label, Rename, SetTheme, SetType, Skip, Undo
from intentlib.review.demo import add_demo
from intentlib.review.drafting import Drafter, intents_now, open_drafter
from intentlib.review.exchange import Imported, export_lines, import_lines, read_offers
from intentlib.review.forms import FORMS, draft
from intentlib.review.grouping import Approve, Merge, Move, Noise, PinApart, PinTogether, Split
from intentlib.review.ledger import Ledger, open_ledger
from intentlib.review.outlook import Outlook
from intentlib.review.payload import from_payload, to_payload
from intentlib.review.questions import Question
from intentlib.review.queue import Queue, settles
from intentlib.review.recorded import Offer, Recorded
from intentlib.review.standing import Conflict, Standing, fold

__all__ = [
    "FORMS",
    "KINDS",
    "Approve",
    "CannotLink",
    "Comment",
    "Component",
    "Conflict",
    "Decision",
    "Drafter",
    "Held",
    "Imported",
    "Label",
    "Ledger",
    "Merge",
    "Move",
    "Noise",
    "Offer",
    "Outlook",
    "PinApart",
    "PinTogether",
    "Question",
    "Queue",
    "Recorded",
    "Rename",
    "SetTheme",
    "SetType",
    "Skip",
    "Split",
    "Standing",
    "Undo",
    "add_demo",
    "draft",
    "export_lines",
    "fold",
    "from_payload",
    "import_lines",
    "intents_now",
    "new_intent_id",
    "open_drafter",
    "open_ledger",
    "read_offers",
    "settles",
    "to_payload",
]
