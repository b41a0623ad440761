"""What the command line prints for people."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from intentlib.benchmark.quality import FileScores
from intentlib.benchmark.reviewed import Curve
from intentlib.benchmark.speed import Speed
from intentlib.benchmark.tables import (
    QUALITY_NOTES,
    REVIEW_NOTES,
    SPEED_NOTES,
    WORDS,
    calibration_table,
    embedding_line,
    embedding_table,
    markdown,
    quality_table,
    review_table,
    tree_table,
)
from intentlib.comparison import Comparison
from intentlib.model import Run

if TYPE_CHECKING:
    from intentlib.review import Conflict, Imported, Question, Recorded, Standing

_PIPED_WIDTH = 200
_SHOWN = 25
_EXAMPLES = 3
_NUMBERS = {
    "#",
    "After",
    "Before",
    "Calls",
    "Decisions",
    "Intents",
    "Points",
    "Share",
    "Value",
    "Wordings",
}

_count = "{:,}".format
_percent = "{:.1%}".format


def show_run(run: Run) -> None:
    """Print what a run found: its counts, then the largest intents."""
    counts, manifest, intents = run.manifest.counts, run.manifest, run.intents.head(_SHOWN)
    console = _console()
    console.print(
        f"{counts['calls']:,} calls → {counts['wordings']:,} wordings → "
        f"{counts['intents']:,} intents in {counts['themes']:,} themes"
    )
    table = pd.DataFrame(
        {
            "Calls": intents["calls"].map(_count),
            "Share": intents["share"].map(_percent),
            "Wordings": intents["wordings"].map(_count),
            "Intent": intents["name"],
            "Theme": intents["theme_id"].map(run.themes.set_index("theme_id")["name"]),
        }
    )
    console.print(_table(table))
    if counts["intents"] > _SHOWN:
        console.print(f"… and {counts['intents'] - _SHOWN:,} more intents")
    if len(manifest.inputs) > 1:
        last = manifest.inputs[-1]
        console.print(
            f"{last.calls:,} calls added from {Path(last.name).name}, file "
            f"{len(manifest.inputs):,} of this run; {last.known:,} were known"
        )
    if counts["no_intent"]:
        console.print(f"{counts['no_intent']:,} calls have no intent recorded")
    for sentence in manifest.set_aside:
        console.print(f"{sentence}: see quarantine.csv of the run")
    console.print(f"Granularity: height {manifest.height:.3g}. {manifest.recommended.reason}")
    console.print(
        f"Run {run.run_id}: {sum(manifest.seconds.values()):.1f} s, "
        f"{max(manifest.peak_rss_mb.values()):,.0f} MB, published in {run.path}"
    )


def show_scores(scores: Mapping[str, float]) -> None:
    """Print the scores of a labelled file."""
    console = _console()
    console.print(
        f"{scores['calls']:,} calls → {scores['wordings']:,} wordings → "
        f"{scores['intents']:,} intents, of {scores['gold_intents']:,} true ones"
        + (f", after {scores['reviews']:,} answers" if scores["reviews"] else "")
    )
    told = {
        "Adjusted Rand index": f"{scores['ari']:.3f}",
        "Normalised mutual information": f"{scores['nmi']:.3f}",
        "Accuracy, one to one": f"{scores['accuracy']:.1%}",
        "Seconds": f"{scores['seconds']:.1f}",
        "Peak memory, MB": f"{scores['peak_rss_mb']:,.0f}",
    }
    console.print(_table(pd.DataFrame({"Score": list(told), "Value": list(told.values())})))


def show_comparison(comparison: Comparison) -> None:
    """Print what moved between two runs."""
    console = _console()
    console.print(
        f"{comparison.run_a} → {comparison.run_b}: "
        f"{comparison.calls_a:,} → {comparison.calls_b:,} calls, "
        f"{comparison.moved:,} of {comparison.shared:,} calls with a known wording moved"
    )
    for cause, calls in comparison.causes.items():
        console.print(f"  {calls:,} calls by {cause}")
    for sentence in comparison.told():
        console.print(sentence)
    intents = comparison.intents.head(_SHOWN)
    changes = pd.DataFrame(
        {
            "Points": (100 * intents["change"]).map("{:+.1f}".format),
            "Before": intents["calls_a"].map(_count),
            "After": intents["calls_b"].map(_count),
            "Intent": intents["name"],
        }
    )
    console.print(_table(changes))


def show_runs(runs: pd.DataFrame) -> None:
    """Print the stored runs, newest first; a dot marks the published one."""
    table = pd.DataFrame(
        {
            "": runs["published"].map({True: "●", False: ""}),
            "Run": runs["run_id"],
            "Calls": runs["calls"].map(_count, na_action="ignore"),
            "Intents": runs["intents"].map(_count, na_action="ignore"),
            "Input": runs["input"].where(runs["status"] == "complete", runs["status"]),
        }
    )
    _console().print(_table(table))


def show_quality(compared: Sequence[FileScores], *, as_markdown: bool) -> None:
    """Print every method's scores on every file, then what our confidence is worth."""
    tables = quality_table(compared), calibration_table(compared)
    _show_tables(tables, [*map(embedding_line, compared), *QUALITY_NOTES], as_markdown)


