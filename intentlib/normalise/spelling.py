"""One spelling for words of calls that are written in several.

Where British and American English differ, keys take the American spelling, which the embedding
models have seen most and so split least. Words that mean something else in the other spelling
(``cheque``, ``tyre``, ``metre``) are left alone.
"""

from __future__ import annotations

import re

# fmt: off
_ISE = [
    "apolog", "author", "categor", "central", "character", "critic", "custom", "digit", "emphas",
    "final", "general", "initial", "item", "local", "maxim", "minim", "modern", "monopol", "normal",
    "optim", "organ", "penal", "personal", "priorit", "real", "recogn", "special", "standard",
    "summar", "synchron", "unauthor", "unrecogn", "util", "visual",
]
_ELLED = [
    "cancel", "channel", "dial", "fuel", "label", "level", "model", "signal", "total", "travel",
]
_OUR = ["behavi", "col", "endeav", "fav", "hon", "lab", "neighb", "rum"]
_SINGLE = {
    "analyse": "analyze", "analysed": "analyzed", "analysing": "analyzing",
    "cancelation": "cancellation", "cancelations": "cancellations",
    "catalogue": "catalog", "catalogues": "catalogs", "centre": "center", "centres": "centers",
    "defence": "defense", "dialogue": "dialog", "enrol": "enroll", "enrolment": "enrollment",
    "e-bill": "ebill", "e-mail": "email", "e-mailed": "emailed", "e-mails": "emails",
    "e-sim": "esim", "fulfil": "fulfill", "fulfilment": "fulfillment", "grey": "gray",
    "instalment": "installment", "instalments": "installments", "licence": "license",
    "licences": "licenses", "offence": "offense", "on-line": "online", "post-paid": "postpaid",
    "pre-paid": "prepaid", "programme": "program", "programmes": "programs",
    "voice-mail": "voicemail", "web-site": "website", "wi-fi": "wifi",
}
# fmt: on


def _doublets() -> dict[str, str]:
    """List every form, the one that is replaced first."""
    pairs = dict(_SINGLE)
    for ending in ("e", "ed", "er", "ers", "es", "ies", "ing", "y"):
        pairs["enquir" + ending] = "inquir" + ending
    for stem in _ISE:
        for ending in ("ation", "ations", "e", "ed", "er", "es", "ing"):
            pairs[f"{stem}is{ending}"] = f"{stem}iz{ending}"
    for stem in _ELLED:
        for ending in ("ed", "er", "ing"):
            pairs[f"{stem}l{ending}"] = stem + ending
    for stem in _OUR:
        for ending in ("", "able", "ed", "hood", "ing", "ite", "ites", "s"):
            pairs[f"{stem}our{ending}"] = f"{stem}or{ending}"
    return pairs


DOUBLETS = _doublets()
"""Spelling that is replaced → spelling that keys take."""

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")


def one_spelling(text: str) -> str:
    """Return the text with every word in the one spelling, capitals kept."""
    if DOUBLETS.keys().isdisjoint(_WORD.findall(text.lower())):
        return text
    return _WORD.sub(_replace, text)


def _replace(word: re.Match[str]) -> str:
    written = word[0]
    chosen = DOUBLETS.get(written.lower())
    if chosen is None:
        return written
    if written.isupper():
        return chosen.upper()
    return chosen.capitalize() if written[0].isupper() else chosen
