"""What can be said to the commands: an option per field of a run's configuration, and more."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from intentlib.errors import OptionError

if TYPE_CHECKING:
    from intentlib.model import Progress


class ProgressKind(StrEnum):
    """How progress is told."""

    auto = "auto"
    json = "json"
    none = "none"


HowToTell = Annotated[
    ProgressKind,
    typer.Option(help="Bars on a terminal, lines of JSON on standard error, or nothing."),
]
Runs = Annotated[
    str, typer.Option(help="Folder or s3:// address of the runs.", envvar="INTENTLIB_RUNS")
]
TextColumn = Annotated[
    str | None, typer.Option(help="Column of the intent text.", show_default="found")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Cache = Annotated[
    str | None, typer.Option(help="Folder of cached vectors.", show_default="the user's cache")
]

# Not read off RunConfig: that would load pandas to show the help.
OPTIONS: dict[str, Any] = {
    "input": Annotated[
        str,
        typer.Argument(
            help="File of calls, a folder or pattern of files, or - for standard input."
        ),
    ],
    "runs": Runs,
    "text": TextColumn,
    "at": Annotated[
        str | None, typer.Option(help="Column of the call's time.", show_default="found")
    ],
    "call_id": Annotated[
        str | None, typer.Option(help="Column of the call's id.", show_default="found")
    ],
    "granularity": Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="A whole number: that many intents. A decimal number: that height, 0 to 1.",
            show_default="the recommended height",
        ),
    ],
    "encoding": Annotated[
        str | None, typer.Option(help="Such as utf-8 or cp1252.", show_default="detected")
    ],
    "delimiter": Annotated[
        str | None, typer.Option(help="What stands between columns.", show_default="detected")
    ],
    "max_bytes": Annotated[
        int | None,
        typer.Option(min=1, help="Limit on the input's expanded size.", show_default="4 GiB"),
    ],
    "skip_rules": Annotated[
        list[str] | None,
        typer.Option("--skip-rule", help="Normalising rule to switch off; can be repeated."),
    ],
    "model": Annotated[
        str | None,
        typer.Option(
            help="Name or folder of a sentence-transformers model.",
            show_default="all-MiniLM-L6-v2",
        ),
    ],
    "cache": Cache,
    "namer": Annotated[
        str | None,
        typer.Option(
            metavar="bedrock:MODEL",
            help="A model on Amazon Bedrock that names intents; it is sent wordings.",
            show_default="none",
        ),
    ],
    "add": Annotated[
        bool | None,
        typer.Option(
            "--add/--replace",
            help="Add to the calls of the published run, or leave those behind.",
            show_default="run replaces, refresh adds",
        ),
    ],
    "bad_rows": Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="SHARE",
            help="Share of the rows that may be set aside since they can't be read as calls.",
            show_default="run 0, refresh 0.01",
        ),
    ],
    "dask": Annotated[
        str | None,
        typer.Option(
            metavar="tcp://HOST:PORT|local",
            help="A Dask scheduler whose workers read, count and embed.",
            show_default="this process does",
        ),
    ],
}
_DEFAULTS = {"input": inspect.Parameter.empty, "runs": "runs"}


def configured(**preset: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a command an option per field of RunConfig in the place of its ``config``.

    Parameters
    ----------
    preset
        Values of fields where nothing else is given.
    """
    return lambda command: _configured(command, preset)


def _configured(command: Callable[..., None], preset: Mapping[str, Any]) -> Callable[..., None]:
    kind = inspect.Parameter.KEYWORD_ONLY
    own = list(inspect.signature(command).parameters.values())[1:]
    hints = get_type_hints(command, localns={"RunConfig": object}, include_extras=True)

    @wraps(command)
    def with_options(**given: Any) -> None:
        from intentlib.model import RunConfig

        fields = {name: given.pop(name) for name in OPTIONS}
        given_here = {name: value for name, value in fields.items() if value is not None}
        chosen = {**preset, **given_here}
        if "granularity" in chosen:
            chosen["granularity"] = parse_granularity(chosen["granularity"])
        if "skip_rules" in chosen:
            chosen["skip_rules"] = tuple(chosen["skip_rules"])
        command(RunConfig(**chosen), **given)

    options = [
        inspect.Parameter(name, kind, annotation=option, default=_DEFAULTS.get(name))
        for name, option in OPTIONS.items()
    ]
    others = [p.replace(kind=kind, annotation=hints[p.name]) for p in own]
    told: Any = with_options
    told.__signature__, told.__annotations__ = inspect.Signature([*options, *others]), {}
    return with_options


def parse_granularity(text: str) -> float | int:
    """Return a number of intents for a whole number, and a height for a decimal one.

    Raises
    ------
    OptionError
        If it isn't a number.
    """
    try:
        return int(text) if re.fullmatch(r"\s*[+-]?\d+\s*", text) else float(text)
    except ValueError as error:
        raise OptionError(
            "granularity is not a number",
            value=text,
            do="Give a whole number for that many intents, or a decimal number for a height",
        ) from error


def telling(kind: ProgressKind) -> AbstractContextManager[Progress | None]:
    """Return what tells progress on standard error; bars only where people look at it."""
    from intentlib.progress import bars, json_lines

    if kind is ProgressKind.json:
        return json_lines()
    if kind is ProgressKind.auto and sys.stderr.isatty():
        return bars()
    return nullcontext()
