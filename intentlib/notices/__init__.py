"""Telling others that a run was published: once, or not at all, but never twice."""

from intentlib.notices.record import expect
from intentlib.notices.targets import Message
from intentlib.notices.telling import Told, notify

__all__ = ["Message", "Told", "expect", "notify"]
