"""Calls to wordings: one small rule at a time, each can be switched off."""

from intentlib.normalise.rules import RULES, Rule, keys_of, normalise_text
from intentlib.normalise.wordings import (
    Worded,
    Wordings,
    add_texts,
    count_texts,
    gather,
    to_wordings,
    with_ids,
    with_keys,
)

__all__ = [
    "RULES",
    "Rule",
    "Worded",
    "Wordings",
    "add_texts",
    "count_texts",
    "gather",
    "keys_of",
    "normalise_text",
    "to_wordings",
    "with_ids",
    "with_keys",
]
