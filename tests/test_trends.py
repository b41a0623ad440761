from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import binom, binomtest, false_discovery_control

from intentlib.errors import OptionError
from intentlib.trends import changes, choose_freq, per_period, share_interval

DAYS = 60
RNG = np.random.default_rng


def calls_of(times: list[str | None], intent_ids: list[str | None]) -> pd.DataFrame:
    at = pd.Series(pd.to_datetime(times, utc=True, format="ISO8601")).astype("datetime64[us, UTC]")
    return pd.DataFrame({"at": at, "intent_id": pd.Series(intent_ids, dtype="str")})


def periods_of(counts: np.ndarray, freq: str = "D") -> pd.DataFrame:
    """Return calls per period of intents ``i0``, ``i1`` …, from counts (n_periods, n_intents)."""
    n_periods, n_intents = counts.shape
    starts = pd.date_range("2026-01-05", periods=n_periods, freq=freq, tz="UTC")
    frame = pd.DataFrame(
        {
            "period": starts.repeat(n_intents),
            "intent_id": [f"i{n}" for n in range(n_intents)] * n_periods,
            "calls": counts.ravel(),
        }
    )
    total = frame.groupby("period")["calls"].transform("sum").replace(0, 1)
    return frame.assign(share=frame["calls"] / total)


def kinds(counts: np.ndarray, **options: object) -> list[str]:
    told = changes(periods_of(counts), **options).set_index("intent_id")["kind"]
    return [told[f"i{n}"] for n in range(counts.shape[1])]


@settings(deadline=None)
@given(st.integers(1, 10**7), st.floats(0, 1))
def test_the_interval_is_wilsons(total: int, share: float) -> None:
    calls = round(total * share)
    low, high = share_interval(np.array([calls]), total)
    interval = binomtest(calls, total).proportion_ci(method="wilson")
    np.testing.assert_allclose([low[0], high[0]], interval, rtol=1e-9, atol=1e-12)
    assert 0 <= low[0] <= calls / total + 1e-12
    assert calls / total - 1e-12 <= high[0] <= 1


def test_without_calls_the_share_may_be_anything() -> None:
    low, high = share_interval(np.array([0, 0]), 0)
    assert (low.tolist(), high.tolist()) == ([0, 0], [1, 1])


@pytest.mark.parametrize(
    ("first", "last", "freq"),
    [
        ("2026-01-01T00:00", "2026-01-01T00:00", "hour"),
        ("2026-01-01T00:00", "2026-01-03T23:00", "hour"),
        ("2026-01-01T00:00", "2026-01-04T01:00", "day"),
        ("2026-01-01T00:00", "2026-04-01T00:00", "day"),
        ("2026-01-01T00:00", "2026-06-01T00:00", "week"),
        ("2024-06-01T00:00", "2026-12-01T00:00", "month"),
    ],
)
def test_the_period_fits_the_span(first: str, last: str, freq: str) -> None:
    assert choose_freq(calls_of([first, last, None], ["a", "a", "a"])["at"]) == freq


def test_calls_are_counted_in_every_period() -> None:
    calls = calls_of(
        ["2026-03-02T00:00", "2026-03-02T23:59:59.999999", "2026-03-04T12:00", None, "2026-03-05"],
        ["b", "a", "b", "a", None],
    )
    told = per_period(calls, "day")
    assert (
        told["period"].dt.strftime("%m-%d").tolist()
        == ["03-02"] * 2 + ["03-03"] * 2 + ["03-04"] * 2
    )
    assert told["intent_id"].tolist() == ["a", "b"] * 3
    assert told["calls"].tolist() == [1, 1, 0, 0, 0, 1]
    assert told["share"].tolist() == [0.5, 0.5, 0, 0, 0, 1]
    assert str(told["period"].dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize(
    ("freq", "start"),
    [
        ("hour", "2026-03-04T15:00"),
        ("day", "2026-03-04"),
        ("week", "2026-03-02"),
        ("month", "2026-03-01"),
    ],
)
def test_a_period_goes_by_its_start(freq: str, start: str) -> None:
    told = per_period(calls_of(["2026-03-04T15:30"], ["a"]), freq)
    assert told["period"].tolist() == [pd.Timestamp(start, tz="UTC")]


@pytest.mark.parametrize("freq", ["hour", "day", "week", "month"])
def test_calls_may_have_been_counted_before(freq: str) -> None:
    rng = RNG(3)
    hours = pd.Timestamp("2026-01-05", tz="UTC") + pd.to_timedelta(rng.integers(0, 999, 300), "h")
    calls = pd.DataFrame({"at": hours, "intent_id": rng.choice(["a", "b"], 300)})
    counted = calls.groupby(["at", "intent_id"]).size().rename("calls").reset_index()
    assert_frame_equal(per_period(counted, freq, counted=True), per_period(calls, freq))


def test_without_times_there_are_no_periods() -> None:
    told = per_period(calls_of([None, None], ["a", "b"]))
    assert told.empty
    assert told.columns.tolist() == ["period", "intent_id", "calls", "share"]
    assert str(told["calls"].dtype) == "int64"
    assert changes(told).empty


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(OptionError, match=r"unknown period: fortnight.*hour, day, week, month"):
        per_period(calls_of([None], ["a"]), "fortnight")


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["hour", "day", "week", "month", None]))
def test_every_timed_call_is_counted_whatever_the_order(random, freq: str | None) -> None:
    number = random.randint(1, 40)
    times = [
        f"2026-0{random.randint(1, 2)}-{random.randint(1, 28):02}T10:00" for _ in range(number)
    ]
    calls = calls_of(times, [random.choice("abc") for _ in range(number)])
    told = per_period(calls, freq)
    assert told["calls"].sum() == number
    assert told.groupby("period")["share"].sum().round(9).isin([0, 1]).all()
    rows = list(range(number))
    random.shuffle(rows)
    assert_frame_equal(per_period(calls.iloc[rows], freq), told)


