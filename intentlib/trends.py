"""Calls per period → what is new, rising, falling or gone; and how sure a share is."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

from intentlib.errors import OptionError

_ALIAS = {"hour": "h", "day": "D", "week": "W-SUN", "month": "M"}
_LONGEST = {"hour": "3D", "day": "120D", "week": "730D"}
"""The longest span that is still shown by hour, day and week; anything longer goes by month."""
_WINDOW = {"hour": 24, "day": 7, "week": 4, "month": 3}
_LEAST = 0.1
"""Relative change under which a share is steady: of millions of calls, any change is no chance."""

_CHANGES = {
    "intent_id": "str",
    "kind": "str",
    "calls_before": "int64",
    "calls_after": "int64",
    "before": "float64",
    "after": "float64",
    "change": "float64",
    "p_value": "float64",
}


def share_interval(
    calls: np.ndarray, total: int, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the true share of every intent lies: Wilson's interval, low and high.

    Parameters
    ----------
    calls : ndarray of shape (n_intents,)
    total
        All calls that have an intent; without any the interval is 0 to 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22(158).
    """
    calls = np.asarray(calls, dtype=float)
    if total == 0:
        return np.zeros_like(calls), np.ones_like(calls)
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    middle = calls + z2 / 2
    reach = np.sqrt(z2 * (calls * (total - calls) / total + z2 / 4))
    low, high = (middle - reach) / (total + z2), (middle + reach) / (total + z2)
    return low.clip(0, 1), high.clip(0, 1)


def choose_freq(at: pd.Series) -> str:
    """Return ``hour``, ``day``, ``week`` or ``month``: what shows a span of times best."""
    span = at.max() - at.min()
    fits = (freq for freq, longest in _LONGEST.items() if span <= pd.Timedelta(longest))
    return "day" if pd.isna(span) else next(fits, "month")


def per_period(
    calls: pd.DataFrame, freq: str | None = None, *, counted: bool = False
) -> pd.DataFrame:
    """Return the calls and the share of every intent in every period, zeros included.

    Parameters
    ----------
    calls
        With ``at`` and ``intent_id``; calls without either are left out.
    freq
        ``hour``, ``day``, ``week`` (from Monday) or ``month``; chosen from the span when None.
    counted
        Whether a row stands for as many calls as its ``calls`` says, and not for one.

    Returns
    -------
    DataFrame
        ``period`` (its start, UTC), ``intent_id``, ``calls``, ``share`` of the period's calls;
        by period, then intent. Periods without any call in the middle are there too.

    Raises
    ------
    OptionError
        If ``freq`` is none of these.
    """
    if freq is not None and freq not in _ALIAS:
        raise OptionError("unknown period", value=freq, do=f"Choose one of {', '.join(_ALIAS)}")
    timed = (calls if counted else calls.assign(calls=1))[["at", "intent_id", "calls"]].dropna()
    chosen = _ALIAS[freq or choose_freq(timed["at"])]
    period = timed["at"].dt.tz_localize(None).dt.to_period(chosen)
    table = timed.assign(period=period).pivot_table(
        index="period", columns="intent_id", values="calls", aggfunc="sum", fill_value=0
    )
    if len(table):
        every = pd.period_range(table.index.min(), table.index.max(), name="period")
        table = table.reindex(every, fill_value=0)
    frame = table.melt(ignore_index=False, value_name="calls").reset_index()
    frame = frame.sort_values(["period", "intent_id"], ignore_index=True)
    starts = frame["period"].astype(period.dtype).dt.start_time.astype("datetime64[us]")
    totals = frame.groupby("period")["calls"].transform("sum")
    share = frame["calls"] / totals.replace(0, 1)
    return frame.assign(period=starts.dt.tz_localize("UTC"), share=share).astype({"calls": "int64"})


