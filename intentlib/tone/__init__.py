"""Wordings -> the type of call that each tells, and its tone."""

from intentlib.tone.judging import examples, judge, vote

__all__ = ["examples", "judge", "vote"]
