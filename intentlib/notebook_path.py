"""Where the notebooks are: in the installed package, or in the repository it is developed in."""

from __future__ import annotations

from pathlib import Path

from intentlib.errors import IntentlibError

_PACKAGE = Path(__file__).parent


def notebook(name: str) -> Path:
    """Return the path of a notebook that ships with intentlib, such as ``dashboard.ipynb``.

    Raises
    ------
    IntentlibError
        If it is in neither place: the installation is damaged.
    """
    places = (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks")
    for place in places:
        if (place / name).is_file():
            return place / name
    raise IntentlibError(
        "a notebook that belongs to intentlib is missing",
        value=name,
        where=str(places[0]),
        do="Install intentlib again",
    )
