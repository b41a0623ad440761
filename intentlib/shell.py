"""Between the commands and the shell: what is read and printed, and the status to exit with."""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import typer

from intentlib.errors import InputError, IntentlibError

DEBUG = "INTENTLIB_DEBUG"
"""Set in the environment to show tracebacks."""
_TERMINATED = 143
_NO_MEMORY = (
    "there is not enough memory. Run it where there is more, or give a smaller file; "
    "`latest` is as it was."
)


def exit_status(command: Callable[[], object]) -> int:
    """Run a command and return its exit status; what goes wrong is told in one line.

    0 done; 2 the user's input or options are wrong, told in one message; 130 interrupted; 143
    terminated; 1 anything else, a lack of memory included.
    """
    # Terminated like interrupted: by an exception, so that unfinished files are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _warned
            command()
    except SystemExit as done:
        return _flushed(int(done.code or 0))
    except IntentlibError as error:
        return _failed(error, str(error), error.exit_status)
    except BrokenPipeError:
        return _flushed(1)
    except Exception as error:
        if _lacks_memory(error):
            return _failed(error, _NO_MEMORY, 1)
        hint = "Run intentlib --debug … to see where"
        return _failed(error, f"unexpected {type(error).__name__}: {error}. {hint}.", 1)
    return _flushed(0)


def _lacks_memory(error: Exception) -> bool:
    """Tell a lack of memory, by whatever name a library calls it."""
    told = type(error).__name__ in {"OutOfMemoryError", "OutOfMemoryException"}
    return told or isinstance(error, MemoryError) or "DefaultCPUAllocator" in str(error)


def _warned(message: Warning | str, *_: Any, **__: Any) -> None:
    typer.secho(f"Warning: {' '.join(str(message).split())}", err=True, fg="yellow")


def _failed(error: Exception, message: str, status: int) -> int:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    typer.secho(f"Error: {' '.join(message.split())}", err=True, fg="red")
    return status


def _flushed(status: int) -> int:
    """Return the status, once whoever reads standard output has it or has gone away."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or 1
    return status


def lines() -> Iterator[str]:
    """Give the lines of standard input, read as UTF-8."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                "a text is not UTF-8",
                value=line,
                where=f"line {number:,} of standard input",
                do="Convert it first, for instance with: iconv -f cp1252 -t utf-8",
            ) from error
        yield text.rstrip("\r\n")


def print_json(value: Any) -> None:
    """Print a value as JSON, a frame as a list of objects."""
    typer.echo(json.dumps(value, default=_plain))


def _plain(value: Any) -> Any:
    """Return a frame as a list of objects, and anything else unknown to JSON as text."""
    if hasattr(value, "to_json"):
        return json.loads(value.to_json(orient="records", date_format="iso", date_unit="us"))
    return str(value)
