import ctypes
import subprocess
import sys

import pytest

from intentlib.dashboard.allocator import give_back_memory

# Frees 200 buffers of a megabyte, between each two of which something small stays.
CODE = """
import ctypes, sys
import psutil
from intentlib.dashboard.allocator import give_back_memory

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
if sys.argv[1] == "given back":
    give_back_memory()
large = libc.malloc(30 << 20)
libc.free(ctypes.c_void_p(large))  # from here on glibc keeps pieces of up to 30 MB
buffers = []
for _ in range(200):
    buffers.append(libc.malloc(1 << 20))
    ctypes.memset(buffers[-1], 1, 1 << 20)
    libc.malloc(5000)
for buffer in buffers:
    libc.free(ctypes.c_void_p(buffer))
print(psutil.Process().memory_info().rss / 2**20)
"""


def left_over(how: str) -> float:
    done = subprocess.run([sys.executable, "-c", CODE, how], check=True, capture_output=True)
    return float(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="a C library without mallopt")
def test_what_is_freed_goes_back_to_the_system():
    assert left_over("given back") + 150 < left_over("kept")


def test_without_such_an_option_nothing_is_changed(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back_memory()
