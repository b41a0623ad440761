"""The dashboard: a state without widgets, and views of it that stand alone or together.

In a notebook::

    from intentlib.dashboard import Overview, State

    Overview(State("runs"))
"""

from importlib import import_module

_PLACES = {
    "Dashboard": "app",
    "Data": "data",
    "Granularity": "granularity",
    "Intents": "intents",
    "Overview": "overview",
    "Review": "review",
    "State": "state",
    "Trends": "trends",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> object:
    """Return a view or the state, imported when it is first asked for: widgets take a second."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
