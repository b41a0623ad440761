"""The C library's memory, given back to the system as it is freed."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Of ``mallopt``, as in ``malloc.h`` of glibc."""

_LARGE = 128 * 1024


def give_back_memory() -> None:
    """Have what the process frees returned to the system, for as long as the process lives.

    By itself, glibc keeps as large a piece as was ever freed for the next one of that size, in a
    heap for each thread. A server to which visitors come and go, with uploads among what they
    send, then grows by a megabyte in 24 visits though it holds nothing more. Other C libraries
    are left as they are.
    """
    with suppress(OSError, AttributeError):  # there is no mallopt
        mallopt = ctypes.CDLL(None).mallopt
        for name, value in ((_TRIM_THRESHOLD, _LARGE), (_MMAP_THRESHOLD, _LARGE), (_ARENA_MAX, 1)):
            mallopt(name, value)
