import numpy as np
import pytest

from intentlib.dashboard import charts


@pytest.mark.parametrize("top", [0, 0.004, 0.093, 0.3, 1, 3, 7, 13, 26, 99, 101, 12345])
def test_ticks_are_few_round_and_reach_the_top(top):
    ticks = charts.nice_ticks(top, whole=top >= 1)
    assert ticks[0] == 0
    assert ticks[-1] >= top
    assert 2 <= len(ticks) <= 6
    assert np.allclose(np.diff(ticks), ticks[1])
    if top >= 1:
        assert np.array_equal(ticks, ticks.round())


def test_some_values_are_evenly_spaced_from_the_first_on():
    assert charts.some(np.arange(13), 6).tolist() == [0, 3, 6, 9, 12]
    assert charts.some(np.arange(2), 6).tolist() == [0, 1]
    assert charts.some(np.arange(0), 6).tolist() == []
