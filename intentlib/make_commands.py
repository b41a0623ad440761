"""The commands that make runs, and score how they are made: light wrappers, like all commands."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from intentlib.options import AsJson, HowToTell, ProgressKind, TextColumn, configured, telling
from intentlib.shell import print_json

if TYPE_CHECKING:
    from intentlib.model import Run, RunConfig

make = typer.Typer(rich_markup_mode="rich")


@make.command(rich_help_panel="Make runs")
@configured()
def run(
    config: RunConfig, as_json: AsJson = False, progress: HowToTell = ProgressKind.auto
) -> None:
    """Find the intents of a file of calls, and publish them as a run.

    [bold]Examples[/]

    intentlib run calls.csv

    intentlib run export.xlsx --text reason --at started --granularity 25

    zcat calls.jsonl.gz | intentlib run - --json
    """
    from intentlib import pipeline

    with telling(progress) as told:
        done = pipeline.run(config, progress=told)
    _print_run(done, as_json=as_json)


@make.command(rich_help_panel="Make runs")
@configured(add=True, bad_rows=0.01)
def refresh(
    config: RunConfig,
    period: Annotated[
        str | None,
        typer.Option(
            metavar="hour|day|week|month",
            help="Of the figures over time.",
            show_default="by their span",
        ),
    ] = None,
    notify: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL|ARN",
            help="Who is told of a new run: a webhook or an SNS topic; can be repeated.",
            envvar="INTENTLIB_NOTIFY",
            show_default="nobody",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Execute the refresh notebook with papermill, and keep it beside the run it publishes.

    The calls are added to those of the published run. A file that was added before adds
    nothing, and a call whose id is known counts once. Rows that can't be read as calls are set
    aside in quarantine.csv beside the run, with the reason, unless they are too many.

    The status is 0 also where nothing was added, or somebody could not be told of the new run;
    --json says which.

    [bold]Examples[/]

    intentlib refresh calls.csv

    intentlib refresh s3://calls/today.parquet --runs s3://intents/runs --json

    intentlib refresh calls.csv --notify arn:aws:sns:eu-west-1:123456789012:intents
    """
    from intentlib import refresh as notebook

    show_progress = sys.stderr.isatty()
    done = notebook.refresh_and_tell(
        config, period=period, notify=notify or (), show_progress=show_progress
    )
    for each in done.told:
        if not each.sent:
            typer.secho(f"Warning: {each.target} was not told: {each.why}", err=True, fg="yellow")
    if as_json:
        print_json(done.summary())
        return
    _print_run(done.run, as_json=False)
    for sentence in done.news:
        typer.echo(sentence)


@make.command(rich_help_panel="Make runs")
def evaluate(
    labelled: Annotated[str, typer.Argument(help="Labelled file of calls.")],
    gold: Annotated[str, typer.Option(help="Column of the true intent.")],
    text: TextColumn = None,
    reviews: Annotated[
        int,
        typer.Option(min=0, help="Questions that a simulated reviewer answers before the scores."),
    ] = 0,
    as_json: AsJson = False,
    progress: HowToTell = ProgressKind.auto,
) -> None:
    """Score the shipped defaults on a labelled file; no run is kept.

    With --reviews a reviewer who knows the true intents answers the first questions of
    the queue; scored is the run after that.

    [bold]Example[/]

    intentlib evaluate labelled.csv --text intent --gold gold --reviews 15 --json
    """
    from intentlib import evaluation

    with telling(progress) as told:
        found = evaluation.evaluate(labelled, gold=gold, text=text, reviews=reviews, progress=told)
    scores = asdict(found)
    unlabelled = scores.pop("unlabelled")
    if unlabelled:
        typer.echo(f"{unlabelled:,} calls without a label are not scored.", err=True)
    if as_json:
        print_json({name: score for name, score in scores.items() if name != "reviews" or score})
    else:
        from intentlib.console import show_scores

        show_scores(scores)


def _print_run(run: Run, *, as_json: bool) -> None:
    if as_json:
        from intentlib.pipeline import summarise

        print_json(summarise(run))
    else:
        from intentlib.console import show_run

        show_run(run)
