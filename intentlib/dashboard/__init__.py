"""The dashboard: a state without widgets, and views of it that stand alone or together.

In a notebook::

    from intentlib.dashboard import Distribution, Filters, State

    state = State("runs")
    display(Filters(state), Distribution(state))
"""

from importlib import import_module

_PLACES = {
    "CallTable": "calltable",
    "Dashboard": "app",
    "Data": "data",
    "Detail": "detail",
    "Distribution": "distribution",
    "Filters": "filters",
    "Granularity": "granularity",
    "Headlines": "headlines",
    "Intents": "intents",
    "Overview": "overview",
    "Review": "review",
    "State": "state",
    "Tone": "tone",
    "Treemap": "treemap",
    "Trends": "trends",
    "TwoPeriods": "periods",
    "WordingMap": "wordmap",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> object:
    """Return a view or the state, imported when it is first asked for: widgets take a second."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
