"""Which column holds the intent, which the time and which the id: by name, then by content.

Names decide first. A name's *rank* says how telling it is (0 = can mean nothing else); a name that
says the column is about an intent rather than being one (``true_intent``, ``intent_id``,
``reason_code``) has none. Where no name tells, the content does, by statistics over the distinct
values only, so neither the order nor the repetition of rows changes the choice. Where two columns
are equally plausible the user is asked instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intentlib.errors import ColumnError
from intentlib.read.timestamps import date_like, parse_times

# fmt: off
_TEXT_RANKS = (
    {"intent", "intents"},
    {"enquiry", "inquiry", "purpose", "query", "question", "reason", "request", "utterance"},
    {"body", "comment", "complaint", "content", "description", "issue", "message", "note", "notes",
     "problem", "subject", "summary", "text", "topic", "transcript"},
)
_AROUND = {
    "a", "agent", "call", "caller", "calls", "client", "contact", "contacting", "calling",
    "customer", "for", "free", "generated", "main", "of", "primary", "raw", "s", "short", "the",
    "user", "your",
}
_ABOUT = {
    "at", "category", "class", "cluster", "code", "confidence", "count", "date", "gold", "group",
    "id", "label", "lang", "language", "length", "number", "predicted", "score", "source", "theme",
    "time", "timestamp", "true", "type",
}
_TIMES = [
    "at", "started_at", "call_started_at", "start_time", "call_time", "called_at", "call_start",
    "call_start_time", "timestamp", "datetime", "date_time", "call_datetime", "call_timestamp",
    "created_at", "created", "received_at", "call_date", "date", "time", "start", "day", "when",
]
_TIME_ENDINGS = {"at", "date", "datetime", "time", "timestamp"}
_IDS = ["call_id", "callid", "id", "uuid", "guid"]
_WEAK_IDS = [
    "call_ref", "call_reference", "contact_id", "interaction_id", "conversation_id", "session_id",
    "ticket_id", "case_id", "record_id", "row_id", "ref", "reference",
]
# fmt: on

_MOSTLY = 0.9
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_READS = r"\p{L}{2}"
_TOKEN_WITH_DIGIT = r"^\S*[\d@]\S*$"  # noqa: S105 - a pattern
_LABEL = r"^\S*[_/:.]\S*$|^[a-z]+([A-Z][a-z]+)+$|^([A-Z][a-z0-9]+){2,}$"
_ID_LIKE = r"^[A-Za-z0-9]+([-_:./#][A-Za-z0-9]+)*$"


@dataclass(frozen=True)
class Columns:
    """The names of the columns that hold the intent, the time and the id."""

    text: str
    at: str | None
    call_id: str | None


def choose_columns(
    table: pa.Table, *, text: str | None = None, at: str | None = None, call_id: str | None = None
) -> Columns:
    """Find the columns that weren't given.

    Parameters
    ----------
    table
        Columns of strings.
    text, at, call_id
        Names the user gave; matched exactly, else whatever their case.

    Raises
    ------
    ColumnError
        If a given name is unknown, no column reads as text, or two could hold the intent.
    """
    given_text, given_at, given_id = (
        _given(table, name, option)
        for name, option in ((text, "--text"), (at, "--at"), (call_id, "--call-id"))
    )
    free = [_Profile(name, table[name]) for name in table.column_names]
    free = [column for column in free if column.name not in {given_text, given_at, given_id}]
    chosen_at = given_at or _find_time(free)
    free = [column for column in free if column.name != chosen_at]
    chosen_id = given_id or _find_named_id(free)
    free = [column for column in free if column.name != chosen_id]
    chosen_text = given_text or _find_text(free, table.column_names)
    free = [column for column in free if column.name != chosen_text]
    return Columns(chosen_text, chosen_at, chosen_id or _find_id_by_content(free))


def is_telling(name: str) -> bool:
    """Tell whether a column of calls is commonly called this, and hardly any call is."""
    plain = _plain(name)
    if plain in {*_TIMES, *_IDS, *_WEAK_IDS}:
        return True
    known = _AROUND.union(*_TEXT_RANKS)
    return _text_rank(name) is not None and known.issuperset(plain.split("_"))


def _given(table: pa.Table, name: str | None, option: str) -> str | None:
    if name is None or name in table.column_names:
        return name
    same = [column for column in table.column_names if column.lower() == name.lower()]
    if len(same) == 1:
        return str(same[0])
    near = get_close_matches(name, table.column_names, n=1)
    raise ColumnError(
        f"there is no column for {option}",
        value=name,
        where=f"columns: {_listed(table.column_names)}",
        do=f"Perhaps {near[0]!r} is meant" if near else f"Give one of these names to {option}",
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _plain(name: str) -> str:
    return "_".join(word.lower() for word in _WORDS.findall(name))


def _text_rank(name: str) -> int | None:
    words = _plain(name).split("_")
    if _ABOUT.intersection(words):
        return None
    if len(words) == 1 and words[0] in _TEXT_RANKS[0]:
        return 0
    ranks = (rank for rank, known in enumerate(_TEXT_RANKS, 1) if known.intersection(words))
    return next(ranks, None)


@dataclass(frozen=True, eq=False)
class _Profile:
    """One column, and what its distinct values look like."""

    name: str
    values: pa.ChunkedArray

    @cached_property
    def distinct(self) -> pa.Array:
        values = pc.unique(pc.utf8_trim_whitespace(self.values)).drop_null()
        return values.filter(pc.not_equal(values, ""))

    def share(self, pattern: str) -> float:
        """Tell what share of the distinct values the pattern is found in."""
        found = pc.sum(pc.match_substring_regex(self.distinct, pattern)).as_py()
        return float(found or 0) / max(len(self.distinct), 1)

    @cached_property
    def reads(self) -> bool:
        """Whether it holds words rather than codes, numbers or addresses."""
        return self.share(_READS) >= 0.5 and self.share(_TOKEN_WITH_DIGIT) < 0.5

    @cached_property
    def is_label(self) -> bool:
        """Whether it holds names made for machines, such as ``card_arrival`` or ``GetQuote``."""
        return self.share(r"\s") <= 0.05 and self.share(_LABEL) >= 0.2

    @cached_property
    def has_phrases(self) -> bool:
        return self.share(r"\S\s+\S") >= 0.5

    @cached_property
    def readable_times(self) -> float:
        """Share of the distinct values that are times."""
        times = parse_times(pd.Series(self.distinct.to_pandas(), dtype="str"))
        return float(times.notna().mean()) if len(times) else 0.0

    @cached_property
    def is_unique(self) -> bool:
        return len(self.distinct) == len(self.values)


def _find_time(columns: Sequence[_Profile]) -> str | None:
    """Find the column most tellingly named whose values are mostly times, else the only dates."""

    def rank(column: _Profile) -> int | None:
        name = _plain(column.name)
        if name in _TIMES:
            return _TIMES.index(name)
        return len(_TIMES) if name.split("_")[-1] in _TIME_ENDINGS else None

    named = [(at, column) for column in columns if (at := rank(column)) is not None]
    for _, column in sorted(named, key=lambda pair: pair[0]):
        if column.readable_times >= 0.5:
            return column.name
    # some that can't be read don't make it another column: they are told, or set aside
    dated = [column for column in columns if date_like(column.distinct) >= _MOSTLY]
    dated = [column for column in dated if column.readable_times >= _MOSTLY]
    return dated[0].name if len(dated) == 1 else None


def _find_named_id(columns: Sequence[_Profile]) -> str | None:
    """Find the column named as an id; a name that other things share counts only if unique."""
    plain = {_plain(column.name): column for column in reversed(columns)}
    for name in _IDS + _WEAK_IDS:
        if name in plain and (name in _IDS or plain[name].is_unique):
            return plain[name].name
    return None


def _find_id_by_content(columns: Sequence[_Profile]) -> str | None:
    """Find the only column of distinct codes, or of numbers that count the rows."""

    def counts_rows(column: _Profile) -> bool:
        if len(column.values) < 2 or column.share(r"^(0|[1-9]\d{0,15})$") < 1:
            return False
        bounds = pc.min_max(pc.cast(column.distinct, pa.int64())).as_py()
        return bool(bounds["max"] - bounds["min"] + 1 == len(column.values))

    def is_code(column: _Profile) -> bool:
        mixed = column.share(r"\d") == 1 and column.share(r"[A-Za-z]") >= 0.9
        return mixed and column.share(_ID_LIKE) == 1 and date_like(column.distinct) < 1

    found = [column for column in columns if column.is_unique]
    found = [column for column in found if counts_rows(column) or is_code(column)]
    return found[0].name if len(found) == 1 else None


def _find_text(columns: Sequence[_Profile], names: Sequence[str]) -> str:
    """Find the column of intents among those that hold words."""
    reading = [column for column in columns if column.reads]
    if not reading:
        raise ColumnError(
            "no column reads as text",
            where=f"columns: {_listed(names)}",
            do="Name the column of intents with --text",
        )
    candidates = _best_named(reading) or _most_varied(reading)
    if len(candidates) > 1:
        both = [column.name for column in candidates]
        raise ColumnError(
            f"{len(both)} columns could hold the intent",
            value=_listed(both),
            do=f"Choose one, for example --text {_quoted(both[0])}",
        )
    return candidates[0].name


def _best_named(columns: Sequence[_Profile]) -> list[_Profile]:
    """Take the columns whose name tells most; labels made for machines come last."""
    ranked = [
        ((column.is_label, rank), column)
        for column in columns
        if (rank := _text_rank(column.name)) is not None
    ]
    best = min((rank for rank, _ in ranked), default=None)
    return [column for rank, column in ranked if rank == best]


def _most_varied(columns: Sequence[_Profile]) -> list[_Profile]:
    """Take phrases before words before labels, and of those the columns of most distinct ones.

    A column with under a quarter of the distinct values of the richest one is no rival to it.
    """
    kinds = [(column.is_label, not column.has_phrases) for column in columns]
    alike = [column for column, kind in zip(columns, kinds, strict=True) if kind == min(kinds)]
    most = max(len(column.distinct) for column in alike)
    return [column for column in alike if 4 * len(column.distinct) >= most]


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"\s", name) else name
