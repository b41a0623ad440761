"""The command line: a light wrapper around the functions of the package."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from intentlib.bench_commands import bench
from intentlib.logs import LogKind, shown
from intentlib.options import (
    Cache,
    HowToTell,
    ProgressKind,
    Runs,
    TextColumn,
    configured,
    telling,
)
from intentlib.review_commands import LedgerUrl, review
from intentlib.runs_commands import stored_runs
from intentlib.shell import DEBUG, exit_status, lines, print_json

if TYPE_CHECKING:
    from intentlib.model import Run, RunConfig

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Turn free-text call intents into a short, stable list of intents, and a dashboard of it.",
    epilog="Start with [bold]intentlib run calls.csv[/], then [bold]intentlib dashboard[/].",
)
app.add_typer(
    bench,
    name="bench",
    help="Measure quality and speed, side by side with others.",
    rich_help_panel="Make runs",
)
app.add_typer(
    review,
    name="review",
    help="Record what reviewers decide, and show what is in force.",
    rich_help_panel="Use runs",
)
app.add_typer(
    stored_runs,
    name="runs",
    help="List the stored runs, remove old ones, or publish an old one again.",
    rich_help_panel="Use runs",
)

RunId = Annotated[str, typer.Argument(help="Id of a run, or latest.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _version(asked: bool) -> None:
    if asked:
        from intentlib import __version__

        typer.echo(f"intentlib {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=f"Show tracebacks, as {DEBUG}=1 does.")
    ] = False,
    log: Annotated[
        LogKind,
        typer.Option(
            help="Lines of JSON on standard error (auto: if it is no terminal), or warnings.",
            envvar="INTENTLIB_LOG",
        ),
    ] = LogKind.auto,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"
    context.with_resource(shown(log))


@app.command(rich_help_panel="Make runs")
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


@app.command(rich_help_panel="Make runs")
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


@app.command(rich_help_panel="Make runs")
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


@app.command(rich_help_panel="Use runs")
def dashboard(
    runs: Runs = "runs",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on.")] = 8866,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    base_url: Annotated[str, typer.Option(help="Path that a load balancer puts in front.")] = "/",
    pool: Annotated[int, typer.Option(help="Warm kernels kept, about 200 MB each.")] = 1,
    idle: Annotated[int, typer.Option(help="Seconds until a lost viewer is let go.")] = 300,
    max_upload: Annotated[int, typer.Option(help="Largest upload, in MiB.")] = 256,
    viewers: Annotated[int, typer.Option(help="Most viewers at once, about 200 MB each.")] = 40,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the first run.")] = False,
) -> None:
    """Serve the dashboard of the published run.

    [bold]Example[/]

    intentlib dashboard --port 8080
    """
    from intentlib.dashboard.serve import serve

    serve(
        runs=runs,
        port=port,
        host=host,
        base_url=base_url,
        pool=pool,
        idle=idle,
        max_upload=max_upload,
        viewers=viewers,
        wait=wait,
    )


@app.command(rich_help_panel="Use runs")
def assign(
    runs: Runs = "runs",
    run_id: Annotated[str, typer.Option("--run", help="Id of a run, or latest.")] = "latest",
    cache: Cache = None,
    progress: HowToTell = ProgressKind.auto,
) -> None:
    """Give each line of standard input its intent by the taxonomy of a run, as CSV.

    [bold]Example[/]

    echo "my bill is wrong" | intentlib assign
    """
    from intentlib import assignment, store
    from intentlib.export import to_csv

    if sys.stdin.isatty():
        typer.echo("One text per line, then Ctrl-D:", err=True)
    taxonomy = store.open_run(runs, run_id)
    with telling(progress) as told:
        found = assignment.assign(list(lines()), taxonomy, cache=cache, progress=told)
    typer.echo(to_csv(found), nl=False)


@app.command(rich_help_panel="Use runs")
def export(
    frame: Annotated[
        str, typer.Argument(metavar="intents|wordings|calls|themes|lineage", help="What of a run.")
    ],
    runs: Runs = "runs",
    run_id: Annotated[str, typer.Option("--run", help="Id of a run, or latest.")] = "latest",
    progress: HowToTell = ProgressKind.auto,
) -> None:
    """Print a table of a run as CSV that is safe to open in a spreadsheet, however large it is.

    [bold]Examples[/]

    intentlib export intents > intents.csv

    intentlib export calls --run 20260101T060000Z-1a2b3c | gzip > calls.csv.gz
    """
    from intentlib import store
    from intentlib.extract import csv_pieces

    opened = store.open_run(runs, run_id)
    with telling(progress) as told:
        for piece in csv_pieces(opened, frame, told):
            typer.echo(piece, nl=False)


@app.command(rich_help_panel="Use runs")
def compare(
    run_a: RunId,
    run_b: RunId = "latest",
    taxonomy: Annotated[
        str,
        typer.Option(
            metavar="then|today",
            help="Count the first run by its own intents, or by those of the second.",
        ),
    ] = "then",
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Show what moved between two runs, in calls and by cause.

    [bold]Examples[/]

    intentlib compare 20260101T060000Z-1a2b3c latest

    intentlib compare 20260101T060000Z-1a2b3c latest --taxonomy today
    """
    from intentlib import comparison, store

    opened = store.open_run(runs, run_a), store.open_run(runs, run_b)
    compared = comparison.compare(*opened, taxonomy=taxonomy)
    if as_json:
        more = {"moved": compared.moved, "reworded": compared.reworded, "told": compared.told()}
        print_json({**vars(compared), **more})
    else:
        from intentlib.console import show_comparison

        show_comparison(compared)


@app.command(rich_help_panel="Use runs")
def verify(run: RunId = "latest", runs: Runs = "runs", as_json: AsJson = False) -> None:
    """Recompute the hashes and figures of a run; status 1 if any doesn't hold.

    [bold]Example[/]

    intentlib verify latest
    """
    from intentlib import store

    problems = store.verify(runs, run)
    if as_json:
        print_json({"run": run, "problems": problems})
    else:
        typer.echo(f"{run}: " + ("damaged" if problems else "all hashes and figures hold"))
        for problem in problems:
            typer.echo(f"  {problem}")
    if problems:
        raise typer.Exit(1)


@app.command(rich_help_panel="Use runs")
def doctor(
    runs: Runs = "runs",
    model: Annotated[str, typer.Option(help="Name or folder of the model.")] = "all-MiniLM-L6-v2",
    cache: Cache = None,
    ledger: LedgerUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check model, cache, runs and ledger, and say how to mend each; status 1 if any is unwell.

    [bold]Example[/]

    intentlib doctor --runs s3://intents/runs
    """
    from intentlib.health import examine

    findings = examine(runs, model=model, cache=cache, ledger=ledger)
    if as_json:
        print_json([asdict(each) for each in findings])
    else:
        for each in findings:
            typer.echo(f"{'well  ' if each.well else 'UNWELL'}  {each.part}: {each.told}")
    if not all(each.well for each in findings):
        raise typer.Exit(1)


def main(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; see :func:`intentlib.shell.exit_status`."""
    return exit_status(lambda: app(args, prog_name="intentlib"))


def _print_run(run: Run, *, as_json: bool) -> None:
    if as_json:
        from intentlib.pipeline import summarise

        print_json(summarise(run))
    else:
        from intentlib.console import show_run

        show_run(run)
