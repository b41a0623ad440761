"""The groups of a run before any decision: the height to cut at, and what goes on from before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.errors import OptionError
from intentlib.model import Recommendation, Run, Tree
from intentlib.taxonomy import Carried, carry, go_on
from intentlib.tree import cut, height_for


def group(
    tree: Tree,
    height: float,
    wordings: pd.DataFrame,
    vectors: np.ndarray,
    previous: Run | None,
    *,
    carries: bool,
) -> Carried:
    """Return the groups of a cut, and which intents of the run before they go on being.

    Parameters
    ----------
    tree, height
        The tree and where to cut it.
    wordings
        With ``wording_id`` and ``calls``.
    vectors : ndarray of shape (n_wordings, n_dimensions)
    previous
        The run before, if any.
    carries
        Whether old wordings stay where they were, as with new data; otherwise the cut holds.
    """
    labels = cut(tree, height)
    if previous is None:
        return Carried(labels, None)
    carried = carry(labels, tree, height, wordings, vectors, previous) if carries else None
    return carried or Carried(labels, go_on(wordings, labels, previous))


def check_granularity(granularity: float | int | None, n_wordings: int | None = None) -> None:
    """Accept ``None``, a whole number from 2 to the number of wordings, or a height of 0 to 1.

    Raises
    ------
    OptionError
        If it is anything else.
    """
    if granularity is None:
        return
    whole = isinstance(granularity, int) and not isinstance(granularity, bool)
    height = isinstance(granularity, float) and 0 <= granularity <= 1
    if not (whole and granularity >= 2) and not height:
        raise OptionError(
            "granularity is neither a number of intents nor a height",
            value=granularity,
            do="Give a whole number from 2 for that many intents, a decimal number from 0 to 1 "
            "for a height, or nothing for the recommended height",
        )
    if whole and n_wordings is not None and granularity > n_wordings:
        raise OptionError(
            "granularity asks for more intents than there are wordings",
            value=granularity,
            do=f"Give a whole number up to {n_wordings:,}, or a decimal number for a height",
        )


def choose_height(
    granularity: float | int | None, tree: Tree, recommended: Recommendation
) -> float:
    """Return the height that a granularity means on this tree.

    Raises
    ------
    OptionError
        If the granularity isn't usable; see :func:`check_granularity`.
    """
    check_granularity(granularity, tree.n_wordings)
    if granularity is None:
        return recommended.height
    if isinstance(granularity, float):
        return granularity
    return height_for(tree, granularity)
