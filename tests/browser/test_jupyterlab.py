"""The same views in a notebook: each in a cell of JupyterLab, in light and dark."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect

from intentlib import dashboard

TABS = ("Overview", "Granularity", "Intents", "Trends", "Review", "Data")
VIEWS = (*TABS, *(name for name in dashboard.__all__ if name not in (*TABS, "Dashboard", "State")))
COLOURS = """view => {
  const panel = view.matches(".il-panel") ? view : view.querySelector(".il-panel, select");
  const look = getComputedStyle(panel);
  return [look.backgroundColor, look.color];
}"""
FIRST = "from intentlib.dashboard import {names}, State\nstate = State({runs!r})"
RUN_ALL = """() => jupyterapp.shell.currentWidget.sessionContext.ready.then(
  () => void jupyterapp.commands.execute("notebook:run-all-cells")
)"""


@pytest.fixture(scope="module")
def lab(runs, tmp_path_factory):
    """Address of a notebook with one view in each cell, in a JupyterLab of its own."""
    home = tmp_path_factory.mktemp("lab")
    cells = [FIRST.format(names=", ".join(VIEWS), runs=str(runs)), *(f"{v}(state)" for v in VIEWS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c) for c in cells], metadata=kernel
    )
    nbformat.write(notebook, home / "views.ipynb")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    options = {
        "ServerApp.port": port,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.root_dir": home,
        "IdentityProvider.token": "",
        "LabApp.expose_app_in_browser": True,
        "LabApp.news_url": "None",
        "LabApp.user_settings_dir": home / "settings",
        "LabApp.workspaces_dir": home / "workspaces",
    }
    given = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "jupyterlab", *given]
    with (home / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        until_answered(address + "api", home / "log")
        yield address + "lab/tree/views.ipynb"
        process.terminate()


def until_answered(address, log):
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            assert time.monotonic() < end, log.read_text()[-2000:]
            time.sleep(0.2)
        else:
            return


def test_every_view_stands_alone_in_a_cell_in_light_and_dark(browser, lab):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.evaluate(RUN_ALL)
    outputs = page.locator(".jp-OutputArea-output .il-view:not(.il-view .il-view)")
    expect(outputs).to_have_count(len(VIEWS), timeout=60_000)
    overview = outputs.nth(0)
    name = overview.locator(".il-row").nth(1).inner_text()
    overview.locator(".il-row").nth(1).click()
    for view in (overview, outputs.nth(2)):  # one state: what is selected in one is in the other
        expect(view.get_by_role("heading", name=name, exact=True)).to_be_visible()
    for theme, is_light in (("JupyterLab Dark", False), ("JupyterLab Light", True)):
        page.evaluate(
            "theme => void jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
        )
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(is_light).lower())
        for number in range(len(VIEWS)):
            outputs.nth(number).scroll_into_view_if_needed()
            ground, ink = map(brightness, outputs.nth(number).evaluate(COLOURS))
            assert (ground > 200, ink > 200) == (is_light, not is_light), VIEWS[number]
    expect(outputs.nth(4)).to_contain_text("In JupyterLab single keys belong to the notebook")
    expect(page.locator(".jp-OutputArea-output[data-mime-type*='stderr']")).to_have_count(0)
    page.close()


def brightness(colour: str) -> float:
    """Return the mean of a colour's red, green and blue."""
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3
