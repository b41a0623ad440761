"""What customers of any service call about, as a slide would have it.

Each subject has one side or more, each with the name that a theme gets from it. The words are those
of service desks in general: what is particular to a trade has no subject here, and names its themes
by itself.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from intentlib.language.clauses import clauses, lower
from intentlib.language.nouns import mentions
from intentlib.language.phrases import readings
from intentlib.language.statements import goes_on
from intentlib.language.troubles import is_trouble
from intentlib.language.verbs import stem

NOTHING = "calls about nothing"
"""Subject of calls that have none."""

SUBJECTS: dict[str, dict[str, str]] = {
    "billing": {
        "bills": "bill billing invoice receipt statement",
        "charges": "charge cost fee fine levy overcharging price surcharge",
        "payments": """
            autopay debit expense hardship instalment installment money-back overpayment payment
            refund reimbursement restitution
        """,
    },
    "account": {
        "account access": """
            access authentication captcha code log login password passcode pin portal registration
            security sign username verification
        """,
        "account details": "email profile",
        "accounts": "account",
    },
    "faults": {
        "faults": """
            bug crash defect difficulty error failure fault glitch issue malfunction problem trouble
        """,
        "outages": "breakdown cut disruption interruption outage stoppage",
    },
    "plans": {
        "plans": "add-on contract membership package plan subscription tariff",
        "services": "activation renewal service suspension upgrade",
    },
    "orders": {
        "orders": "order purchase",
        "deliveries": "consignment courier delivery parcel shipment shipping tracking",
    },
    "visits": {
        "appointments": "appointment booking reservation slot",
        "visits": "attendance engineer installation setup technician visit",
    },
    "devices": {
        "devices": "device gadget handset laptop mobile phone tablet telephone",
        "equipment": """
            appliance apparatus boiler equipment gear hardware kettle kit machine meter modem
            printer router
        """,
    },
    "cards": {"cards": "card"},
    "fraud": {"fraud": "fraud identity suspicious theft", "scams": "hoax phishing scam spam"},
    "moves": {"moves": "house move relocation removal", "addresses": "address"},
    "claims": {"claims": "claim", "accidents": "accident collision"},
    "policies": {"policies": "cover insurance policy", "quotes": "quotation quote"},
    "offers": {
        "offers": "deal discount offer promotion",
        "rewards": "coupon loyalty point reward voucher",
    },
    "balances": {"balances": "balance credit limit", "usage": "allowance consumption quota usage"},
    "network": {
        "internet": "broadband internet wifi wi-fi",
        "connections": "connection connectivity network reception signal speed vpn",
    },
    "cancellations": {"cancellations": "cancellation disconnection provider"},
    NOTHING: {"unclear calls": "audio caller customer intent noise silence speech"},
}

SIDES = {
    stem(word): (subject, side)
    for subject, sides in SUBJECTS.items()
    for side, listed in sides.items()
    for word in listed.split()
}
"""The subject and side of each word, by its stem."""
# How much a word says about the subject of a name
_ASIDE, _MODIFIES, _DESCRIBES, _DOES, _ENOUGH = 0.6, 0.4, 0.8, 0.55, 0.5
_WEAK = {stem(word): 0.5 for word in ("service", "account")}
_ACTS = {
    "pay": ("billing", "payments"),
    **dict.fromkeys(("cancel", "disconnect", "leav"), ("cancellations", "cancellations")),
}
_PAIRS = {
    **dict.fromkeys((("log", "in"), ("sign", "in")), ("account", "account access")),
    **{
        (kind, call): (NOTHING, "unclear calls")
        for kind in ("accidental", "dead", "prank", "silent", "wrong")
        for call in ("air", "call", "number")
    },
}


@lru_cache(maxsize=1 << 14)
def subject_of(name: str) -> tuple[str, str] | None:
    """Return the subject of an intent's name and its side, or ``None`` where it has none."""
    weights: dict[tuple[str, str], float] = {}

    def add(found: tuple[str, str] | None, weight: float) -> None:
        if found:
            weights[found] = max(weights.get(found, 0.0), weight)

    for mention in mentions(name).values():
        key = stem(mention.word)
        add(SIDES.get(key), (_ASIDE if mention.aside else 1.0) * (_WEAK.get(key, 1.0)))
        add(SIDES.get(stem(mention.modifier)), _MODIFIES)
    tokens = [word for clause in clauses(name) for word in lower(clause)]
    for word, after in pairwise(tokens):
        if SIDES.get(stem(word), ("",))[0] == "fraud":
            add(SIDES[stem(word)], _DESCRIBES)
        add(_PAIRS.get((word, after.removesuffix("s"))), 1.0)
    phrase = next(iter(readings(name)), None)
    if phrase:
        add(_ACTS.get(phrase.act), _DOES)
        if phrase.object and (is_trouble(phrase.object) or goes_on(phrase.object)):
            add(("faults", "faults"), _DOES)
    best = max(weights, key=lambda key: (weights[key], key), default=None)
    return best if best and weights[best] >= _ENOUGH else None
