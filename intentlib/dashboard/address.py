"""A view as an address: what a link holds that opens the same view again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from intentlib.dashboard.derived import TYPES
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.state import State

TRAITS = ("run", "newer", "selected", "height", *FILTERS)
"""What of the state decides an address."""

_DIMENSION = "with."
_LONGEST_SEARCH = 200


def address_of(state: State) -> str:
    """Return what of a state is not as it opens, as ``intent=i1a2b3c4d&since=2026-03-01``."""
    if state.run is None:
        return ""
    run = state.made
    said: dict[str, Any] = {
        "run": "" if state.shows_latest else run.run_id,
        "intent": "" if state.selected == _first_intent(state) else state.selected,
        "height": "" if state.height == run.manifest.height else f"{state.height:.6f}",
        "theme": state.theme,
        "search": state.search[:_LONGEST_SEARCH],
        "since": state.since or "",
        "until": state.until or "",
        "type": state.call_type,
        **{f"{_DIMENSION}{column}": value for column, value in state.dimensions.items()},
    }
    return urlencode({name: value for name, value in said.items() if value})


def go_to(state: State, address: str) -> None:
    """Show what an address holds, as far as the run has it; the rest is as it opens.

    Raises
    ------
    RunNotFoundError, StoreError
        If its run can't be opened.
    """
    said = dict(parse_qsl(address))
    if "run" in said and said["run"] != state.made.run_id:
        state.open(said["run"])
    themes, intents = state.opened.themes["theme_id"], state.opened.intents["intent_id"]
    state.choose(
        theme=_known(said.get("theme"), set(themes)),
        search=said.get("search", "")[:_LONGEST_SEARCH],
        since=_day(said.get("since")),
        until=_day(said.get("until")),
        call_type=_known(said.get("type"), set(TYPES)),
        dimensions=_dimensions(said, state.dimension_values),
    )
    state.select(_known(said.get("intent"), set(intents)) or _first_intent(state))
    with suppress(ValueError):
        height = float(said.get("height", "nan"))
        if math.isfinite(height):
            state.set_height(min(max(height, 0.0), 1.0))


def _first_intent(state: State) -> str:
    """Return the intent that is selected where nobody has selected one: the largest."""
    ids = state.opened.intents["intent_id"]
    return str(ids.iloc[0]) if len(ids) else ""


def _known(value: str | None, known: set[str]) -> str:
    return value if value in known else ""


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _dimensions(said: Mapping[str, str], known: Mapping[str, list[str]]) -> dict[str, str]:
    return {
        column: said[f"{_DIMENSION}{column}"]
        for column, values in known.items()
        if said.get(f"{_DIMENSION}{column}") in values
    }
