"""One script in place of about a hundred: the front-end chunks that the page always loads.

Voila's front end and its widget extensions are webpack builds that fetch their chunks one by one.
A chunk only adds itself to a list that its build looks at first, so all of them can come as one
file ahead of the builds. A chunk that is missing here is still fetched by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "bqplot",
    "bqscales",
    "intentlib",
)
"""The extensions that the dashboard uses; no other that happens to be installed is sent."""

_BUNDLED = ("@jupyter-widgets/jupyterlab-manager", "bqplot", "bqscales")
"""Those whose chunks are nearly all used; the other shares most of its own with the first."""

_CHUNK = re.compile(r"\.e\((\d+)\)")


def bundle(statics: Iterable[Path], extensions: Iterable[Path]) -> bytes:
    """Return the chunks as one script.

    Parameters
    ----------
    statics
        Folders of static files, the first that has ``voila.js`` counts.
    extensions
        Folders of front-end extensions, in order of precedence.
    """
    found = [*_voila_chunks(statics)]
    folders = list(extensions)
    for name in _BUNDLED:
        found += _extension_chunks(name, folders)
    return b"\n;\n".join(path.read_bytes() for path in found)


def entries(extensions: Iterable[Path]) -> list[str]:
    """Return the first script of each extension, relative to the extensions' address."""
    folders = list(extensions)
    told = ((name, _package(name, folders)) for name in EXTENSIONS)
    return [f"{name}/{package[1]}" for name, package in told if package]


def _voila_chunks(statics: Iterable[Path]) -> Iterator[Path]:
    static = next((folder for folder in statics if (folder / "voila.js").is_file()), None)
    if static is None:
        return
    named = _CHUNK.findall((static / "voila.js").read_text(encoding="utf-8"))
    for chunk in sorted(set(named), key=int):
        path = static / f"{chunk}.voila.js"
        if path.is_file():  # chunks that only stand for an extension's have no file
            yield path


def _extension_chunks(name: str, folders: list[Path]) -> Iterator[Path]:
    package = _package(name, folders)
    if package:
        folder, load = package
        for path in sorted((folder / load).parent.glob("*.js")):
            if path.name != "style.js" and path != folder / load:
                yield path


def _package(name: str, folders: list[Path]) -> tuple[Path, str] | None:
    for folder in folders:
        path = folder / name / "package.json"
        if path.is_file():
            build = json.loads(path.read_text(encoding="utf-8"))["jupyterlab"]["_build"]
            return path.parent, str(build["load"])
    return None
