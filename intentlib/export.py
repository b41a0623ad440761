"""CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")  # noqa: RUF001 (full width counts too)


def to_csv(frame: pd.DataFrame) -> str:
    """Return the frame as CSV with a header, in which no text can run as a formula.

    Headers and cells that a spreadsheet could take for a formula get an apostrophe in front;
    numbers and times stay as they are.

    References
    ----------
    OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    safe = frame.apply(lambda column: column if _is_plain(column) else column.map(neutralise))
    return str(safe.rename(columns=neutralise).to_csv(index=False, lineterminator="\n"))


def neutralise(value: object) -> object:
    """Return the value, behind an apostrophe if a spreadsheet could take it for a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _is_plain(column: pd.Series) -> bool:
    kind = column.dtype
    return pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)
