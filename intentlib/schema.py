"""The columns of every frame, checked where frames cross a border.

Row order is part of the contract where it is named: ``wordings`` are sorted by ``key``, so that
nothing downstream depends on the order of calls; ``intents`` and ``themes`` by calls, largest
first, then id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from intentlib.errors import StoreError

if TYPE_CHECKING:
    import pandera.pandas as pa

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


@dataclass(frozen=True)
class Column:
    """What a column may hold.

    Parameters
    ----------
    dtype
        Its values are made to be of it.
    nullable, unique
        Whether values may be missing; whether no two may be equal.
    among
        The only values that there may be.
    least, most
        The limits of its values; ``most`` goes with ``least``.
    """

    dtype: object
    nullable: bool = False
    unique: bool = False
    among: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, eq=False)
class Contract:
    """The columns that a frame has at least; what checks them is loaded when a frame is checked.

    Parameters
    ----------
    name
        What the frame is called.
    columns
        What each column may hold, by name.
    """

    name: str
    columns: Mapping[str, Column]

    def and_columns(self, columns: Mapping[str, Column]) -> Contract:
        """Return the contract with more columns."""
        return Contract(self.name, {**self.columns, **columns})

    @cached_property
    def checker(self) -> pa.DataFrameSchema:
        """The same as pandera has it."""
        # imported when first needed: viewers check no frame, and it takes a third of their start
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {name: _as_pandera(column) for name, column in self.columns.items()}, name=self.name
        )


def _as_pandera(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if column.among:
        checks.append(pa.Check.isin(column.among))
    if column.most is not None:
        checks.append(pa.Check.in_range(column.least, column.most))
    elif column.least is not None:
        checks.append(pa.Check.ge(column.least))
    return pa.Column(
        column.dtype, checks, nullable=column.nullable, unique=column.unique, coerce=True
    )


_SHARE = Column(float, least=0, most=1)
_TYPE = Column(str, among=(*TYPES, ""))
_TONE = Column(str, among=(*TONES, ""))
_SOURCE = Column(str, among=("auto", "person", ""))

ADDED: dict[str, dict[str, Any]] = {
    "wordings": {"type": "str", "tone": "str", "found_id": "str"},
    "intents": {"type": "str", "theme_source": "str", "type_source": "str"},
    "lineage": {"decision_id": pd.Int64Dtype(), "reviewer": "str", "decided_at": _UTC},
}
"""Columns that older runs lack: there texts are read as ``""``, which is not judged or not known,
and all else as null."""

CALLS = Contract(
    "calls",
    {
        "call_id": Column(str, unique=True),
        "text": Column(str),
        "at": Column(_UTC, nullable=True),
    },
)
"""Calls as read, empty texts included; every further column is a dimension."""

NORMALISED_CALLS = CALLS.and_columns({"wording_id": Column(str, nullable=True)})
"""Calls after normalising; ``wording_id`` is null where no intent was recorded."""

WORDINGS = Contract(
    "wordings",
    {
        "wording_id": Column(str, unique=True),
        "text": Column(str),
        "key": Column(str, unique=True),
        "calls": Column(int, least=1),
        "first_seen": Column(_UTC, nullable=True),
        "last_seen": Column(_UTC, nullable=True),
    },
)
"""Distinct intents after normalising, sorted by ``key``."""

TEXTS = Contract(
    "texts",
    {
        "text": Column(str, unique=True),
        "key": Column(str),
        "shown": Column(str),
        "calls": Column(int, least=1),
        "first_seen": Column(_UTC, nullable=True),
        "last_seen": Column(_UTC, nullable=True),
    },
)
"""Distinct texts of calls: the wording's key, ``""`` where no intent is recorded, and the spelling
that is shown of it."""

JUDGED_WORDINGS = WORDINGS.and_columns({"type": _TYPE, "tone": _TONE})
"""Wordings with the type of call that each tells, and its tone."""

GROUPED_WORDINGS = JUDGED_WORDINGS.and_columns(
    {
        "intent_id": Column(str),
        "found_id": Column(str),
        "confidence": _SHARE,
        "x": Column(float),
        "y": Column(float),
    }
)
"""Wordings with their intent, the one that they were found in, whatever people decided, how sure
that is (0-1) and a place on the 2-D map."""

INTENTS = Contract(
    "intents",
    {
        "intent_id": Column(str, unique=True),
        "name": Column(str, unique=True),
        "name_source": Column(str, among=("auto", "person")),
        "theme_id": Column(str),
        "theme_source": _SOURCE,
        "type": _TYPE,
        "type_source": _SOURCE,
        "calls": Column(int, least=1),
        "share": _SHARE,
        "share_low": _SHARE,
        "share_high": _SHARE,
        "wordings": Column(int, least=1),
        "status": Column(str, among=("new", "known", "reviewed")),
        "first_seen": Column(_UTC, nullable=True),
        "last_seen": Column(_UTC, nullable=True),
    },
)
"""One row per intent; shares are of the calls that have an intent. Each source tells whether a
person gave the name, the theme or the type."""

THEMES = Contract(
    "themes",
    {
        "theme_id": Column(str, unique=True),
        "name": Column(str, unique=True),
        "calls": Column(int, least=1),
        "share": _SHARE,
        "intents": Column(int, least=1),
    },
)

LINEAGE = Contract(
    "lineage",
    {
        "intent_id": Column(str),
        "event": Column(str, among=("born", "renamed", "merged", "split", "moved", "retired")),
        "from_ids": Column(object),
        "to_ids": Column(object),
        "run_id": Column(str),
        "at": Column(_UTC),
        "calls_moved": Column(int, least=0),
        "cause": Column(str, among=("decision", "new data", "granularity", "model")),
        "decision_id": Column(pd.Int64Dtype(), nullable=True),
        "reviewer": Column(str),
        "decided_at": Column(_UTC, nullable=True),
    },
)
"""What happened to intents between two runs; ``from_ids`` and ``to_ids`` are lists of ids. Where
one decision is the cause, it is told which, by whom and when."""

DECISIONS = Contract(
    "decisions",
    {
        "decision_id": Column(int, unique=True, least=1),
        "at": Column(_UTC),
        "reviewer": Column(str),
        "kind": Column(str),
        "payload": Column(str),
        "run_id": Column(str, nullable=True),
        "reason": Column(str, nullable=True),
        "undone_by": Column(pd.Int64Dtype(), nullable=True),
    },
)
"""What reviewers decided, in the order of recording; ``payload`` is a JSON object."""


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the frame with the contract's dtypes, its own columns first.

    Raises
    ------
    StoreError
        If a column is missing or a value is out of range; names the frame, column and value.
    """
    from pandera.errors import SchemaError

    try:
        valid: pd.DataFrame = contract.checker.validate(frame)
    except SchemaError as error:
        raise StoreError(
            f"frame {contract.name!r} breaks its contract", value=str(error).splitlines()[0]
        ) from error
    first = list(contract.columns)
    return valid[first + [column for column in valid.columns if column not in first]]
