"""What generators of intents put around the intent itself.

"The customer is calling to cancel the plan" is an account of a call; the intent in it is "cancel
the plan". Taken off is only what speaks *about* the customer: what customers say themselves ("I
want to …") stays, and so do verbs that belong to the intent ("reporting a fault").
"""

from __future__ import annotations

import re


def _either(*forms: str) -> str:
    """Join alternatives; a space in one stands for any white space."""
    return "(?:" + "|".join(forms).replace(" ", r"\s+") + ")"


_PERSON = _either(
    "customer", "caller", "client", "user", "subscriber", "member", "account holder",
    "policy ?holder",
)  # fmt: skip
_SUBJECT = rf"(?:(?:the|this|a|our)\s+)?{_PERSON}"

_WANTS_TO = _either(
    "wants?", "wanted", "wish(?:es|ed)", "needs?", "needed", "desires?", "seeks", "sought",
    "aspires", "intends", "intended", "hopes", "hoped", "asks", "asked", "tries", "tried",
    "attempts", "attempted", "expects", "endeavou?rs", "would (?:like|love|prefer)", "'d like",
) + r"\s+to"  # fmt: skip
_THEY_WANT = rf"(?:\s+(?:(?:that|because|as|since)\s+)?(?:they|he|she)\s+{_WANTS_TO})?"

_CALLED = (
    r"(?:(?:is|was|has|has\s+been)\s+)?"
    + _either(
        "calls", "called", "calling", "phones", "phoned", "phoning", "rings", "rang", "rung",
        "ringing", "contacted", "contacting", "reaches", "reached", "reaching", "writes", "wrote",
        "writing", "chatting", "chatted", "messaged", "messaging", "emailed", "emailing",
        "contacts us", "gets in touch", "got in touch", "getting in touch",
    )
    + r"(?:\s+(?:in|us|out|back|again|today|support|customer\s+(?:service|support|care)))*"
)  # fmt: skip
_REGARDING = _either(
    "about", "regarding", "concerning", "because of", "because", "due to", "in relation to",
    "(?:in|with) regards? to", "with respect to",
)  # fmt: skip
_WHY = _either(
    _REGARDING, "in order to", "in the hopes? of(?: being able to)?", "to", "as", "since",
    "(?:asking|hoping|looking|trying|wanting|wishing) (?:to|for|about)",
)  # fmt: skip

_SAYS = _either(
    "says", "said", "states", "stated", "mentions", "mentioned", "explains", "explained",
    "advises", "advised", "indicates", "indicated", "laments", "lamented", "tells us", "told us",
    "(?:claims|claimed|complains|complained|confirms|confirmed|notes|noted|reports|reported)"
    r"(?= that\b)",
) + r"(?:\s+that)?"  # fmt: skip
_ASKS = (
    _either(
        "(?:is|was|has been) (?:asking|attempting|hoping|looking|seeking|trying|wanting|wishing)",
        "ask(?:s|ed)",
    )
    + r"(?:\s+(?:to|for|about)|(?=\s+(?:how|if|what|when|where|whether|which|why)\b))"
)
_FEELS = _either(
    "(?:is|was) (?:very )?(?:angry|annoyed|concerned|confused|frustrated|unhappy|upset|worried) "
    "(?:as|because|since|that)"
)
_QUESTIONS = _either(
    f"(?:has|had) (?:an?|some) (?:enquiry|inquiry|quer(?:y|ies)|questions?) (?:{_REGARDING}|on)"
)
_PLAIN = _either(
    "wants", "needs", "requires", "would like", "(?:has|had) been", "(?:is|was) being", "is", "was",
    "has", "had",
)  # fmt: skip
# verbs that belong to the intent, so that only the subject goes
_KEPT = (
    r"(?=(?:can't|cannot|can\s+not|couldn't|doesn't|does\s+not|never|complain(?:s|ed)|disput(?:es|ed)"
    r"|[ei]nquire[sd]|report(?:s|ed)|request(?:s|ed))\s)"
)

