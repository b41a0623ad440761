"""Loading Jupyter's libraries without what takes them long and serves nobody here."""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"


def lighten() -> None:
    """Let libraries that are imported from now on do without the grammar of IRIs.

    jsonschema, by which Jupyter checks notebooks and events, compiles it in every process that
    imports it, which takes a second; there is no such address in anything that is checked.
    """
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]
