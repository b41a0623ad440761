"""Questions about the calls of a run: how many there are, when, of what, and which ones.

``where`` narrows them down, and nothing is read before something is asked::

    calls = calls_of(run)
    chats = calls.where(values={"channel": "chat"}, search="roaming")
    len(chats), chats.span, chats.page(0, 20)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa

from intentlib.calls.table import Table
from intentlib.model import Run

STEPS = {"hour": 3_600_000_000, "day": 86_400_000_000}
"""Steps of time that calls can be counted by, in microseconds."""

_NULLABLE = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int32Dtype(),
}

MOST_VALUES = 40
"""A column of more values isn't one to filter by."""

_OWN = frozenset({"call_id", "text", "at", "wording_id"})
_FEW = 10_000
"""Calls that are looked at first to see whether a column has too many values."""


def calls_of(run: Run) -> Calls:
    """Return all calls of a run, to be asked; those of a stored run stay where they are."""
    stored = run.stored_calls
    return Calls(Table(run.calls if stored is None else stored.files))


class Calls:
    """Some of the calls of a run, in their order.

    Parameters
    ----------
    table
        Where all of them are.
    conditions
        What each must meet: SQL in which ``{}`` stands for a value, and that value.
    """

    def __init__(self, table: Table, conditions: tuple[tuple[str, Any], ...] = ()) -> None:
        self._table, self._conditions = table, conditions

    def where(
        self,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        values: Mapping[str, str] | None = None,
        wordings: Sequence[str] | None = None,
        search: str = "",
    ) -> Calls:
        """Return those of the calls that meet every condition given.

        Parameters
        ----------
        start, end
            From when on, and before when; calls without a time meet neither.
        values
            Column to the value it must have, as text.
        wordings
            Ids of wordings, one of which the call must have.
        search
            Words that the text must hold, whatever their case.

        Raises
        ------
        OptionError
            If there is no such column.
        """
        of = self._table.column
        given: list[tuple[str, Any]] = [
            (f"{self._table.text(column)} = {{}}", value)
            for column, value in (values or {}).items()
        ]
        if start is not None:
            given.append((f"{of('at')} >= {{}}::TIMESTAMPTZ", start))
        if end is not None:
            given.append((f"{of('at')} < {{}}::TIMESTAMPTZ", end))
        if wordings is not None:
            ids = "(SELECT unnest({}::VARCHAR[]))"
            given.append((f"{of('wording_id')} IN {ids}", list(wordings)))
        if search.strip():
            given.append((f"contains(lower({of('text')}), lower({{}}))", search.strip()))
        # the same where nothing is asked for, with what is known of them already
        return Calls(self._table, (*self._conditions, *given)) if given else self

    @property
    def unworded(self) -> Calls:
        """Those of the calls that have no intent."""
        missing = f"({self._table.column('wording_id')} IS NULL) = {{}}"
        return Calls(self._table, (*self._conditions, (missing, True)))

    @property
    def columns(self) -> list[str]:
        """The names of their columns."""
        return list(self._table.names)

    def __len__(self) -> int:
        return self._number

    @cached_property
    def _number(self) -> int:
        return int(self._ask("count(*) AS calls")["calls"][0])

    @cached_property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The first and the last time; None where no call has one."""
        at = self._table.column("at")
        first, last = self._ask(f"min({at}) AS first, max({at}) AS last").iloc[0]
        return None if pd.isna(first) else (first, last)

    def missing(self, column: str) -> int:
        """Return how many of the calls have no value in a column."""
        return len(self) - int(self._ask(f"count({self._table.column(column)}) AS n")["n"][0])

    def repeated(self, column: str) -> int:
        """Return how many values of a column several of all the calls have."""
        value = self._table.column(column)
        # as a table of its own, which goes to the disk where it is too large to be held
        counted = self._ask(
            "count(*) FILTER (WHERE n > 1) AS repeated",
            among=f"(FROM {self._table.rows} SELECT count(*) AS n GROUP BY {value})",
        )
        return int(counted["repeated"][0])

    def counts(self, column: str) -> pd.Series:
        """Return the number of calls by value of a column, commonest first, then by value.

        Values are told as text; calls without one aren't counted.
        """
        value = self._table.text(column)
        rows = self._ask(f"{value} AS value, count(*) AS calls", "GROUP BY value").dropna()
        rows = rows.sort_values(["calls", "value"], ascending=[False, True])
        return rows.set_index("value")["calls"]

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        """The columns worth filtering by, with their values: those of 2 to 40, commonest first."""
        columns = [column for column in self.columns if column not in _OWN]
        # First of some calls, then roughly: what has millions of values isn't counted in full.
        for count, among in (
            ("count(DISTINCT {})", f"(FROM {self._table.rows} LIMIT {_FEW})"),
            ("approx_count_distinct({})", None),
        ):
            if columns:
                asked = (count.format(self._table.column(column)) for column in columns)
                named = ", ".join(f"{each} AS n{number}" for number, each in enumerate(asked))
                found = self._ask(named, among=among).iloc[0]
                limit = 2 * MOST_VALUES  # the estimate may be off by some
                columns = [c for c, n in zip(columns, found, strict=True) if n <= limit]
        values = {column: list(self.counts(column).index) for column in columns}
        return {column: each for column, each in values.items() if 2 <= len(each) <= MOST_VALUES}

    def per_wording(self) -> pd.Series:
        """Return the number of calls by ``wording_id``; those without an intent aren't counted."""
        wording = self._table.column("wording_id")
        rows = self._ask(f"{wording} AS wording_id, count(*) AS calls", "GROUP BY wording_id")
        return rows.dropna().set_index("wording_id")["calls"]

    def per_value(self, column: str, intents: pd.Series) -> pd.DataFrame:
        """Return the number of calls by intent and value of a column.

        Parameters
        ----------
        column
            Its values are told as text; calls without one aren't counted.
        intents
            The ``intent_id`` of each wording, by ``wording_id``.

        Returns
        -------
        DataFrame
            ``intent_id, value, calls``, in order.
        """
        return self._per_intent(f"{self._table.text(column)} AS value", intents)[
            ["intent_id", "value", "calls"]
        ]

    def per_step(self, intents: pd.Series, step: str) -> pd.DataFrame:
        """Return the number of calls by step of time and intent.

        Parameters
        ----------
        intents
            The ``intent_id`` of each wording, by ``wording_id``.
        step
            One of :data:`STEPS`.

        Returns
        -------
        DataFrame
            ``at`` (the start of the step, UTC), ``intent_id``, ``calls``, in order; calls without
            a time or an intent are left out.
        """
        length, at = STEPS[step], f"epoch_us({self._table.column('at')})"
        start = f"{at} - (({at} % {length}) + {length}) % {length}"
        rows = self._per_intent(f"{start} AS at", intents)
        at_start = pd.to_datetime(rows["at"].astype("int64"), unit="us", utc=True)
        return rows.assign(at=at_start.dt.as_unit("us"))

    def page(self, start: int, stop: int) -> pd.DataFrame:
        """Return the calls from one place up to before another, with all their columns."""
        limit = f"LIMIT {max(int(stop) - int(start), 0)} OFFSET {int(start)}"
        return self._ask("*", limit).set_axis(self.columns, axis=1)

    def pieces(self, rows: int = 50_000) -> Iterator[pd.DataFrame]:
        """Give all of the calls in pieces of so many, with all their columns.

        Columns that may have missing values have dtypes that allow for them, so that those of all
        pieces are alike.
        """
        sql, given = self._question("*")
        for piece in self._table.stream(sql, given, rows):
            frame = piece.to_pandas(types_mapper=_NULLABLE.get)
            yield frame.set_axis(self.columns, axis=1)

    def _per_intent(self, what: str, intents: pd.Series) -> pd.DataFrame:
        """Return the number of calls by what is selected and by intent, where both are known."""
        known = intents.rename_axis("id").reset_index(name="intent_id")
        rows = self._ask(
            f"{what}, intent_id, count(*) AS calls",
            "GROUP BY ALL ORDER BY ALL",
            joined=(
                f"JOIN joined ON id = {self._table.column('wording_id')}",
                pa.Table.from_pandas(known, preserve_index=False),
            ),
        )
        return rows.dropna().reset_index(drop=True)

    def _ask(
        self,
        select: str,
        rest: str = "",
        *,
        among: str | None = None,
        joined: tuple[str, pa.Table] | None = None,
    ) -> pd.DataFrame:
        how, other = joined or ("", None)
        sql, given = self._question(select, f"{among or self._table.rows} {how}", rest)
        found: pd.DataFrame = self._table.ask(sql, given, other).to_pandas()
        return found

    def _question(
        self, select: str, rows: str | None = None, rest: str = ""
    ) -> tuple[str, dict[str, Any]]:
        """Return the SQL of a question about the calls that meet the conditions, and its values."""
        told = [sql.format(f"$v{n}") for n, (sql, _) in enumerate(self._conditions)]
        where = f"WHERE {' AND '.join(told)}" if told else ""
        given = {f"v{n}": value for n, (_, value) in enumerate(self._conditions)}
        # no name or value of the data is in it: columns go by number, values are parameters
        return f"SELECT {select} FROM {rows or self._table.rows} {where} {rest}", given  # noqa: S608