def changes(periods: pd.DataFrame, last: int | None = None, alpha: float = 0.05) -> pd.DataFrame:
    """Return which intents are new, rising, falling, gone or steady in the last periods.

    A share has changed when chance explains it neither by the number of calls (the exact
    conditional test, with a false discovery rate of ``alpha`` over all intents) nor by how much
    that intent's share swings from period to period anyway (quasi-binomial test, its dispersion
    taken from successive differences in the periods before), and when it changed by a tenth at
    least.

    Parameters
    ----------
    periods
        As :func:`per_period` returns them.
    last
        How many periods at the end are compared with all before; as :func:`usual_window` says
        when None.

    Returns
    -------
    DataFrame
        ``intent_id, kind, calls_before, calls_after``, the shares ``before`` and ``after``,
        ``change`` (their difference) and ``p_value`` (the larger of the two tests'), largest change
        first. Empty when there are fewer than two periods.

    Raises
    ------
    OptionError
        If ``last`` isn't at least 1 and fewer than the periods.

    References
    ----------
    Przyborowski, J., Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson
    series. Biometrika 31. McCullagh, P., Nelder, J. A. (1989). Generalized Linear Models, 4.5.
    von Neumann, J. (1941). Distribution of the ratio of the mean square successive difference to
    the variance. Annals of Mathematical Statistics 12(4).
    Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57(1).
    """
    table = periods.pivot_table(index="period", columns="intent_id", values="calls", fill_value=0)
    if len(table) < 2:
        return pd.DataFrame(columns=list(_CHANGES)).astype(_CHANGES)
    last = usual_window(table.index) if last is None else last
    if not 1 <= last < len(table):
        raise OptionError(
            "the last periods can't be compared with those before",
            value=last,
            do=f"Give a number from 1 to {len(table) - 1}",
        )
    counts = table.to_numpy(dtype=float)
    earlier, before, after = counts[:-last], counts[:-last].sum(axis=0), counts[-last:].sum(axis=0)
    shares = before / max(before.sum(), 1), after / max(after.sum(), 1)
    adjusted = np.maximum(_false_discovery(_by_number(before, after)), _by_swing(earlier, after))
    frame = pd.DataFrame(
        {
            "intent_id": table.columns,
            "kind": _kinds(before, after, *shares, certain=adjusted < alpha),
            "calls_before": before,
            "calls_after": after,
            "before": shares[0],
            "after": shares[1],
            "change": shares[1] - shares[0],
            "p_value": adjusted,
        }
    ).astype(_CHANGES)
    order = np.lexsort((frame["intent_id"], -frame["change"].abs()))
    return frame.iloc[order].reset_index(drop=True)


def usual_window(starts: pd.Index) -> int:
    """Return how many periods at the end are compared with all before, given all their starts.

    A day of hours, a week of days, four weeks or three months, but at most a third of the periods.
    """
    step = pd.Series(starts).diff().min()
    steps = {"hour": "1h", "day": "1D", "week": "7D"}
    freq = next((name for name, long in steps.items() if step <= pd.Timedelta(long)), "month")
    return max(1, min(_WINDOW[freq], len(starts) // 3))


def _kinds(
    calls_before: np.ndarray,
    calls_after: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    *,
    certain: np.ndarray,
) -> np.ndarray:
    large = np.abs(after - before) >= _LEAST * before
    conditions = {
        "steady": ~certain | ~large,
        "new": calls_before == 0,
        "gone": calls_after == 0,
        "rising": after > before,
    }
    return np.select(list(conditions.values()), list(conditions), default="falling")


def _false_discovery(p_values: np.ndarray) -> np.ndarray:
    """Return the p-values adjusted for being many, as Benjamini and Hochberg (1995) do."""
    order = np.argsort(-p_values)
    ranks = np.arange(len(p_values), 0, -1)
    lowest = np.minimum.accumulate(p_values[order] * len(p_values) / ranks)
    adjusted = np.empty_like(lowest)
    adjusted[order] = lowest.clip(0, 1)
    return adjusted


def _by_number(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how likely so uneven a split of each intent's calls is if its share is steady."""
    # Imported when first needed; scipy.stats would take a viewer a second and 40 MB.
    from scipy.special import bdtr, bdtrc

    calls = before + after
    expected = after.sum() / max(calls.sum(), 1)
    tails = bdtr(after, calls.astype(int), expected), bdtrc(after - 1, calls.astype(int), expected)
    p_value: np.ndarray = np.minimum(1, 2 * np.minimum(*tails))
    return p_value


def _by_swing(earlier: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how likely the change is, given the swings of the share in the earlier periods.

    Swings are taken from one period to the next, so that an intent which rose once and stayed
    there isn't held for one that swings. 0 where it doesn't apply: where there were fewer than
    three periods with calls, or none of the intent.
    """
    from scipy.special import stdtr

    earlier = earlier[earlier.sum(axis=1) > 0]
    totals = earlier.sum(axis=1, keepdims=True)
    before, n_before, n_after = earlier.sum(axis=0), totals.sum(), after.sum()
    freedom = len(earlier) - 1
    if freedom < 2 or n_after == 0:
        return np.zeros(len(after))
    share, both = before / n_before, (before + after) / (n_before + n_after)
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = (earlier - totals * share) / np.sqrt(totals * share * (1 - share))
        dispersion = np.maximum(1, (np.diff(residuals, axis=0) ** 2).mean(axis=0) / 2)
        error = np.sqrt(both * (1 - both) * (1 / n_before + 1 / n_after) * dispersion)
        distance = np.abs(after / n_after - share) / error
    p_value: np.ndarray = 2 * stdtr(freedom, -distance)
    p_value[(before == 0) | (share == 1)] = 0
    return p_value
