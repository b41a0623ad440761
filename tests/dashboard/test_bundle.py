"""One script of the front end's chunks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from voila.paths import collect_static_paths
from voila.utils import get_voila_labextensions_path

from intentlib.dashboard.bundle import EXTENSIONS, bundle, entries
from intentlib.dashboard.server import TEMPLATE


@pytest.fixture
def installed() -> tuple[list[Path], list[Path]]:
    statics = collect_static_paths(["voila", "nbconvert"], "lab")
    extensions = get_voila_labextensions_path([str(TEMPLATE / "extensions")])
    return [Path(p) for p in statics], [Path(p) for p in extensions]


def write_extension(folder: Path, name: str, **files: str) -> None:
    static = folder / name / "static"
    static.mkdir(parents=True)
    told = {"jupyterlab": {"_build": {"load": "static/remoteEntry.1.js"}}}
    (folder / name / "package.json").write_text(json.dumps(told))
    for stem, script in files.items():
        (static / f"{stem}.js").write_text(script)
    (static / "remoteEntry.1.js").write_text("entry()")


def test_holds_the_chunks_that_voila_names_and_no_others(tmp_path):
    (tmp_path / "voila.js").write_text("r.e(7),x.e(12);x.e(99)")
    for chunk in (7, 12, 13):
        (tmp_path / f"{chunk}.voila.js").write_text(f"chunk{chunk}()")
    assert bundle([tmp_path / "none", tmp_path], []) == b"chunk7()\n;\nchunk12()"


def test_takes_an_extension_from_the_first_folder_without_its_entry(tmp_path):
    write_extension(tmp_path / "own", "bqplot", chunk="own()", style="style()")
    write_extension(tmp_path / "system", "bqplot", chunk="system()")
    folders = [tmp_path / "own", tmp_path / "system"]
    assert bundle([], folders) == b"own()"
    assert entries(folders) == ["bqplot/static/remoteEntry.1.js"]


def test_finds_every_extension_where_it_is_installed(installed):
    statics, extensions = installed
    assert len(entries(extensions)) == len(EXTENSIONS)
    script = bundle(statics, extensions).decode()
    added_to = set(re.findall(r"self\.((?:web|rs)packChunk\w+)\|\|\[\]", script))
    assert len(added_to) == 4, added_to
