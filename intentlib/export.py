"""CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")  # noqa: RUF001 (full width counts too)

_BREAK = re.compile("\r\n?")


def to_csv(frame: pd.DataFrame, *, header: bool = True) -> str:
    """Return the frame as CSV, with a header unless told, in which no text can run as a formula.

    Headers and cells that a spreadsheet could take for a formula get an apostrophe in front, and
    every line break in a cell is a line feed, which is quoted: after a bare carriage return a new
    row would begin. Numbers and times stay as they are.

    References
    ----------
    OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    safe = frame.apply(_safe)
    safe = safe.rename(columns=_cell)
    return str(safe.to_csv(index=False, header=header, lineterminator="\n"))


def neutralise(value: object) -> object:
    """Return the value, behind an apostrophe if a spreadsheet could take it for a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _cell(value: object) -> object:
    safe = neutralise(value)
    return _BREAK.sub("\n", safe) if isinstance(safe, str) else safe


def _safe(column: pd.Series) -> pd.Series:
    if _is_plain(column):
        return column
    if not isinstance(column.dtype, pd.StringDtype):
        return column.map(_cell)
    # most begin with a letter or digit, as no formula does, and are one line: those are quick
    doubtful = ~column.str.match(r"[0-9A-Za-z][^\r]*$").to_numpy(bool)
    safe = column.copy()
    safe[doubtful] = column[doubtful].map(_cell).astype(column.dtype)
    return safe


def _is_plain(column: pd.Series) -> bool:
    kind = column.dtype
    return pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)
