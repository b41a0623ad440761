"""The command line: a light wrapper around the functions of the package."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from intentlib.bench_commands import bench
from intentlib.logs import LogKind, shown
from intentlib.make_commands import make
from intentlib.review_commands import review
from intentlib.runs_commands import stored_runs
from intentlib.shell import DEBUG, exit_status
from intentlib.use_commands import use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Turn free-text call intents into a short, stable list of intents, and a dashboard of it.",
    epilog="Start with [bold]intentlib run calls.csv[/], then [bold]intentlib dashboard[/].",
)
app.add_typer(make)
app.add_typer(
    bench,
    name="bench",
    help="Measure quality and speed, side by side with others.",
    rich_help_panel="Make runs",
)
app.add_typer(use)
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


def main(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; see :func:`intentlib.shell.exit_status`."""
    return exit_status(lambda: app(args, prog_name="intentlib"))
