"""The commands that use runs: light wrappers, like all commands."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from intentlib.options import AsJson, Cache, HowToTell, ProgressKind, Runs, telling
from intentlib.review_commands import LedgerUrl
from intentlib.shell import lines, print_json

use = typer.Typer(rich_markup_mode="rich")

RunId = Annotated[str, typer.Argument(help="Id of a run, or latest.")]
OfRun = Annotated[str, typer.Option("--run", help="Id of a run, or latest.")]


@use.command(rich_help_panel="Use runs")
def dashboard(
    runs: Runs = "runs",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on.")] = 8866,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    base_url: Annotated[str, typer.Option(help="Path that a load balancer puts in front.")] = "/",
    pool: Annotated[int, typer.Option(help="Warm kernels kept, about 200 MB each.")] = 1,
    idle: Annotated[int, typer.Option(help="Seconds until a lost viewer is let go.")] = 300,
    max_upload: Annotated[int, typer.Option(help="Largest upload, in MiB.")] = 50,
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


@use.command(rich_help_panel="Use runs")
def assign(
    runs: Runs = "runs",
    run_id: OfRun = "latest",
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


@use.command(rich_help_panel="Use runs")
def export(
    frame: Annotated[
        str, typer.Argument(metavar="intents|wordings|calls|themes|lineage", help="What of a run.")
    ],
    runs: Runs = "runs",
    run_id: OfRun = "latest",
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


@use.command(rich_help_panel="Use runs")
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


@use.command(rich_help_panel="Use runs")
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


@use.command(rich_help_panel="Use runs")
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
