"""Turn free-text call intents into a short, stable list of canonical intents.

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intentlib.assignment import assign
    from intentlib.comparison import Comparison, compare
    from intentlib.errors import IntentlibError, UserError
    from intentlib.evaluation import Evaluation, evaluate
    from intentlib.model import Manifest, Recommendation, Run, RunConfig
    from intentlib.pipeline import recut, run
    from intentlib.review import Ledger, open_ledger
    from intentlib.store import list_runs, open_run
    from intentlib.store.verify import verify

__all__ = [
    "Comparison",
    "Evaluation",
    "IntentlibError",
    "Ledger",
    "Manifest",
    "Recommendation",
    "Run",
    "RunConfig",
    "UserError",
    "assign",
    "compare",
    "evaluate",
    "list_runs",
    "open_ledger",
    "open_run",
    "recut",
    "run",
    "verify",
]

_HOMES = {
    "assignment": ("assign",),
    "comparison": ("Comparison", "compare"),
    "errors": ("IntentlibError", "UserError"),
    "evaluation": ("Evaluation", "evaluate"),
    "model": ("Manifest", "Recommendation", "Run", "RunConfig"),
    "pipeline": ("recut", "run"),
    "review": ("Ledger", "open_ledger"),
    "store": ("list_runs", "open_run", "verify"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("intentlib")
    if name in _HOME_OF:
        return getattr(import_module(f"intentlib.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'intentlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
