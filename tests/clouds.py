"""Unit vectors of which the truth is known."""

import numpy as np

from intentlib.vectors import unit


def clouds(n_clouds, each, noise=0.5, seed=0):
    """Unit vectors around random centres, and the centre of each."""
    rng = np.random.default_rng(seed)
    centres = unit(rng.normal(size=(n_clouds, 200)))
    truth = np.repeat(np.arange(n_clouds), each)
    points = centres[truth] + noise * unit(rng.normal(size=(len(truth), 200)))
    return unit(points).astype(np.float32), truth


def texts_of(truth):
    """A text per vector: a word of its cloud, and one that any cloud may have."""
    return [f"thing{cloud} way{place % 7}" for place, cloud in enumerate(truth)]
