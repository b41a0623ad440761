"""The height moves only where another one agrees clearly better with what people decided."""

import numpy as np
import pytest

from intentlib.model import Tree
from intentlib.review.convention import learned_height
from intentlib.tree import cut

# Four intents of four wordings, in two pairs that meet at 0.4 and 0.6, all at 0.9.
TREE = Tree(
    np.array(
        [
            *[[2 * n, 2 * n + 1, 0.1, 2] for n in range(8)],
            *[[16 + 2 * n, 17 + 2 * n, 0.2 + 0.01 * n, 4] for n in range(4)],
            [24, 25, 0.4, 8],
            [26, 27, 0.6, 8],
            [28, 29, 0.9, 16],
        ]
    )
)
ONES = np.ones(16)
NOTHING = np.full(16, -1)


def test_without_decisions_the_height_stays():
    assert learned_height(TREE, NOTHING, ONES, 0.5) == 0.5


def test_people_who_agree_leave_the_height():
    assert learned_height(TREE, cut(TREE, 0.5), ONES, 0.5) == 0.5


@pytest.mark.parametrize(("wanted", "decided"), [(4, slice(0, 8)), (2, slice(8, 16))])
def test_a_part_of_the_file_shows_the_height_for_the_rest(wanted, decided):
    people = NOTHING.copy()
    people[decided] = cut(TREE, 0.3 if wanted == 4 else 0.7)[decided]
    found = learned_height(TREE, people, ONES, 0.5)
    assert cut(TREE, found).max() + 1 == wanted


def test_one_wording_elsewhere_is_no_sign_of_another_convention():
    people = cut(TREE, 0.5)
    people[0] = people[15]
    assert learned_height(TREE, people, ONES, 0.5) == 0.5


def test_one_merge_of_intents_that_are_far_apart_changes_nothing_else():
    people = NOTHING.copy()
    people[:4] = people[12:] = 1
    assert learned_height(TREE, people, ONES, 0.5) == 0.5


def test_calls_count():
    people = NOTHING.copy()
    people[:8] = [1, 1, 1, 1, 2, 2, 2, 2]
    calls = np.where(np.arange(16) == 4, 100, 1)
    assert cut(TREE, learned_height(TREE, people, calls, 0.5)).max() == 3
