"""Times as people and machines write them, read into UTC.

Read are ISO 8601 (with ``-`` or ``/``), seconds, milli-, micro- or nanoseconds since 1970,
day and month in figures before the year, and English month names, each with or without a clock
time, ``am``/``pm`` and an offset. A time without an offset is taken as UTC.

Whether ``03/04/2024`` is in April or in March is settled for the whole column: the reading that
makes more of its values real dates; where both do, the one that spans fewer days, since calls come
from one stretch of time; else day first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

UTC = pd.DatetimeTZDtype("us", "UTC")

_CLOCK = (
    r"(?:[T,\s]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?(?:\s*(?:UTC|GMT))?\s*$"
)
_YEAR_FIRST = r"^\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK
_YEAR_LAST = r"^\s*(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK
_WEEKDAY = r"^\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
_NAMED_DAY_FIRST = (
    _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-\s]+(?P<name>[A-Za-z]{3})[a-z]*\.?[-\s,]+"
    r"(?P<year>\d{4})" + _CLOCK
)
_NAMED_MONTH_FIRST = (
    _WEEKDAY + r"(?P<name>[A-Za-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r"(?P<year>\d{4})" + _CLOCK
)
_ISO = r"^(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{8})$"
_EPOCH = r"^\s*(?:\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}|\d{18,19})\s*$"
_DATE_LIKE = r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{2})"
_MONTHS = {
    name: str(number)
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


@dataclass(frozen=True)
class Fit:
    """How well texts that name day and month in figures read in one order.

    Parameters
    ----------
    wrong
        Distinct texts that are no date in this order.
    first, last
        The earliest and the latest time, NaT where there is none.
    """

    wrong: int = 0
    first: pd.Timestamp = pd.NaT  # type: ignore[assignment]
    last: pd.Timestamp = pd.NaT  # type: ignore[assignment]

    def __add__(self, other: Fit) -> Fit:
        """Return how well both texts read; where both have the same one, it counts twice."""
        ends = pd.Series([self.first, self.last, other.first, other.last], dtype=UTC)
        return Fit(self.wrong + other.wrong, ends.min(), ends.max())


@dataclass(frozen=True, eq=False)
class Times:
    """The times of texts in either order of day and month.

    Parameters
    ----------
    day_first, month_first : Series of datetime64[us, UTC]
        On the index of the texts, NaT where a text says none; the same where no order matters.
    fits
        How well the two orders read the texts that have one.
    """

    day_first: pd.Series
    month_first: pd.Series
    fits: tuple[Fit, Fit]


def parse_times(values: pd.Series) -> pd.Series:
    """Return the UTC time of each text, to the microsecond, NaT where it says none.

    Parameters
    ----------
    values : Series of str
        Texts; missing and blank ones are NaT.

    Returns
    -------
    Series of datetime64[us, UTC]
        On the same index. It depends on the set of values only, not on their order.
    """
    times = read_times(values)
    return times.month_first if is_month_first(times.fits) else times.day_first


def is_month_first(fits: tuple[Fit, Fit]) -> bool:
    """Tell whether the month stands before the day, from how well each order fits all texts."""
    day, month = ((fit.wrong, fit.last - fit.first) for fit in fits)
    return month < day


def read_times(values: pd.Series) -> Times:
    """Return the UTC time of each text in either order of day and month.

    Parameters
    ----------
    values : Series of str
        Texts; missing and blank ones are NaT.
    """
    codes, distinct = pd.factorize(values)
    texts = pd.Series(distinct, dtype="str")
    times = pd.Series(pd.NaT, index=texts.index, dtype=UTC)
    for read in (_plain, _epoch, _year_first, _named):
        left = texts[times.isna()]
        if left.empty:
            break
        times = times.fillna(read(left))

    def on_index(found: pd.Series) -> pd.Series:
        taken = found.array.take(codes, allow_fill=True)
        return pd.Series(taken, index=values.index, name=values.name)

    readings = _year_last(texts[times.isna()])
    day, month = (Fit(int(at.isna().sum()), at.min(), at.max()) for at in readings)
    first = on_index(times.fillna(readings[0]))
    other = on_index(times.fillna(readings[1])) if len(readings[1]) else first
    return Times(first, other, (day, month))


def date_like(texts: pa.Array) -> float:
    """Tell what share of the texts begin as a date in figures does, its separators included."""
    found = pc.sum(pc.match_substring_regex(texts, _DATE_LIKE)).as_py()
    return float(found or 0) / max(len(texts), 1)


def _parts(texts: pd.Series, pattern: str) -> pd.DataFrame:
    """Take the named groups of the texts that match, on their index."""
    matches = pc.extract_regex(pa.array(texts, pa.large_string()), pattern)
    found = pc.is_valid(matches).to_numpy(zero_copy_only=False)
    frame: pd.DataFrame = pa.Table.from_struct_array(matches.filter(pa.array(found))).to_pandas()
    return frame.set_axis(texts.index[found])


def _assemble(year: pd.Series, month: pd.Series, day: pd.Series, parts: pd.DataFrame) -> pd.Series:
    """Make times of dates and the clock, half of day and zone in `parts`."""
    clock = parts["clock"].where(parts["clock"] != "", "00:00")
    written = year + "-" + month + "-" + day + "T" + clock + parts["zone"]
    times = _iso(written)
    half = parts["half"].str.lower()
    hour = times.dt.hour.where(half != "", other=-1)
    shift = ((half == "p") & (hour < 12)) * 12 - ((half == "a") & (hour == 12)) * 12
    shifted: pd.Series = times + pd.to_timedelta(shift, unit="h")
    return shifted


def _iso(texts: pd.Series) -> pd.Series:
    times: pd.Series = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")
    return times.astype(UTC)


def _plain(texts: pd.Series) -> pd.Series:
    """Read what pandas reads as it stands, which is most files and fast."""
    return _iso(texts[texts.str.match(_ISO)])


def _year_first(texts: pd.Series) -> pd.Series:
    parts = _parts(texts, _YEAR_FIRST)
    return _assemble(parts["year"], parts["month"], parts["day"], parts)


def _year_last(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read day and month in figures before the year: the day first, then the month first."""
    parts = _parts(texts, _YEAR_LAST)
    year = parts["year"].where(parts["year"].str.len() == 4, "20" + parts["year"])
    return (
        _assemble(year, parts["second"], parts["first"], parts),
        _assemble(year, parts["first"], parts["second"], parts),
    )


def _named(texts: pd.Series) -> pd.Series:
    readings = []
    for pattern in (_NAMED_DAY_FIRST, _NAMED_MONTH_FIRST):
        parts = _parts(texts, pattern)
        month = parts["name"].str.lower().map(_MONTHS).astype("str")
        readings.append(_assemble(parts["year"], month, parts["day"], parts))
    both: pd.Series = pd.concat(readings)
    return both


def _epoch(texts: pd.Series) -> pd.Series:
    numbers = texts[texts.str.match(_EPOCH)].astype("float")
    per_second = np.select([numbers >= 1e17, numbers >= 1e14, numbers >= 1e11], [1e9, 1e6, 1e3], 1)
    microseconds = (numbers / per_second * 1e6).round()
    times: pd.Series = pd.to_datetime(microseconds, unit="us", utc=True, errors="coerce")
    return times.astype(UTC)