_INTENT = _either("intent", "intention", "purpose", "reason")
_TOPIC = _either(
    "enquiry", "inquiry", "issue", "problem", "query", "request", "subject", "summary", "topic"
)
_WHOSE = rf"(?:the\s+)?(?:(?:{_PERSON}(?:'s)?|call|contact|main|primary|detected|extracted)\s+)*"
_OF_CALL = r"(?:\s+(?:of|for)\s+(?:(?:the|this)\s+)?(?:call|calling|contact|contacting)(?:\s+us)?)?"

_ACCOUNT = rf"(?:{_CALLED}\s+{_WHY}{_THEY_WANT}|{_SAYS}{_THEY_WANT}|{_WANTS_TO}|{_ASKS})"
_FORMS = (
    # the customer is calling because they want to | the caller would like to
    rf"{_SUBJECT}\s+{_ACCOUNT}\s",
    # caller has a query about | customer is upset because | user needs
    rf"{_SUBJECT}\s+(?:{_QUESTIONS}|{_FEELS}|{_PLAIN})\s",
    # customer (can't), caller (reports)
    rf"{_SUBJECT}\s+{_KEPT}",
    # wants to
    r"(?:wants|wishes|needs)\s+to\s",
    # call regarding | calling about
    rf"(?:call|calling|phoning|ringing)\s+(?:in\s+)?{_REGARDING}\s",
    # help the customer to
    rf"(?:help|helping|assist|assisting)\s+{_SUBJECT}\s+(?:to|with|in)\s",
    # intent: | the customer's intent is to | reason for call -
    rf"{_WHOSE}{_INTENT}{_OF_CALL}(?:\s*[:=]|\s+-\s|\s+(?:is|was)\s+(?:to|that|about|for)\s)",
    rf"{_WHOSE}{_TOPIC}{_OF_CALL}\s*[:=]",
)
_IN_FRONT = re.compile(rf"\s*(?:(?:{'|'.join(_FORMS)})\s*)+", re.IGNORECASE)

_JSON = re.compile(r'^\s*\{\s*"[^"]{1,40}"\s*:\s*"(.*)"\s*\}\s*$', re.DOTALL)
_QUOTED = re.compile(r"""^\s*(?:"([^"]*)"|'((?:[^']|\b'\b)*)'|`([^`]*)`)\s*[.!?]?\s*$""")
_BRACKETED = re.compile(r"^\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\*+([^*]+)\*+)\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•·▪‣>#]+\s+|\(?\d{1,2}[.)]\s+)+")

_CUE = _either(
    "for", "on", "using", "with", "under", "via", "re", "contact", "call back", "callback", "phone",
    "mobile", "tel", "e-?mail", "acct", "account", "a/c", "card", "reference", "ref", "number",
    "no", "num", "id", "order", "customer", "policy", "imei", "sim",
)  # fmt: skip
_PLACEHOLDER = r"<(?:email|card|phone|number)>"
_DETAILS = re.compile(
    rf"(?:\s*[,;:(\[-]\s*(?:{_CUE}[.:#]?\s+){{0,4}}|\s+(?:for|on|using|with|under|via)\s+"
    rf"(?:{_CUE}[.:#]?\s+){{0,3}}){_PLACEHOLDER}[\s)\].,;!?]*$",
    re.IGNORECASE,
)


def strip_front(text: str) -> str:
    """Take off any account of the call in front, such as "the customer is calling to"."""
    found = _IN_FRONT.match(text)
    return text[found.end() :] if found else text


def unwrap(text: str) -> str:
    """Take off one wrapping: JSON around the text, quotes, brackets, or bullets and numbers."""
    for wrapping in (_JSON, _QUOTED, _BRACKETED):
        if found := wrapping.match(text):
            return found[found.lastindex or 0]
    return _BULLET.sub("", text)


def strip_details(text: str) -> str:
    """Take off masked personal data at the end, such as ", e-mail <email>"."""
    return _DETAILS.sub("", text) if text.rstrip(" )].,;!?").endswith(">") else text
