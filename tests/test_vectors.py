import numpy as np

from intentlib.vectors import group_sums


def test_sums_of_groups_count_each_row_by_its_weight():
    rows = np.arange(12, dtype=np.float32).reshape(6, 2)
    groups = np.array([2, 0, 2, 1, 0, 2])
    sums = group_sums(rows, groups)
    assert sums.dtype == np.float64
    assert sums.tolist() == [[10, 12], [6, 7], [14, 17]]
    weights = np.array([1, 0, 3, 2, 5, 0])
    assert group_sums(rows, groups, weights).tolist() == [[40, 45], [12, 14], [12, 16]]


def test_sums_of_groups_are_as_exact_as_double_precision():
    rows = np.full((1_000_000, 1), 0.1, np.float32)
    total = group_sums(rows, np.zeros(len(rows), int))[0, 0]
    assert abs(total - 1e6 * float(np.float32(0.1))) < 1e-4