def test_what_changed_is_found() -> None:
    counts = RNG(0).poisson([200, 100, 30, 30, 30, 30], size=(DAYS, 6))
    counts[:-7, 2] = 0
    counts[-7:, 3] *= 2
    counts[-7:, 4] //= 2
    counts[-7:, 5] = 0
    assert kinds(counts) == ["steady", "steady", "new", "rising", "falling", "gone"]


def test_a_new_problem_shows_on_its_first_day() -> None:
    counts = RNG(1).poisson([200, 100, 50, 0], size=(DAYS, 4))
    counts[-1, 3] = 6
    assert kinds(counts) == ["steady", "steady", "steady", "new"]


def test_a_sudden_outage_is_rising_within_a_day() -> None:
    counts = RNG(2).poisson([200, 100, 50, 5], size=(DAYS, 4))
    counts[-1, 3] = 150
    assert kinds(counts)[3] == "rising"


def test_a_stray_call_is_no_news() -> None:
    counts = RNG(3).poisson([200, 100, 50, 0], size=(DAYS, 4))
    counts[-1, 3] = 1
    assert kinds(counts)[3] == "steady"


def test_chance_is_seldom_taken_for_a_trend() -> None:
    rates = 500 / np.arange(1, 31)
    found = [kinds(RNG(seed).poisson(rates, size=(DAYS, 30))) for seed in range(20)]
    false = sum(kind != "steady" for one in found for kind in one)
    assert false <= 6, f"{false} of {20 * 30}"


def test_weekends_are_not_trends() -> None:
    """Shares that differ at weekends, compared over three days that end with one."""
    weekend = (np.arange(56) % 7 >= 5)[:, None]
    swing = 1 + weekend * np.array([0, 0.5, 0, -0.5])
    found = [kind for seed in range(10) for kind in kinds(RNG(seed).poisson(2000 * swing), last=3)]
    assert found.count("steady") >= 38


def test_what_rose_a_while_ago_and_stayed_is_still_above_before() -> None:
    rates = np.tile([900.0, 100, 0], (90, 1))
    rates[60:, 2] = 25
    assert kinds(RNG(5).poisson(rates)) == ["steady", "steady", "rising"]


def test_a_small_change_of_very_many_calls_is_steady() -> None:
    counts = np.full((DAYS, 2), 1_000_000)
    counts[-7:, 1] = 1_030_000
    told = changes(periods_of(counts))
    assert (told["p_value"] < 1e-6).all()
    assert told["kind"].tolist() == ["steady", "steady"]


def test_the_numbers_behind_a_change_are_told() -> None:
    told = changes(periods_of(np.array([[90, 10], [90, 10], [60, 40]])), last=1)
    assert told["intent_id"].tolist() == ["i0", "i1"]
    assert told[["calls_before", "calls_after"]].to_numpy().tolist() == [[180, 60], [20, 40]]
    np.testing.assert_allclose(
        told[["before", "after", "change"]].to_numpy(), [[0.9, 0.6, -0.3], [0.1, 0.4, 0.3]]
    )
    assert told["p_value"].between(0, 1).all()


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=12).filter(
        lambda counts: all(map(sum, zip(*counts, strict=True)))
    )
)
def test_two_periods_are_compared_by_the_exact_test(counts: list[tuple[int, int]]) -> None:
    starts = pd.to_datetime(["2026-01-05", "2026-01-12"], utc=True)
    rows = [
        (start, f"i{n:02}", each[period])
        for n, each in enumerate(counts)
        for period, start in enumerate(starts)
    ]
    periods = pd.DataFrame(rows, columns=["period", "intent_id", "calls"])
    before, after = np.array(counts).T
    calls, expected = before + after, after.sum() / (before.sum() + after.sum())
    tails = binom.cdf(after, calls, expected), binom.sf(after - 1, calls, expected)
    found = changes(periods).set_index("intent_id")["p_value"].sort_index()
    told = false_discovery_control(np.minimum(1, 2 * np.minimum(*tails)))
    np.testing.assert_allclose(found, told, rtol=1e-6, atol=1e-12)


def test_the_largest_change_comes_first_whatever_the_order() -> None:
    periods = periods_of(RNG(4).poisson([50, 40, 30, 20], size=(DAYS, 4)))
    told = changes(periods)
    assert told["change"].abs().is_monotonic_decreasing
    assert_frame_equal(changes(periods.iloc[::-1]), told)


@pytest.mark.parametrize(
    ("freq", "n_periods", "last"),
    [("h", 96, 24), ("D", 60, 7), ("D", 9, 3), ("D", 2, 1), ("W-MON", 26, 4), ("MS", 24, 3)],
)
def test_the_last_periods_fit_the_frequency(freq: str, n_periods: int, last: int) -> None:
    periods = periods_of(np.ones((n_periods, 2), dtype=int), freq)
    assert changes(periods)["calls_after"].tolist() == [last, last]


@pytest.mark.parametrize("last", [0, -1, 5, 6])
def test_an_impossible_window_is_refused(last: int) -> None:
    with pytest.raises(OptionError, match=f"{last}.*from 1 to 4"):
        changes(periods_of(np.ones((5, 2), dtype=int)), last=last)


def test_periods_without_calls_and_a_single_intent_are_fine() -> None:
    counts = np.zeros((10, 1), dtype=int)
    counts[[0, 4, 9]] = 5
    assert kinds(counts) == ["steady"]
    counts[9] = 0
    assert kinds(counts) == ["steady"]
