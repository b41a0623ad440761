"""The groups of a run, in ``intentlib.grouping``."""

import numpy as np
import pandas as pd
import pytest
from random_trees import random_tree

from intentlib import errors
from intentlib.grouping import check_granularity, choose_height, group
from intentlib.model import Recommendation, Tree
from intentlib.tree import count_groups, cut

TREE = Tree(random_tree(12, 1)[0] / [1, 1, 10, 1])
ADVICE = Recommendation(0.4, 5, "")


@pytest.mark.parametrize("granularity", [1, 0, -3, -0.5, 1.01, 20.0, float("nan"), True, "20"])
def test_unusable_granularity_is_refused(granularity):
    with pytest.raises(errors.OptionError, match="granularity"):
        check_granularity(granularity)


@pytest.mark.parametrize("granularity", [None, 2, 5000, 0.0, 0.6, 1.0])
def test_usable_granularity_is_accepted(granularity):
    check_granularity(granularity)


def test_whole_number_is_a_number_of_intents_and_a_decimal_one_a_height():
    assert count_groups(TREE, choose_height(3, TREE, ADVICE)) == 3
    assert choose_height(0.3, TREE, ADVICE) == 0.3
    assert choose_height(None, TREE, ADVICE) == 0.4
    with pytest.raises(errors.OptionError, match="up to 12"):
        choose_height(13, TREE, ADVICE)


def test_without_a_run_before_groups_are_those_of_the_cut():
    found = group(TREE, 0.2, pd.DataFrame(), np.empty(0), None, carries=True)
    np.testing.assert_array_equal(found.labels, cut(TREE, 0.2))
    assert found.goes_on is None
