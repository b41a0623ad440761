"""What to ask reviewers next: first what would set most calls right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from intentlib.model import Tree
from intentlib.review.asking import candidates, clearness
from intentlib.review.outlook import Ground, Outlook
from intentlib.review.questions import Question
from intentlib.review.standing import Standing


class Queue:
    """The questions about a run.

    Parameters
    ----------
    wordings
        Of the run, with ``key``, ``calls`` and ``intent_id``.
    tree
        Its tree.
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    """

    def __init__(self, wordings: pd.DataFrame, tree: Tree, vectors: np.ndarray) -> None:
        self._ground = Ground(
            wordings["key"].tolist(),
            wordings["calls"].to_numpy(),
            np.asarray(vectors),
            tree,
            wordings["intent_id"].tolist(),
        )

    def outlook(self, standing: Standing) -> Outlook:
        """Return the intents as they are by the decisions in force."""
        return Outlook(self._ground, standing)

    def questions(self, standing: Standing, first: int | None = 10) -> list[Question]:
        """Return the questions that nobody has answered, the most valuable first.

        Those that were skipped come last, the longest skipped first.

        Parameters
        ----------
        standing
            What is in force.
        first
            Only so many; all where None.
        """
        outlook, skipped = self.outlook(standing), standing.skipped
        clear = clearness(outlook)
        ranked = sorted(
            candidates(outlook, clear),
            key=lambda each: (
                skipped.get(each.question_id(outlook), 0),
                -each.calls * each.doubt,
                each.kind,
                each.label,
            ),
        )
        return [each.question(outlook, clear) for each in ranked[:first]]


def settles(questions: Sequence[Question]) -> float:
    """Return the share of calls that answering these questions would settle."""
    if not questions:
        return 0.0
    outlook = questions[0].outlook
    told = np.zeros(len(outlook.labels), bool)
    for question in questions:
        if question.kind == "where":
            told[[outlook.ground.row_of[key] for key in question.shown]] = True
        elif question.kind == "one":
            told[outlook.rows[outlook.label_of(question.intent_id)]] = True
    calls = outlook.ground.calls
    return float(calls[told & ~outlook.settled].sum() / max(calls.sum(), 1))
