"""Questions about calls, answered without holding them: how many, when, of what, which ones."""

from intentlib.calls.questions import STEPS, Calls, calls_of

__all__ = ["STEPS", "Calls", "calls_of"]
