"""From the address of a folder of runs to the place it names."""

from __future__ import annotations

import fsspec

from intentlib.errors import OptionError
from intentlib.store.bucket import BucketPlace
from intentlib.store.local_place import LocalPlace
from intentlib.store.place import Layout, Place
from intentlib.store.remote import open_file_system

_EXTRAS = {"s3": "s3", "s3a": "s3"}
_KINDS: dict[str, type[Place]] = {
    "file": LocalPlace,
    "local": LocalPlace,
    "s3": BucketPlace,
    "s3a": BucketPlace,
}


def open_place(runs: str, layout: Layout) -> Place:
    """Return the place that a folder or fsspec URL names; nothing is created yet.

    Raises
    ------
    OptionError
        If the URL's protocol is unknown, or its library isn't installed.
    """
    protocol = fsspec.utils.get_protocol(runs)
    try:
        fs, root = open_file_system(runs)
    except ImportError as error:
        extra = _EXTRAS.get(protocol)
        install = f'pip install "intentlib[{extra}]"' if extra else f"the library: {error}"
        raise OptionError(
            f"runs on {protocol}:// need a library that isn't installed",
            value=runs,
            do=f"Install it with {install}",
        ) from error
    except ValueError as error:
        raise OptionError(
            "the runs folder has an unknown kind of address",
            value=runs,
            do="Give a folder, or an s3:// address",
        ) from error
    return _KINDS.get(protocol, Place)(fs, root, layout)
