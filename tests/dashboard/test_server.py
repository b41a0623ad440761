"""What the server is told before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from intentlib.dashboard.kernels import ViewerKernels
from intentlib.dashboard.server import Dashboard, Options, _config


@pytest.mark.parametrize(
    ("host", "local", "address"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:8866/"),
        ("localhost", True, "http://localhost:8866/"),
        ("::1", True, "http://[::1]:8866/"),
        ("0.0.0.0", False, "http://localhost:8866/"),
        ("::", False, "http://localhost:8866/"),
        ("10.0.0.7", False, "http://10.0.0.7:8866/"),
        ("calls.example", False, "http://calls.example:8866/"),
    ],
)
def test_knows_who_can_reach_it_and_where(host, local, address):
    options = Options(Path("a.ipynb"), "scratch", "runs", host, 8866, "/", 1, 300, 256, 40)
    assert (options.local, options.address) == (local, address)


def test_waits_for_what_a_cell_shows_where_kernels_are_slow():
    options = Options(Path("a.ipynb"), "scratch", "runs", "::1", 8866, "/", 1, 300, 256, 40)
    assert _config(options).VoilaExecutor.iopub_timeout >= 30  # four seconds by default


def test_kernels_leave_no_logger_of_their_own_behind():
    dashboard = Dashboard()
    kernels = ViewerKernels(parent=dashboard)
    for _ in range(2):
        assert ServerKernelManager(parent=kernels).event_logger is dashboard.event_logger
