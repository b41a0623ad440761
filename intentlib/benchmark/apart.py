"""Work in a process of its own: what it costs is its own, and what it breaks too."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from intentlib.errors import ProcessError

Value = TypeVar("Value")
_GRACE = 10
"""Seconds in which a process that has answered may tidy up."""


def run_apart(function: Callable[..., Value], *args: Any) -> Value:
    """Return what a function returns in a fresh process, which is gone afterwards.

    Whatever it prints is dropped: the output is ours, and some libraries are chatty.

    Parameters
    ----------
    function
        Found under its name in its module, as pickle needs it; so must be its arguments.

    Raises
    ------
    ProcessError
        If it raises anything, or its process is killed, for instance for want of memory.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, function, args))
    process.start()
    theirs.close()
    try:
        done, answer = ours.recv()
        process.join(_GRACE)
    except EOFError:
        process.join()
        raise ProcessError("its process ended early", value=_ending(process.exitcode)) from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if not done:
        raise ProcessError(answer)
    value: Value = answer
    return value


def _answer(pipe: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    try:
        pipe.send((True, function(*args)))
    except Exception as error:
        message = " ".join(str(error).split()).rstrip(".")
        pipe.send(
            (False, f"{type(error).__name__}: {message}" if message else type(error).__name__)
        )


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"
