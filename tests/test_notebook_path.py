"""Where the notebooks are found."""

from __future__ import annotations

import json

import pytest

from intentlib import notebook_path
from intentlib.errors import IntentlibError
from intentlib.notebook_path import notebook


@pytest.mark.parametrize("name", ["dashboard.ipynb", "explore.ipynb", "refresh.ipynb"])
def test_finds_every_notebook_of_the_repository(name):
    assert json.loads(notebook(name).read_text(encoding="utf-8"))["cells"]


def test_prefers_those_installed_with_the_package(tmp_path, monkeypatch):
    package = tmp_path / "intentlib"
    (package / "notebooks").mkdir(parents=True)
    (package / "notebooks" / "explore.ipynb").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "explore.ipynb").touch()
    monkeypatch.setattr(notebook_path, "_PACKAGE", package)
    assert notebook("explore.ipynb") == package / "notebooks" / "explore.ipynb"


def test_says_that_the_installation_is_damaged():
    with pytest.raises(IntentlibError, match=r"missing: none\.ipynb .*Install intentlib again"):
        notebook("none.ipynb")
