import numpy as np
import pytest

from intentlib.benchmark.calibration import Band, calibrate


def test_share_of_right_wordings_by_confidence():
    confidence = np.array([0.95, 0.81, 0.8, 0.5, 0.49, 0.1, 0.1])
    right = np.array([True, True, False, True, False, False, True])
    assert calibrate(confidence, right).bands == [
        Band("above 0.8", 2, 1.0),
        Band("0.5 to 0.8", 2, 0.5),
        Band("below 0.5", 3, pytest.approx(1 / 3)),
    ]


def test_expected_error_is_the_distance_within_bins():
    # one bin says 0.94 and holds 0.5, another says 1 and holds 1
    confidence, right = np.array([0.94, 0.94]), np.array([True, False])
    assert calibrate(confidence, right).expected_error == pytest.approx(0.44)
    mixed = calibrate(np.array([0.2, 0.2, 1.0, 1.0]), np.array([False, True, True, True]))
    assert mixed.expected_error == pytest.approx(0.15)


def test_band_that_holds_nothing_says_so():
    assert calibrate(np.array([0.9]), np.array([True])).bands[2] == Band("below 0.5", 0, None)
