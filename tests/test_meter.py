import numpy as np
import pytest

from intentlib.meter import Meter, peak_rss_mb


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


def test_peak_memory_rises_with_use_and_never_falls():
    before = peak_rss_mb()
    block = np.ones(int((before + 100) * 1024 * 1024 / 8))
    during = peak_rss_mb()
    assert during > before + 90
    del block
    assert peak_rss_mb() >= during
