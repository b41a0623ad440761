"""Pieces of HTML: whatever came from data goes through :func:`esc`, numbers through one format."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

NOTHING_LEFT = "Nothing fits these filters. Clear one of them."

_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Embeddings, overrides and isolates: letters of right-to-left scripts need none of them."""


def plain(value: object) -> str:
    """Return a value as text that reorders neither itself nor what stands beside it."""
    return str(value).translate(_REORDERING)


def column_name(column: str) -> str:
    """Return what a column of the file is called in running text, such as ``sales region``."""
    return plain(column).replace("_", " ")


def column_title(column: str) -> str:
    """Return what a column of the file is called above it, such as ``Sales region``."""
    name = column_name(column)
    return name[:1].upper() + name[1:]


def esc(value: object) -> str:
    """Return a value as plain text that HTML can't take for markup, quotes included."""
    return html.escape(plain(value), quote=True)


def number(value: Any) -> str:
    """Return a count with thousands separated, such as ``1,289``."""
    return f"{value:,.0f}"


def rate(calls: float) -> str:
    """Return how many calls come in a span of time, with one decimal where they are few."""
    return number(calls) if calls >= 9.95 else f"{calls:.1f}"


def percent(share: Any) -> str:
    """Return a share of 0-1 in per cent, with one decimal where it tells something."""
    if 0 < share < 0.0005:
        return "<0.1%"
    return f"{share:.0%}" if share in (0.0, 1.0) else f"{share:.1%}"


def points(change: float) -> str:
    """Return a change of a share of 0-1 in percentage points, such as ``+2.7 points``."""
    if abs(change) < 0.0005:
        return "under 0.1 points" if change else "no change"
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    return f"{sign}{100 * abs(change):.1f} points"


def day(at: Any) -> str:
    """Return a moment's day, such as ``3 Aug 2026``; a hyphen where there is none."""
    moment = pd.Timestamp(at)
    return "-" if pd.isna(moment) else f"{moment.day} {moment:%b %Y}"


def plural(count: Any, noun: str) -> str:
    """Return a counted noun, such as ``1 intent`` or ``20 intents``."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def shortened(text: str, most: int) -> str:
    """Return a text cut to a number of letters, with an ellipsis where something is missing."""
    return text if len(text) <= most else f"{text[: max(most - 1, 1)].rstrip()}…"


def file_name(path: object) -> str:
    """Return a path's last part, whichever way its folders are written."""
    return plain(path or "-").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def card(label: str, value: str, note: str = "") -> str:
    """Return a card of one figure; every part is escaped."""
    kind = "il-card-value" if value[:1].isdigit() else "il-card-value il-card-words"
    return (
        f'<div class="il-card"><div class="il-card-label">{esc(label)}</div>'
        f'<div class="{kind}" title="{esc(value)}">{esc(value)}</div>'
        f'<div class="il-card-note" title="{esc(note)}">{esc(note)}</div></div>'
    )


def cards(items: Iterable[tuple[str, str, str]]) -> str:
    """Return a row of cards from ``(label, value, note)``."""
    return f'<div class="il-cards">{"".join(card(*item) for item in items)}</div>'


def heading(text: str, note: str = "", *, level: int = 2) -> str:
    """Return a heading with a quiet line below it; both are escaped."""
    below = f'<p class="il-note">{esc(note)}</p>' if note else ""
    return f'<h{level} class="il-h{level}">{esc(text)}</h{level}>{below}'


def empty(text: str) -> str:
    """Return a sentence that stands where there is nothing to show yet."""
    return f'<div class="il-empty">{esc(text)}</div>'


def nothing_left() -> str:
    """Return what stands in the place of a chart that the filters leave nothing of."""
    return empty(NOTHING_LEFT)


def banner(text: str, kind: str = "info") -> str:
    """Return a sentence across the page, read out at once where it is an error."""
    role = "alert" if kind == "error" else "status"
    return f'<div class="il-banner il-{esc(kind)}" role="{role}">{esc(text)}</div>'


