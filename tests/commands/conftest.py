"""A published run that commands are tried on, made once."""

import pytest
from small_file import write_calls

from intentlib.cli import main


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="session")
def made(home):
    """The arguments that a published run was made with; it has 4 intents."""
    file, runs, cache = write_calls(home / "calls.csv"), home / "runs", home / "cache"
    made = [str(file), "--runs", str(runs), "--text", "reason", "--cache", str(cache)]
    assert main(["run", *made, "--granularity", "4", "--progress", "none"]) == 0
    return made


@pytest.fixture
def runs(made):
    return ["--runs", made[2]]
