import subprocess
import sys

import pytest

from intentlib.meter import Meter


def test_stage_is_timed_and_its_end_is_told():
    told = []
    meter = Meter(lambda *step: told.append(step))
    with meter.stage("embed") as tell:
        tell("whatever the stage calls itself", 3, 10)
    assert told == [("embed", 0, 0), ("embed", 3, 10), ("embed", 10, 10)]
    assert list(meter.seconds) == list(meter.peak_rss_mb) == ["embed"]
    assert 0 <= meter.seconds["embed"] < 1


def test_silent_stage_ends_as_one_of_one():
    told = []
    with Meter(lambda *step: told.append(step)).stage("tree"):
        pass
    assert told == [("tree", 0, 0), ("tree", 1, 1)]


def test_failed_stage_is_not_counted():
    meter = Meter()
    with pytest.raises(KeyError), meter.stage("read"):
        raise KeyError("x")
    assert meter.seconds == {}


def test_peak_memory_rises_with_use_and_stays():
    code = """
from intentlib.meter import peak_rss_mb
marks = [peak_rss_mb()]
block = bytearray(b"x" * 100 * 2**20)
marks.append(peak_rss_mb())
del block
marks.append(peak_rss_mb())
print(*marks)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, during, after = map(float, done.stdout.split())
    assert during > before + 90
    assert after > during - 2
