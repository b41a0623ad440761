"""The benchmark's figures as tables of text, for a terminal and for Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pandas as pd

from intentlib.benchmark.quality import FileScores, MethodScores
from intentlib.benchmark.reviewed import Curve
from intentlib.benchmark.speed import Speed

QUALITY_NOTES = (
    "Left out: share of calls in no group; scored as one more group, as they stand before a user.",
    "Seconds and memory: of grouping alone, in a process of its own, after what is compiled once.",
)
SPEED_NOTES = (
    "Embedding: the best of three rounds in turn, each in a process of its own, model loaded.",
    "Texts read: we read every wording twice, bare and in context, and the others once.",
    "Mean cosine: of our vectors to those sentence-transformers makes of both readings.",
    "Growth: the power of the number of wordings by which seconds have grown; 1 is linear.",
    "Peak memory: of the process, its vectors and Python included.",
)
WORDS = {"File", "Method", "Note"}
"""The columns that don't hold numbers."""
_MISSING = "–"  # noqa: RUF001 - a dash, as elsewhere
_TITLES = {
    "method": "Method",
    "ari": "ARI",
    "nmi": "NMI",
    "accuracy": "Accuracy",
    "groups": "Groups",
    "left_out": "Left out",
    "seconds": "Seconds",
    "peak_rss_mb": "Peak MB",
    "error": "Note",
}
_FORMATS = {
    "ari": "{:.3f}",
    "nmi": "{:.3f}",
    "accuracy": "{:.1%}",
    "groups": "{:,}",
    "left_out": "{:.1%}",
    "seconds": "{:.2f}",
    "peak_rss_mb": "{:,.0f}",
}


REVIEW_NOTES = (
    "Unasked: the calls whose wording was never on show, and the same calls before any answer.",
    "Any order: the same number of questions taken at random; the mean of three.",
)


def review_table(curves: Sequence[Curve]) -> pd.DataFrame:
    """Return a row per file and number of answers."""
    return pd.DataFrame(
        [
            {
                "File": "" if place else Path(curve.path).stem,
                "Answers": f"{point.answers:,}",
                "Settled": f"{point.settled:.1%}",
                "ARI": f"{point.ari:.3f}",
                "Any order": f"{point.in_any_order:.3f}",
                "Unasked": _index(point.unasked),
                "Before": _index(point.unasked_before),
            }
            for curve in curves
            for place, point in enumerate(curve.points)
        ]
    )


def _index(value: float) -> str:
    return _MISSING if math.isnan(value) else f"{value:.3f}"


def quality_table(compared: Sequence[FileScores]) -> pd.DataFrame:
    """Return a row per file and method; a column of notes only where something failed."""
    rows = [
        {"File": "" if place else name_of(one), **_row(method), "True": f"{one.gold_intents:,}"}
        for one in compared
        for place, method in enumerate(one.methods)
    ]
    columns = ["File", *(_TITLES[field.name] for field in fields(MethodScores))]
    columns.insert(columns.index("Groups") + 1, "True")
    if not any(row["Note"] for row in rows):
        columns.remove("Note")
    return pd.DataFrame(rows, columns=columns)


def calibration_table(compared: Sequence[FileScores]) -> pd.DataFrame:
    """Return a row per file: how many of our wordings are right, by confidence."""
    rows = []
    for one in compared:
        if one.calibration:
            told = {
                f"Right {band.confidence}": _MISSING
                if band.right is None
                else f"{band.right:.1%} of {band.wordings:,}"
                for band in one.calibration.bands
            }
            error = f"{one.calibration.expected_error:.3f}"
            rows.append({"File": name_of(one), **told, "Calibration error": error})
    return pd.DataFrame(rows)


def embedding_line(one: FileScores) -> str:
    """Return what embedding a file took."""
    took = one.embedding_seconds
    unlabelled = f", {one.unlabelled:,} calls without a label" if one.unlabelled else ""
    return (
        f"{name_of(one)}: {one.calls:,} calls{unlabelled}, {one.wordings:,} wordings; embedding "
        f"took {took['ours']:.1f} s, by sentence-transformers {took['plain']:.1f} s"
    )


def name_of(one: FileScores) -> str:
    """Return what the tables call a file."""
    return Path(one.file).stem


def embedding_table(speed: Speed) -> pd.DataFrame:
    """Return a row per way of embedding."""
    one = speed.embedding
    return pd.DataFrame(
        {
            "Method": ["intentlib, defaults", "sentence-transformers, default encode"],
            "Wordings": [f"{one.wordings:,}"] * 2,
            "Wordings/s": [f"{one.ours:,.0f}", f"{one.plain:,.0f}"],
            "Ratio": [f"{one.ratio:.2f}", "1.00"],
            "Texts read/s": [f"{one.reading_ratio * one.plain:,.0f}", f"{one.plain:,.0f}"],
            "Ratio of texts read": [f"{one.reading_ratio:.2f}", "1.00"],
            "Mean cosine": [f"{one.cosine:.5f}", _MISSING],
        }
    )


def tree_table(speed: Speed) -> pd.DataFrame:
    """Return a row per size of tree."""
    return pd.DataFrame(
        [
            {
                "Wordings": f"{one.wordings:,}",
                "Seconds": f"{one.seconds:.2f}",
                "CPU seconds": f"{one.cpu_seconds:.2f}",
                "Growth": _MISSING if one.growth is None else f"{one.growth:.2f}",
                "Peak MB": f"{one.peak_rss_mb:,.0f}",
                "Slowest cut, ms": f"{one.cut_ms:.1f}",
                "All ticks, s": f"{one.ticks_seconds:.2f}",
            }
            for one in speed.trees
        ]
    )


def markdown(table: pd.DataFrame) -> str:
    """Return a table of text as Markdown has it, numbers to the right."""
    heads = [str(title) for title in table.columns]
    rules = ["---" if title in WORDS else "---:" for title in heads]
    rows = [[cell.replace("|", "\\|") for cell in row] for row in table.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, rules, *rows])


def _row(method: MethodScores) -> dict[str, str]:
    told = {"Method": method.method, "Note": method.error or ""}
    for name, form in _FORMATS.items():
        value = getattr(method, name)
        told[_TITLES[name]] = _MISSING if value is None else form.format(value)
    return told
