"""A summary to print or to send: one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from intentlib.dashboard import html
from intentlib.dashboard.derived import TYPES, rows_of
from intentlib.dashboard.latest import latest_changes
from intentlib.dashboard.state import State

MOST_INTENTS = 40
MOST_CHANGES = 10


def summary_of(state: State) -> tuple[str, bytes]:
    """Return the file name and content of a summary, with the filters as they are set."""
    run = state.opened
    source = html.file_name(run.manifest.config.get("input"))
    title = f"What people call about: {source}"
    body = "".join(
        (
            html.heading("What people call about", _about(state, source), level=1),
            html.cards(_cards(state)),
            html.heading("Intents"),
            _intents(state.listed),
            *_changes(state),
            html.heading("Themes"),
            _themes(state.intents),
        )
    )
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.esc(title)}'
        f"</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )
    return f"summary-{run.run_id}.html", page.encode()


def _about(state: State, source: str) -> str:
    run = state.made
    parts = [source, f"run of {html.day(run.manifest.created_at)}"]
    if state.days:
        since, until = state.since or state.days[0], state.until or state.days[1]
        parts.append(f"calls from {html.day(since)} to {html.day(until)}")
    parts += [f"{column}: {value}" for column, value in state.dimensions.items()]
    if state.call_type:
        parts.append(f"type: {TYPES[state.call_type]}")
    return " · ".join(parts)


def _cards(state: State) -> Iterator[tuple[str, str, str]]:
    frame = state.intents
    calls = int(frame["calls"].sum())
    without = f"{html.number(state.no_intent)} with no intent recorded"
    yield "Calls", html.number(calls + state.no_intent), without
    themes = html.plural(frame["theme_id"].nunique(), "theme")
    yield "Intents", html.number(len(frame)), f"in {themes}"
    reviewed = frame.loc[frame["status"] == "reviewed", "calls"].sum() / max(calls, 1)
    yield "Reviewed by people", html.percent(reviewed), "of calls"


def _intents(frame: pd.DataFrame) -> str:
    shown = frame.head(MOST_INTENTS)
    most = max(float(shown["share"].max()), 1e-9) if len(shown) else 1.0
    rows = (
        (
            html.esc(row.name),
            html.esc(row.theme),
            html.number(row.calls),
            html.percent(row.share),
            f"{html.percent(row.share_low)} to {html.percent(row.share_high)}",
            _bar(100 * row.share / most, row.colour),
        )
        for row in rows_of(shown)
    )
    titles = ["Intent", "Theme", "Calls", "Share", "95% interval", ""]
    table = html.table(titles, rows, caption="Calls per intent", numeric=[2, 3, 4])
    left = len(frame) - len(shown)
    return table + (f"<p>and {html.plural(left, 'more intent')}</p>" if left else "")


def _bar(width: float, colour: str) -> str:
    return f'<i style="width:{width:.1f}%;background:{html.esc(colour)}"></i>'


def _changes(state: State) -> Iterator[str]:
    """Give what changed in the last periods, where calls have times."""
    if state.calls.span is None:
        return
    latest = latest_changes(state, state.fitting_period)
    yield html.heading("What changed", f"{latest.compared}.")
    if latest.frame.empty:
        yield "<p>Nothing.</p>"
        return
    rows = (
        (html.esc(change.name), html.esc(change.kind), html.esc(change.sentence))
        for change in latest.told(MOST_CHANGES)
    )
    yield html.table(["Intent", "", "Calls"], rows, caption="What changed")


def _themes(frame: pd.DataFrame) -> str:
    themes = frame.groupby("theme", as_index=False).agg(calls=("calls", "sum"), n=("calls", "size"))
    themes = themes.sort_values(["calls", "theme"], ascending=[False, True])
    total = max(int(themes["calls"].sum()), 1)
    rows = (
        (
            html.esc(row.theme),
            html.number(row.n),
            html.number(row.calls),
            html.percent(row.calls / total),
        )
        for row in rows_of(themes)
    )
    titles = ["Theme", "Intents", "Calls", "Share"]
    return html.table(titles, rows, caption="Calls per theme", numeric=[1, 2, 3])


_STYLE = """
@page { margin: 16mm 14mm; }
body { color: #171c26; font: 13px/1.45 system-ui, sans-serif; margin: 32px auto; max-width: 860px;
  padding: 0 24px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 28px 0 8px; }
p { color: #596273; margin: 4px 0 0; }
.il-cards { display: flex; gap: 40px; margin: 20px 0; }
.il-card-label, .il-card-note { color: #596273; }
.il-card-value { font-size: 24px; font-weight: 650; }
.il-hidden { display: none; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; }
th { color: #596273; font-size: 12px; font-weight: 500; text-align: left; }
th, td { border-bottom: 1px solid #e2e5eb; padding: 5px 12px 5px 0; vertical-align: middle; }
tr { break-inside: avoid; } .il-num { text-align: right; white-space: nowrap; }
.il-scroll { overflow-x: auto; }
td:last-child:has(i) { width: 130px; } i { border-radius: 2px; display: block; height: 10px; }
@media screen and (max-width: 640px) { body { margin: 20px auto; padding: 0 14px; }
  .il-cards { gap: 20px; } td:has(i) { display: none; } }
"""
