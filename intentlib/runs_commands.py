"""The commands of ``intentlib runs``: light wrappers, like those of ``cli``."""

from __future__ import annotations

from typing import Annotated

import typer

from intentlib.options import AsJson, Runs
from intentlib.shell import print_json

stored_runs = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


@stored_runs.callback(epilog="Example: [bold]intentlib runs --runs s3://intents/runs[/]")
def list_by_default(context: typer.Context, runs: Runs = "runs", as_json: AsJson = False) -> None:
    """List the stored runs, remove old ones, or publish an old one again."""
    if context.invoked_subcommand is None:
        list_all(runs, as_json)


@stored_runs.command("list")
def list_all(runs: Runs = "runs", as_json: AsJson = False) -> None:
    """List the stored runs, newest first.

    [bold]Example[/]

    intentlib runs list --json
    """
    from intentlib import store

    stored = store.list_runs(runs)
    if as_json:
        print_json(stored)
    else:
        from intentlib.console import show_runs

        show_runs(stored)


@stored_runs.command()
def prune(
    keep: Annotated[int, typer.Option(help="So many of the newest runs stay.")] = 10,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    runs: Runs = "runs",
    as_json: AsJson = False,
) -> None:
    """Remove the oldest runs; the published one and the one before it always stay.

    [bold]Example[/]

    intentlib runs prune --keep 30 --dry-run
    """
    from intentlib import store

    gone = store.prune(runs, keep, dry=dry_run)
    if as_json:
        print_json(gone)
        return
    for run_id in gone:
        typer.echo(run_id)
    typer.echo(f"{len(gone):,} {'would be removed' if dry_run else 'removed'}")


@stored_runs.command()
def restore(
    run: Annotated[str, typer.Argument(help="Id of a stored run.")], runs: Runs = "runs"
) -> None:
    """Publish a stored run again, once its files are found to be as they were written.

    [bold]Example[/]

    intentlib runs restore 20261122T123456Z-1a2b3c
    """
    from intentlib import store

    store.restore(runs, run)
    typer.echo(f"{run} is published")