def show_speed(speed: Speed, *, as_markdown: bool) -> None:
    """Print what embedding costs, then what trees cost as files grow."""
    _show_tables((embedding_table(speed), tree_table(speed)), SPEED_NOTES, as_markdown)


def show_reviews(curves: Sequence[Curve], *, as_markdown: bool) -> None:
    """Print what answers of a reviewer are worth."""
    _show_tables((review_table(curves),), REVIEW_NOTES, as_markdown)


def _show_tables(tables: Sequence[pd.DataFrame], notes: Sequence[str], as_markdown: bool) -> None:
    console = _console()
    for table in tables:
        if len(table):
            numbers = set(table.columns) - WORDS
            console.print(markdown(table) if as_markdown else _table(table, numbers), end="\n\n")
    for note in notes:
        console.print(f"- {note}" if as_markdown else note)


def show_standing(standing: Standing) -> None:
    """Print what people decided of each intent, and every conflict with a way out."""
    console, decided = _console(), [each for each in standing.components() if each.intent_id]
    labels = {what: [getattr(each, what) for each in decided] for what in ("name", "theme", "type")}
    table = pd.DataFrame(
        {
            "Intent": [each.intent_id for each in decided],
            **{what.title(): [held and held.value for held in labels[what]] for what in labels},
            "Wordings": [_count(len(each.keys)) for each in decided],
            "Approved": [each.approved_by and f"#{each.approved_by}" for each in decided],
            "Decisions": [_count(len(each.decision_ids)) for each in decided],
        }
    )
    console.print(_table(table))
    console.print(
        f"{standing.position:,} decisions; {len(standing.noise):,} wordings are no intent, "
        f"{len(standing.cannot_links()):,} pairs of intents or wordings are held apart, "
        f"{len(standing.conflicts):,} conflicts"
    )
    _print_conflicts(standing.conflicts)


def show_questions(questions: Sequence[Question], names: Mapping[str, str], settled: float) -> None:
    """Print what to ask next, what that would settle and how much is settled."""
    from intentlib.review import settles
    from intentlib.review.telling import ask, listed

    console = _console()
    table = pd.DataFrame(
        {
            "Question": [ask(each, names) for each in questions],
            "Calls": [f"{each.calls:,}" for each in questions],
            "Doubt": [f"{each.doubt:.0%}" for each in questions],
            "Wordings": [listed(map(repr, each.shown[:_EXAMPLES])) for each in questions],
        }
    )
    if questions:
        console.print(_table(table, {"Calls", "Doubt"}))
    console.print(
        f"{settled:.0%} of calls are settled; these {len(questions)} questions settle "
        f"{settles(questions):.0%} more."
    )


def show_history(decisions: Sequence[Recorded], standing: Standing) -> None:
    """Print decisions, the latest last."""
    from intentlib.review.telling import describe, moment

    undone_by = [standing.undone_by(each.decision_id) for each in decisions]
    table = pd.DataFrame(
        {
            "#": [str(each.decision_id) for each in decisions],
            "When": [moment(each.at) for each in decisions],
            "Reviewer": [each.reviewer for each in decisions],
            "Decision": [describe(each.decision) for each in decisions],
            "Undone": [number and f"by #{number}" for number in undone_by],
            "Reason": [each.reason for each in decisions],
        }
    )
    _console().print(_table(table))


def show_recorded(decisions: Iterable[Recorded]) -> None:
    """Print decisions that were just recorded."""
    from intentlib.review.telling import describe

    console = _console()
    for each in decisions:
        console.print(f"#{each.decision_id}: {each.reviewer} {describe(each.decision)}")


def show_imported(imported: Imported) -> None:
    """Print what became of the decisions of another ledger."""
    console = _console()
    console.print(f"{imported.added:,} decisions recorded, {imported.known:,} were there already")
    _print_conflicts(imported.conflicts)


def _print_conflicts(conflicts: Iterable[Conflict]) -> None:
    console = _console()
    for each in conflicts:
        console.print(f"#{each.decision_id} is not in force: {each.what}. {each.do}.")


def _console() -> Console:
    # A pipe has no width: don't cut names for it.
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    return Console(markup=False, highlight=False, width=width, soft_wrap=True)


def _table(frame: pd.DataFrame, numbers: Collection[str] = _NUMBERS) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in frame.columns:
        table.add_column(title, justify="right" if title in numbers else "left")
    for row in frame.astype(object).fillna("").astype(str).to_numpy():
        table.add_row(*(Text(cell) for cell in row))
    return table
