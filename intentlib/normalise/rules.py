"""A text -> its key: what is left when all that no intent depends on is gone.

Two texts that differ only in what no intent depends on (spelling of a quote, capitals, an account
of the call in front, a phone number) have the same *key* and are one wording. The key comes from a
list of small rules, applied in order, again and again until nothing changes; so a key is its own
key. Any rule can be switched off by name. No rule is allowed to take the last letter from a text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import ftfy
import pandas as pd

from intentlib.errors import OptionError
from intentlib.normalise import boilerplate, masking
from intentlib.normalise.spelling import one_spelling


@dataclass(frozen=True)
class Rule:
    """One step of normalising.

    Parameters
    ----------
    name
        What it is switched off by.
    description
        What it does, for people.
    apply
        The step itself.
    keeps_wording
        Whether it is also applied to the spelling that people are shown.
    """

    name: str
    description: str
    apply: Callable[[str], str]
    keeps_wording: bool = False


_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EDGES = " .,;:!?…-_/|~"


def _mend(text: str) -> str:
    return text if text.isascii() else ftfy.fix_encoding(text)


def _plain_quotes(text: str) -> str:
    return text if text.isascii() and "`" not in text else text.translate(_QUOTES)


def _plain_characters(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def _unescape(text: str) -> str:
    return html.unescape(text) if "&" in text else text


RULES: tuple[Rule, ...] = (
    Rule("mojibake", "Mend text that was decoded wrongly: cafÃ© → café", _mend, True),
    Rule("entities", "Undo HTML escapes: &amp; → &", _unescape),
    Rule("quotes", "Write curly quotes and long dashes plainly", _plain_quotes),
    Rule("unicode", "Compose as NFKC has it, without invisible characters", _plain_characters),
    Rule("whitespace", "Make any white space one blank", lambda t: " ".join(t.split()), True),
    Rule("emails", "Put <email> for e-mail addresses", masking.mask_emails, True),
    Rule("cards", "Put <card> for payment cards", masking.mask_cards, True),
    Rule("phones", "Put <phone> for telephone numbers", masking.mask_phones, True),
    Rule("numbers", "Put <number> for accounts, orders and the like", masking.mask_numbers, True),
    Rule("wrapping", "Take off JSON, quotes, brackets and bullets around it", boilerplate.unwrap),
    Rule("boilerplate", "Take off 'the customer is calling to'", boilerplate.strip_front),
    Rule("details", "Take off masked data at the end", boilerplate.strip_details),
    Rule("punctuation", "Take off punctuation at both ends", lambda t: t.strip(_EDGES)),
    Rule("spelling", "One spelling where British and American differ", one_spelling),
    Rule("case", "Make all letters small", str.casefold),
)
"""The rules, in the order in which they are applied."""


def normalise_text(text: str, skip: Collection[str] = ()) -> str:
    """Return the key of a text; ``""`` if it has nothing but blanks and punctuation.

    Parameters
    ----------
    text
        An intent as written.
    skip
        Names of rules to leave out.

    Raises
    ------
    OptionError
        If a name in `skip` is no rule's.
    """
    return _key(text, _rules(skip))


def keys_of(texts: Sequence[str], skip: Collection[str] = ()) -> pd.DataFrame:
    """Return the key of each text as ``key``, and its spelling to be shown as ``shown``.

    Parameters
    ----------
    texts
        Intents as written.
    skip
        Names of rules to leave out.

    Raises
    ------
    OptionError
        If a name in `skip` is no rule's.
    """
    rules = _rules(skip)
    shown = [rule for rule in rules if rule.keeps_wording]
    keys = [_key(text, rules) for text in texts]
    return pd.DataFrame({"key": keys, "shown": [_once(text, shown) for text in texts]}, dtype="str")


def _rules(skip: Collection[str]) -> Sequence[Rule]:
    names = [rule.name for rule in RULES]
    unknown = sorted(set(skip) - set(names))
    if unknown:
        raise OptionError(
            "there is no such rule of normalising",
            value=unknown[0],
            do=f"The rules are {', '.join(names)}",
        )
    return [rule for rule in RULES if rule.name not in skip]


def _key(text: str, rules: Sequence[Rule]) -> str:
    """Apply the rules until nothing changes."""
    while (after := _once(text, rules)) != text:
        text = after
    return text


def _once(text: str, rules: Sequence[Rule]) -> str:
    """Apply each rule, unless it would take the last letter from the text."""
    for rule in rules:
        after = rule.apply(text)
        if after != text and (_has_letters(after) or not _has_letters(text)):
            text = after
    return text


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))
