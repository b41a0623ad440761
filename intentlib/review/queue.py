"""What to ask reviewers next: first what would set most calls right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import pandas as pd

from intentlib.model import Tree
from intentlib.review.doubts import wrong_across, wrong_inside, wrong_wordings
from intentlib.review.grouping import Move
from intentlib.review.lessons import learn
from intentlib.review.outlook import Ground, Outlook
from intentlib.review.questions import Question
from intentlib.review.standing import Standing

SHOWN = 12
TYPICAL = 6
_ALIKE = 4
"""So many intents are asked about at once whether they are the same as one."""
_LEAST = 0.02
"""Two intents less likely to be one than this are not asked about."""
_NAMED_WRONG = 0.01
"""How likely an automatic name is to be changed, in calls that a wrong grouping would cost."""


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
            tree.linkage,
            wordings["intent_id"].tolist(),
        )

    def outlook(self, standing: Standing) -> Outlook:
        """Return the intents as they are by the decisions in force."""
        return Outlook(self._ground, standing)

    def questions(self, standing: Standing) -> list[Question]:
        """Return all questions that nobody has answered, the most valuable first.

        Those that were skipped come last, the longest skipped first.
        """
        outlook, skipped = self.outlook(standing), standing.skipped
        apart = _apart(outlook)
        lesson = _taught(outlook, apart)
        self.lesson = lesson
        found = chain(_one(outlook, lesson), _same(outlook, apart, lesson), _where(outlook), _name(outlook))
        return sorted(
            found, key=lambda q: (skipped.get(q.question_id, 0), -q.value, q.question_id)
        )

    def settled(self, standing: Standing) -> float:
        """Return the share of calls of which people decided where they belong."""
        return self.outlook(standing).share_settled


def settles(questions: Sequence[Question]) -> float:
    """Return the share of calls that answering these questions would settle."""
    if not questions:
        return 0.0
    outlook = questions[0].outlook
    told = np.zeros(len(outlook.labels), bool)
    for question in questions:
        if question.kind == "where":
            told[np.isin(np.asarray(outlook.ground.keys, object), question.shown)] = True
        elif question.kind == "one":
            told[outlook.rows[outlook.label_of(question.intent_id)]] = True
    calls = outlook.ground.calls
    return float(calls[told & ~outlook.settled].sum() / max(calls.sum(), 1))


def _taught(outlook, apart):
    ground=outlook.ground
    n=len(ground.keys)
    part=np.full(n,-1); row_of={k:i for i,k in enumerate(ground.keys)}
    sizes=[]
    for c in outlook.standing.components():
        if c.intent_id is None: continue
        r=[row_of[k] for k in c.keys if k in row_of]
        part[r]=len(sizes); sizes.append(ground.calls[r].sum() if len(r) else 0)
    ev=[];same=[]
    if sizes:
        wrong,pairs=wrong_inside(ground.linkage,part,ground.calls,True)
        for w,pp in zip(wrong,pairs):
            if pp>0: ev.append(1-w/pp); same.append(True)
    pairs, chances = wrong_across(ground.linkage, outlook.cores, outlook.centres, outlook.calls)
    for (a, b), chance in zip(pairs.tolist(), chances.tolist(), strict=True):
        if (a,b) in apart: ev.append(chance); same.append(False)
    return learn(np.array(ev),np.array(same,bool))


def _one(outlook: Outlook, lesson) -> Iterator[Question]:
    """Give, for each intent that is mostly undecided, whether it is one thing."""
    ground = outlook.ground
    link=ground.linkage.copy(); link[:,2]=1-lesson.corrected(1-link[:,2])
    wrong = wrong_inside(link, outlook.labels, ground.calls)
    doubtful = _doubtful(outlook)
    for label, rows in enumerate(outlook.rows):
        calls, open_calls = outlook.calls[label], outlook.open_calls[label]
        if len(rows) < 2 or 2 * open_calls < calls:
            continue
        open_ = rows[~outlook.settled[rows]]
        # m calls too many among c make m * (c - m) wrong pairs
        doubt = min(wrong[label] / calls**2 * (1 - (1 - open_calls / calls) ** 2), 0.5)
        shown = _on_show(ground, open_, doubtful[open_])
        yield Question(
            "one",
            outlook.intent_ids[label],
            (),
            outlook.keys(shown),
            int(open_calls),
            float(doubt),
            outlook,
        )


def _same(outlook: Outlook, apart, lesson) -> Iterator[Question]:
    """Give, for each intent, which of its neighbours may be the same."""
    calls = outlook.calls
    linkage = outlook.ground.linkage
    pairs, chances = wrong_across(linkage, outlook.cores, outlook.centres, calls)
    chances=lesson.corrected(chances)
    near: dict[int, list[tuple[float, float, int]]] = {}
    for (a, b), chance in zip(pairs.tolist(), chances.tolist(), strict=True):
        if chance < _LEAST or (a, b) in apart:
            continue
        smaller = min(calls[a], calls[b])
        near.setdefault(a, []).append((chance * smaller, smaller, b))
        near.setdefault(b, []).append((chance * smaller, smaller, a))
    for label, found in near.items():
        best = sorted(found, reverse=True)[:_ALIKE]
        at_stake = sum(smaller for _, smaller, _ in best)
        shown = (outlook.rows[each][:3] for each in (label, *(other for *_, other in best)))
        yield Question(
            "same",
            outlook.intent_ids[label],
            tuple(outlook.intent_ids[other] for *_, other in best),
            outlook.keys(np.concatenate(list(shown))),
            int(at_stake),
            float(sum(value for value, *_ in best) / at_stake),
            outlook,
        )


def _where(outlook: Outlook) -> Iterator[Question]:
    """Give, for each intent, where its wordings belong that are like what people put elsewhere."""
    ground, settled = outlook.ground, outlook.settled & (outlook.labels >= 0)
    told = np.flatnonzero(settled)
    for label, rows in enumerate(outlook.rows):
        asked = rows[~settled[rows]]
        if not len(asked) or (outlook.labels[told] == label).all():
            continue
        chances, elsewhere = wrong_wordings(
            ground.vectors, outlook.labels, told, asked, ground.shared
        )
        value = chances * ground.calls[asked]
        best = np.lexsort((asked, -value))[:SHOWN]
        near = np.bincount(elsewhere[best], value[best], len(outlook.intent_ids))
        others = [int(each) for each in np.argsort(-near, kind="stable") if near[each] > 0]
        at_stake = int(ground.calls[asked[best]].sum())
        yield Question(
            "where",
            outlook.intent_ids[label],
            tuple(outlook.intent_ids[other] for other in others),
            outlook.keys(asked[best]),
            at_stake,
            float(value[best].sum() / at_stake),
            outlook,
        )


def _name(outlook: Outlook) -> Iterator[Question]:
    """Give what each intent should be called that people approved, but named not."""
    for label, intent_id in enumerate(outlook.intent_ids):
        if 2 * outlook.open_calls[label] >= outlook.calls[label]:
            continue
        if outlook.standing.label(intent_id, "name"):
            continue
        yield Question(
            "name",
            intent_id,
            (),
            outlook.keys(outlook.rows[label][:SHOWN]),
            int(outlook.calls[label]),
            _NAMED_WRONG,
            outlook,
        )


def _doubtful(outlook: Outlook) -> np.ndarray:
    """Return how much nearer each wording is to its own centre than to any other."""
    vectors, own = outlook.ground.vectors, outlook.labels
    found = np.empty(len(own))
    step = 1 << 14
    for start in range(0, len(own), step):
        part = slice(start, start + step)
        cosines = vectors[part] @ outlook.centres.T
        row = np.arange(len(cosines))
        mine = cosines[row, own[part]]
        cosines[row, own[part]] = -1
        found[part] = mine - cosines.max(axis=1)
    return found


def _on_show(ground: Ground, rows: np.ndarray, clear: np.ndarray) -> np.ndarray:
    """Return wordings that stand for the parts of an intent, and its most doubtful ones."""
    if len(rows) <= SHOWN:
        return rows
    from scipy.cluster.hierarchy import fcluster, linkage

    vectors = ground.vectors[rows]
    parts = fcluster(linkage(vectors, "ward"), TYPICAL, "maxclust")
    typical = []
    for part in np.unique(parts):
        inside = np.flatnonzero(parts == part)
        near = vectors[inside] @ vectors[inside].mean(axis=0)
        typical.append(inside[near.argmax()])
    order = [row for row in np.argsort(clear, kind="stable") if row not in typical]
    return rows[[*typical, *order[: SHOWN - len(typical)]]]


def _apart(outlook: Outlook) -> set[tuple[int, int]]:
    """Return the groups that people said are different: by a split, a pin, or a move."""
    ground, standing = outlook.ground, outlook.standing
    row_of = {key: row for row, key in enumerate(ground.keys)}
    parts = standing.components()
    at = [next((row_of[key] for key in part.keys if key in row_of), None) for part in parts]
    found = set()
    for link in standing.cannot_links():
        one, other = at[link.left], at[link.right]
        if one is not None and other is not None:
            found.add((outlook.labels[one], outlook.labels[other]))
    label_of = {intent_id: label for label, intent_id in enumerate(outlook.intent_ids)}
    for part in parts:
        for number in part.decision_ids:
            decision = standing.decision(number)
            if isinstance(decision, Move) and part.intent_id in label_of:
                for from_id in map(standing.home, decision.from_ids):
                    if from_id in label_of:
                        found.add((label_of[str(part.intent_id)], label_of[from_id]))
    return {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}
