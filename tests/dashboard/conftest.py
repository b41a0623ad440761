import pytest
from dashboard.factories import make_run

from intentlib.dashboard.state import State


@pytest.fixture
def state():
    return State(run=make_run())


@pytest.fixture
def hostile():
    return State(run=make_run(hostile=True))