def dot(colour: str) -> str:
    """Return a small disc in a colour of our own palette, invisible to screen readers."""
    return f'<span class="il-dot" style="background:{esc(colour)}" aria-hidden="true"></span>'


def chip(text: str, colour: str = "") -> str:
    """Return a small tag, with a disc where a colour is given."""
    mark = dot(colour) if colour else ""
    return f'<span class="il-chip" title="{esc(text)}">{mark}<span>{esc(text)}</span></span>'


def kind(name: str) -> str:
    """Return a small tag that says whether an intent is new, rising, falling or gone."""
    return f'<span class="il-kind il-kind-{esc(name)}">{esc(name)}</span>'


def legend(names: Iterable[str], colours: Iterable[str]) -> str:
    """Return what each colour stands for, every name once, in order."""
    pairs = dict(zip(names, colours, strict=True))
    chips = "".join(chip(name, colour) for name, colour in pairs.items())
    return f'<div class="il-legend">{chips}</div>'


def figures(items: Iterable[tuple[str, str]], hints: Mapping[str, str] | None = None) -> str:
    """Return a row of small figures from ``(label, value)``; every part is escaped.

    Parameters
    ----------
    items
        Labels and values.
    hints
        Label to what is told when it is pointed at.
    """
    told = "".join(
        f'<div title="{esc((hints or {}).get(label, ""))}">'
        f'<span class="il-figure-label">{esc(label)}</span>'
        f'<span class="il-figure">{esc(value)}</span></div>'
        for label, value in items
    )
    return f'<div class="il-figures">{told}</div>'


def meter(share: Any, label: str) -> str:
    """Return a thin bar filled to a share of 0-1, named for screen readers."""
    return (
        f'<span class="il-meter" role="img" aria-label="{esc(label)}" title="{esc(label)}">'
        f'<span style="width:{100 * min(max(share, 0.0), 1.0):.0f}%"></span></span>'
    )


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str,
    numeric: Iterable[int] = (),
) -> str:
    """Return a table; cells are HTML already, headers and the caption are escaped here.

    Parameters
    ----------
    headers
        Column titles.
    rows
        Cells that the caller has escaped.
    caption
        What the table holds, read out by screen readers.
    numeric
        Positions of the columns set to the right.
    """
    right = set(numeric)
    kinds = [' class="il-num"' if i in right else "" for i in range(len(headers))]
    head = "".join(
        f'<th scope="col"{kind}>{esc(title)}</th>'
        for title, kind in zip(headers, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="il-scroll" tabindex="0" role="region" aria-label="{esc(caption)}">'
        f'<table class="il-table"><caption class="il-hidden">{esc(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def facts(items: Iterable[tuple[str, str]], *, caption: str) -> str:
    """Return a table of one fact per row from ``(name, value)``; every part is escaped."""
    rows = "".join(
        f'<tr><th scope="row">{esc(name)}</th><td>{esc(value)}</td></tr>' for name, value in items
    )
    return (
        f'<table class="il-table"><caption class="il-hidden">{esc(caption)}</caption>'
        f"<tbody>{rows}</tbody></table>"
    )


def sparkline(values: Sequence[float], label: str, *, width: int = 280, height: int = 48) -> str:
    """Return a small line of values over time as SVG; flat where all are equal."""
    top = max(values, default=0) or 1
    step = width / max(len(values) - 1, 1)
    points = [
        f"{i * step:.1f},{height - 4 - value / top * (height - 8):.1f}"
        for i, value in enumerate(values)
    ]
    if len(points) == 1:
        points.append(f"{width},{points[0].split(',')[1]}")
    line = " ".join(points)
    return (
        f'<svg class="il-spark" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'role="img" aria-label="{esc(label)}"><polygon points="0,{height} {line} '
        f'{width},{height}"/><polyline points="{line}"/></svg>'
    )
