import numpy as np
import pytest
from dashboard.factories import WORDINGS, make_run

from intentlib.dashboard.against import Against
from intentlib.review import Approve, PinApart, PinTogether, Undo, fold


@pytest.fixture
def run():
    return make_run()


def keys(*rows):
    return tuple(f"wording {row:02}" for row in rows)


def test_what_a_cut_would_part_and_join_is_counted(run):
    standing = fold(
        [
            Approve(keys(0, 6, 12), "i0"),
            PinTogether(keys(1, 7)),
            PinApart(keys(2, 8)),
            PinApart(keys(3, 9, 15)),
        ]
    )
    against = Against(run, standing)
    one, each = np.zeros(WORDINGS, int), np.arange(WORDINGS)
    assert against.at(one) == (0, 4)
    assert against.at(each) == (2, 0)
    assert against.at(each % 6) == (0, 4)


def test_what_is_undone_or_not_in_the_run_is_not_broken(run):
    standing = fold([PinTogether(keys(1, 7)), Undo(1), PinTogether(("a", "b"))])
    assert Against(run, standing).at(np.arange(WORDINGS)) == (0, 0)
