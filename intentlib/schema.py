"""The columns of every frame, checked where frames cross a border.

Row order is part of the contract where it is named: ``wordings`` are sorted by ``key``, so that
nothing downstream depends on the order of calls; ``intents`` and ``themes`` by calls, largest
first, then id.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from intentlib.errors import StoreError

NO_INTENT = "No intent recorded"
NOISE_ID, NOISE_NAME = "noise", "Not an intent"
"""The intent that holds the wordings of which people said that they are none."""

TONE_OF = {
    "problem": "negative",
    "complaint": "negative",
    "loss": "negative",
    "request": "neutral",
    "enquiry": "neutral",
    "praise": "positive",
    "other": "neutral",
}
"""The types of call, each with its tone: something fails; is not accepted; was lost, stolen or
damaged; is wanted; is asked; is praised; and none of these (silent calls, wrong numbers)."""

TYPES = tuple(TONE_OF)
TONES = ("negative", "neutral", "positive")

_UTC = pd.DatetimeTZDtype("us", "UTC")


def _column(dtype: object, *, nullable: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column(dtype, nullable=nullable, unique=unique, coerce=True)


_SHARE = pa.Column(float, pa.Check.in_range(0, 1), coerce=True)

_TYPE = pa.Column(str, pa.Check.isin([*TYPES, ""]), coerce=True)
_TONE = pa.Column(str, pa.Check.isin([*TONES, ""]), coerce=True)

_SOURCE = pa.Check.isin(["auto", "person", ""])

ADDED: dict[str, dict[str, Any]] = {
    "wordings": {"type": "str", "tone": "str", "found_id": "str"},
    "intents": {"type": "str", "theme_source": "str", "type_source": "str"},
    "lineage": {"decision_id": pd.Int64Dtype(), "reviewer": "str", "decided_at": _UTC},
}
"""Columns that older runs lack: there texts are read as ``""``, which is not judged or not known,
and all else as null."""

CALLS = pa.DataFrameSchema(
    {
        "call_id": _column(str, unique=True),
        "text": _column(str),
        "at": _column(_UTC, nullable=True),
    },
    name="calls",
)
"""Calls as read, empty texts included; every further column is a dimension."""

NORMALISED_CALLS = CALLS.add_columns({"wording_id": _column(str, nullable=True)})
"""Calls after normalising; ``wording_id`` is null where no intent was recorded."""

WORDINGS = pa.DataFrameSchema(
    {
        "wording_id": _column(str, unique=True),
        "text": _column(str),
        "key": _column(str, unique=True),
        "calls": pa.Column(int, pa.Check.ge(1), coerce=True),
        "first_seen": _column(_UTC, nullable=True),
        "last_seen": _column(_UTC, nullable=True),
    },
    name="wordings",
)
"""Distinct intents after normalising, sorted by ``key``."""

JUDGED_WORDINGS = WORDINGS.add_columns({"type": _TYPE, "tone": _TONE})
"""Wordings with the type of call that each tells, and its tone."""

GROUPED_WORDINGS = JUDGED_WORDINGS.add_columns(
    {
        "intent_id": _column(str),
        "found_id": _column(str),
        "confidence": _SHARE,
        "x": _column(float),
        "y": _column(float),
    }
)
"""Wordings with their intent, the one that they were found in, whatever people decided, how sure
that is (0-1) and a place on the 2-D map."""

INTENTS = pa.DataFrameSchema(
    {
        "intent_id": _column(str, unique=True),
        "name": _column(str, unique=True),
        "name_source": pa.Column(str, pa.Check.isin(["auto", "person"]), coerce=True),
        "theme_id": _column(str),
        "theme_source": pa.Column(str, _SOURCE, coerce=True),
        "type": _TYPE,
        "type_source": pa.Column(str, _SOURCE, coerce=True),
        "calls": pa.Column(int, pa.Check.ge(1), coerce=True),
        "share": _SHARE,
        "share_low": _SHARE,
        "share_high": _SHARE,
        "wordings": pa.Column(int, pa.Check.ge(1), coerce=True),
        "status": pa.Column(str, pa.Check.isin(["new", "known", "reviewed"]), coerce=True),
        "first_seen": _column(_UTC, nullable=True),
        "last_seen": _column(_UTC, nullable=True),
    },
    name="intents",
)
"""One row per intent; shares are of the calls that have an intent. Each source tells whether a
person gave the name, the theme or the type."""

THEMES = pa.DataFrameSchema(
    {
        "theme_id": _column(str, unique=True),
        "name": _column(str, unique=True),
        "calls": pa.Column(int, pa.Check.ge(1), coerce=True),
        "share": _SHARE,
        "intents": pa.Column(int, pa.Check.ge(1), coerce=True),
    },
    name="themes",
)

LINEAGE = pa.DataFrameSchema(
    {
        "intent_id": _column(str),
        "event": pa.Column(
            str,
            pa.Check.isin(["born", "renamed", "merged", "split", "moved", "retired"]),
            coerce=True,
        ),
        "from_ids": _column(object),
        "to_ids": _column(object),
        "run_id": _column(str),
        "at": _column(_UTC),
        "calls_moved": pa.Column(int, pa.Check.ge(0), coerce=True),
        "cause": pa.Column(
            str, pa.Check.isin(["decision", "new data", "granularity", "model"]), coerce=True
        ),
        "decision_id": _column(pd.Int64Dtype(), nullable=True),
        "reviewer": _column(str),
        "decided_at": _column(_UTC, nullable=True),
    },
    name="lineage",
)
"""What happened to intents between two runs; ``from_ids`` and ``to_ids`` are lists of ids. Where
one decision is the cause, it is told which, by whom and when."""

DECISIONS = pa.DataFrameSchema(
    {
        "decision_id": pa.Column(int, pa.Check.ge(1), coerce=True, unique=True),
        "at": _column(_UTC),
        "reviewer": _column(str),
        "kind": _column(str),
        "payload": _column(str),
        "run_id": _column(str, nullable=True),
        "reason": _column(str, nullable=True),
        "undone_by": _column(pd.Int64Dtype(), nullable=True),
    },
    name="decisions",
)
"""What reviewers decided, in the order of recording; ``payload`` is a JSON object."""


def check(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return the frame with the schema's dtypes, its own columns first.

    Raises
    ------
    StoreError
        If a column is missing or a value is out of range; names the frame, column and value.
    """
    try:
        valid = schema.validate(frame)
    except pa.errors.SchemaError as error:
        raise StoreError(
            f"frame {schema.name!r} breaks its contract", value=str(error).splitlines()[0]
        ) from error
    first = list(schema.columns)
    return valid[first + [column for column in valid.columns if column not in first]]
