"""The 2-D map of wordings."""

import numpy as np
import pytest
from clouds import clouds

from intentlib.layout import place


def test_wordings_of_one_intent_stand_together():
    vectors, truth = clouds(12, 30)
    points = place(vectors, np.ones(len(truth)), truth)
    middles = np.stack([points[truth == label].mean(axis=0) for label in range(12)])
    nearest = np.linalg.norm(points[:, None] - middles, axis=2).argmin(axis=1)
    assert (nearest == truth).mean() > 0.95


@pytest.mark.parametrize("n_groups", [1, 2, 3, 4, 5, 6, 20])
def test_any_number_of_intents_fits_the_frame(n_groups):
    vectors, truth = clouds(n_groups, 3)
    points = place(vectors, np.ones(len(truth)), truth)
    assert points.shape == (3 * n_groups, 2)
    assert np.isfinite(points).all()
    assert np.abs(points).max() <= 1 + 1e-9


def test_the_map_does_not_change_from_run_to_run():
    vectors, truth = clouds(8, 10)
    calls = np.ones(len(truth))
    assert (place(vectors, calls, truth) == place(vectors, calls, truth)).all()
