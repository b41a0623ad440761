"""A run as tables for a notebook: they keep their look when the notebook is stored.

Everything is plain HTML made by pandas, with every text escaped; no widget, no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from intentlib.comparison import Comparison, tell_cause
from intentlib.model import Run
from intentlib.news import timed
from intentlib.trends import changes, choose_freq, per_period

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

_BAR = "#7aa6c2"
_STEADY = "steady"
_MOVES = 25
_FREQS = ("hour", "day", "week", "month")
_ROWS = 31


def intents_table(run: Run) -> Styler:
    """Return the intents, largest first, with bars of calls and 95 % intervals of shares."""
    themes = run.themes.set_index("theme_id")["name"]
    intents = run.intents
    table = pd.DataFrame(
        {
            "Intent": intents["name"],
            "Theme": intents["theme_id"].map(themes),
            "Calls": intents["calls"],
            "Share": intents["share"],
            "From": intents["share_low"],
            "To": intents["share_high"],
            "Wordings": intents["wordings"],
            "Status": intents["status"],
        }
    )
    return _styled(table, bars=["Calls"], percents=["Share", "From", "To"])


def themes_table(run: Run) -> Styler:
    """Return the themes, largest first, with bars of calls."""
    table = run.themes[["name", "intents", "calls", "share"]].set_axis(
        ["Theme", "Intents", "Calls", "Share"], axis=1
    )
    return _styled(table, bars=["Calls"], percents=["Share"])


def periods_table(run: Run, intents: int = 8, period: str | None = None) -> Styler:
    """Return calls per period, all together and of the largest intents, with bars.

    Empty where no call has a time. A period that was not given is the finest of which the table
    stays short.
    """
    calls = timed(run)
    coarser = [period] if period else _FREQS[_FREQS.index(choose_freq(calls["at"])) :]
    tables = (per_period(calls, freq, counted=True) for freq in coarser)
    periods = next(
        (t for t in tables if period or t["period"].nunique() <= _ROWS),
        per_period(calls, "month", counted=True),
    )
    named = run.intents.set_index("intent_id")["name"]
    wide = periods.pivot_table(
        index="period", columns="intent_id", values="calls", aggfunc="sum", fill_value=0
    )
    largest = [intent for intent in named.index[:intents] if intent in wide]
    table = wide[largest].rename(columns=named.to_dict())
    table.insert(0, "All calls", wide.sum(axis=1))
    table.insert(0, "From", wide.index.astype("str").str.slice(0, 16).str.removesuffix(" 00:00"))
    return _styled(table, bars=list(table.columns[1:]))


def changes_table(run: Run, period: str | None = None) -> Styler:
    """Return the intents that are new, rising, falling or gone in the last periods.

    Empty where nothing changed beyond chance, or no call has a time.
    """
    found = changes(per_period(timed(run), period, counted=True))
    found = found[found["kind"] != _STEADY]
    table = pd.DataFrame(
        {
            "Intent": found["intent_id"].map(run.intents.set_index("intent_id")["name"]),
            "Change": found["kind"],
            "Calls before": found["calls_before"],
            "Calls after": found["calls_after"],
            "Share before": found["before"],
            "Share after": found["after"],
        }
    )
    return _styled(table, percents=["Share before", "Share after"])


def moves_table(comparison: Comparison) -> Styler:
    """Return the largest moves of calls between intents, and why each was."""
    moves = comparison.moves.head(_MOVES)
    table = pd.DataFrame(
        {
            "From": moves["from_name"],
            "To": moves["to_name"],
            "Calls": moves["calls"],
            "Wordings": moves["wordings"],
            "Cause": [tell_cause(move) for move in moves.to_dict("records")],
        }
    )
    return _styled(table, bars=["Calls"])


def quarantine_table(run: Run) -> Styler:
    """Return why rows of the file were set aside, and how many for each reason."""
    found = run.manifest.quarantined
    return _styled(pd.DataFrame({"Set aside since": list(found), "Rows": list(found.values())}))


def cost_table(run: Run) -> Styler:
    """Return the seconds of every stage, and the peak memory of the process up to its end."""
    manifest = run.manifest
    table = pd.DataFrame(
        {
            "Stage": list(manifest.seconds),
            "Seconds": list(manifest.seconds.values()),
            "Peak MB": [manifest.peak_rss_mb[stage] for stage in manifest.seconds],
        }
    )
    return _styled(table, bars=["Seconds"])


def _styled(
    table: pd.DataFrame, *, bars: Sequence[str] = (), percents: Sequence[str] = ()
) -> Styler:
    style = table.style.hide(axis="index").format(escape="html", thousands=",", precision=2)
    style = style.format_index(escape="html", axis="columns")
    if percents:
        style = style.format("{:.1%}", subset=pd.Index(percents))
    if bars and len(table):
        style = style.bar(subset=pd.Index(bars), color=_BAR, vmin=0, height=70, width=95)
    return style.set_table_styles(
        [
            {"selector": "td, th", "props": "text-align: left"},
            {"selector": ".col0", "props": "white-space: nowrap"},
        ]
    )
