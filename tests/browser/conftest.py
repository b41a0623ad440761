"""A served dashboard of a small run, and visitors to it in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from playwright.sync_api import Browser, expect
from served import Served, make_run, served
from small_file import write_calls
from visitor import Visitor

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    return make_run(write_calls(folder / "calls.csv"), folder / "runs")


@pytest.fixture(scope="module")
def dashboard(runs, tmp_path_factory) -> Iterator[Served]:
    own = shutil.copytree(runs, tmp_path_factory.mktemp("served") / "runs")
    with served(own) as dashboard:
        yield dashboard


@pytest.fixture
def visit(browser, dashboard):
    """Return a function that opens the dashboard as a visitor; afterwards, none was harmed."""
    visitors, contexts = [], []

    def visit(width: int = 1440, **options: object) -> Visitor:
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, **options))
        visitors.append(Visitor(contexts[-1].new_page(), dashboard))
        return visitors[-1].come()

    yield visit
    for context in contexts:
        context.close()
    assert [visitor.elsewhere for visitor in visitors if visitor.elsewhere] == []
    assert [visitor.trouble for visitor in visitors if visitor.trouble] == []
