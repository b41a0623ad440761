"""A reviewer who knows the truth: how much each answer is worth, measured on labelled files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from intentlib.errors import ConflictError
from intentlib.review.base import Decision
from intentlib.review.ledger import Ledger
from intentlib.review.outlook import Outlook
from intentlib.review.questions import Question
from intentlib.review.queue import Queue
from intentlib.review.recorded import Offer

_NAME = "simulated"


class Simulated:
    """Answers questions by the true intent of each wording.

    Parameters
    ----------
    truth
        True intent by key; wordings without one are left undecided.
    """

    def __init__(self, truth: Mapping[str, str]) -> None:
        self._truth = truth

    def review(
        self, queue: Queue, ledger: Ledger, shuffled: np.random.Generator | None = None
    ) -> Iterator[Question]:
        """Give the questions one after the other, each once its answer is in the ledger.

        Parameters
        ----------
        queue
            Of the run.
        ledger
            Where the answers go. A decision in the way of an answer is undone.
        shuffled
            Takes the questions in any order instead of the queue's.
        """
        first = None if shuffled else 1
        while questions := queue.questions(ledger.standing(), first):
            asked = questions[shuffled.integers(len(questions)) if shuffled else 0]
            for decision in self.answer(asked):
                try:
                    ledger.append(decision, reviewer=_NAME)
                except ConflictError as conflict:
                    offer = Offer(decision, _NAME, instead_of=conflict.instead_of)
                    ledger.append_all([offer])
            yield asked

    def answer(self, question: Question) -> list[Decision]:
        """Return the decisions that answer a question, as a person would who sees what is shown.

        An intent is known by what most of its calls are about.
        """
        outlook = question.outlook
        subjects = self._subjects(outlook)
        mine = subjects[outlook.label_of(question.intent_id)]
        if question.kind == "same":
            at = map(outlook.label_of, question.others)
            pairs = zip(question.others, at, strict=True)
            return question.merged([i for i, label in pairs if mine and subjects[label] == mine])
        if question.kind == "name":
            return question.named(mine or question.intent_id)
        homes = self._homes(outlook, subjects)
        told = [self._truth.get(key) for key in question.shown]
        homes |= {mine: question.intent_id} if mine in told else {}
        known = zip(question.shown, told, strict=True)
        return question.sorted({key: homes.get(each, each) for key, each in known if each})

    def _subjects(self, outlook: Outlook) -> list[str | None]:
        """Return what each intent is mostly about."""
        found: list[str | None] = []
        for rows in outlook.rows:
            totals: dict[str, float] = {}
            for key, calls in zip(outlook.keys(rows), outlook.ground.calls[rows], strict=True):
                if key in self._truth:
                    totals[self._truth[key]] = totals.get(self._truth[key], 0) + float(calls)
            found.append(max(sorted(totals), key=lambda each: totals[each]) if totals else None)
        return found

    def _homes(self, outlook: Outlook, subjects: list[str | None]) -> dict[str | None, str]:
        """Return the largest intent that is about each subject."""
        homes: dict[str | None, str] = {}
        for label in np.argsort(-outlook.calls, kind="stable"):
            homes.setdefault(subjects[label], outlook.intent_ids[label])
        return homes
