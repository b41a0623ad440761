"""What several states of a state machine have in common."""

from __future__ import annotations

from typing import Any

FILE = "$states.context.Execution.Input.file"
"""JSONata of the file that is read."""

WHY = "{% $substring($states.errorOutput.Error & ' ' & $states.errorOutput.Cause, 0, 2000) %}"
"""A task that took too long has no cause."""


def caught(then: str) -> list[dict[str, Any]]:
    """Return the way on from a state that failed: the reason is kept as ``$why``."""
    return [{"ErrorEquals": ["States.ALL"], "Assign": {"why": WHY}, "Next": then}]
