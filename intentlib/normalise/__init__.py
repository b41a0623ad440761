"""Calls to wordings: one small rule at a time, each can be switched off."""

from intentlib.normalise.rules import RULES, Rule, Wordings, normalise_text, to_wordings

__all__ = ["RULES", "Rule", "Wordings", "normalise_text", "to_wordings"]
