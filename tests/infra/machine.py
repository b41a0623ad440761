"""The state machine of the refresh, and what its expressions come to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

FILE = "s3://calls/incoming/a b.csv"
"""What is read: with a space in its name."""

_OF_STATES = {"errorOutput", "input", "result"}


def definition(deployment: Any) -> dict[str, Any]:
    """Return the state machine, with ``ARN`` in place of every address."""
    told = deployment.one("AWS::StepFunctions::StateMachine")["DefinitionString"]["Fn::Join"][1]
    return json.loads("".join(part if isinstance(part, str) else "ARN" for part in told))


def said(
    expression: str, *, given: Mapping[str, object] | None = None, **variables: object
) -> object:
    """Return what an expression of a state comes to.

    Parameters
    ----------
    given
        What the machine was started with beside ``FILE``.
    variables
        ``errorOutput``, ``input`` and ``result`` of the state, and variables assigned before it.
    """
    import jsonata

    asked = jsonata.Jsonata(expression.removeprefix("{%").removesuffix("%}"))
    asked.register_lambda("parse", json.loads)
    context = {"Execution": {"Id": "this", "Input": {"file": FILE, **(given or {})}}}
    states = {name: variables.pop(name) for name in _OF_STATES & variables.keys()}
    asked.assign("states", {"context": context, **states})
    for name, value in variables.items():
        asked.assign(name, value)
    return asked.evaluate({})
