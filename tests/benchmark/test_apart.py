import math
import os
import signal

import pytest

from intentlib.benchmark.apart import run_apart
from intentlib.errors import ProcessError


def test_returns_what_the_function_returns_in_another_process():
    assert run_apart(math.sqrt, 9) == 3
    assert run_apart(os.getppid) == os.getpid()


def test_what_is_printed_there_is_dropped(capfd):
    assert run_apart(os.system, "echo chatty; echo chatty >&2") == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("function", "argument", "told"),
    [
        (math.sqrt, -1, "ValueError: "),
        (os._exit, 3, "status 3"),
        (signal.raise_signal, signal.SIGKILL, "signal SIGKILL"),
    ],
)
def test_failure_is_one_line(function, argument, told):
    with pytest.raises(ProcessError, match=told) as failed:
        run_apart(function, argument)
    assert "\n" not in str(failed.value)
