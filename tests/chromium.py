"""A Chromium for the browser tests and benchmarks: Playwright's own, or else the system's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

Started = TypeVar("Started", Browser, BrowserContext)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser that sends nothing of its own accord.

    Raises
    ------
    RuntimeError
        If there is none that starts; says what to install.
    """
    with sync_playwright() as playwright:
        browser = _started(playwright, playwright.chromium.launch)
        yield browser
        browser.close()


@contextmanager
def returning_chromium(profile: Path) -> Iterator[BrowserContext]:
    """Start a browser that keeps its caches in a folder, as a person's browser does.

    Raises
    ------
    RuntimeError
        If there is none that starts; says what to install.
    """
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch_persistent_context
        size = {"width": 1440, "height": 900}
        context = _started(playwright, partial(launch, profile, viewport=size))
        yield context
        context.close()


def _started(playwright: Playwright, launch: Callable[..., Started]) -> Started:
    own = playwright.chromium.executable_path
    system = [found for name in NAMES if (found := shutil.which(name))]
    problems = []
    for path in [own] * Path(own).exists() + system:
        try:
            return launch(executable_path=path, args=FLAGS)
        except Error as error:  # its system libraries may be missing
            problems.append(f"{path}: {error}")
    install = "`python -m playwright install --with-deps chromium`"
    do = f"Install one with {install}, or your system's package `chromium`."
    raise RuntimeError("\n".join([f"No Chromium starts. {do}", *problems]))
