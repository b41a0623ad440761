"""Ward's trees over random points, with random chances of their merges."""

import fastcluster
import numpy as np


def random_tree(n, seed):
    rng = np.random.default_rng(seed)
    linkage = fastcluster.linkage_vector(rng.normal(size=(n, 3)), "ward")
    return linkage, rng.random(n - 1)
