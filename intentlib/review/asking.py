"""Questions worth asking about the intents as they are, each with what its answer is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest

import numpy as np

from intentlib.model import Tree
from intentlib.review.doubts import across, astray, inside
from intentlib.review.lessons import Lesson, learn
from intentlib.review.outlook import Outlook
from intentlib.review.questions import Kind, Question, question_id

_SHOWN = 12
_TYPICAL = 8
"""Wordings on show, and how many of them stand for the parts of the intent."""
_ALIKE = 4
"""So many intents are asked about at once whether they are the same as one."""
_LEAST = 0.02
"""Two intents less likely to be one than this are not asked about."""
_RENAMED = 0.01
"""A wrong name costs so much of what it costs that all calls of the intent are elsewhere."""
_LOOKED_INTO = 40
"""Intents, those whose wordings look most doubtful from afar, of which each one is looked at."""
_NEAR_BY = 12
"""Intents, itself and the nearest, in which a wording may belong."""
_EACH = 256
"""Wordings of an intent that are looked at, the most doubtful from afar."""
_BLOCK = 1 << 13


@dataclass(frozen=True, eq=False)
class Candidate:
    """A question before it is known whether it will be asked.

    Parameters
    ----------
    kind, calls, doubt
        As of a :class:`Question`.
    label
        The group it is about.
    others
        Other groups that it is about.
    rows
        The wordings to show; None for those that :func:`typical` chooses.
    """

    kind: Kind
    label: int
    others: tuple[int, ...]
    calls: float
    doubt: float
    rows: np.ndarray | None = None

    def question_id(self, outlook: Outlook) -> str:
        """Return the :attr:`Question.question_id`."""
        others = [outlook.intent_ids[other] for other in self.others]
        return question_id(self.kind, outlook.intent_ids[self.label], others)

    def question(self, outlook: Outlook, clear: np.ndarray) -> Question:
        """Return the question."""
        rows = self.rows
        if rows is None:
            open_ = outlook.rows[self.label]
            open_ = open_[~outlook.settled[open_]]
            rows = typical(outlook.ground.vectors[open_], clear[open_], open_)
        return Question(
            self.kind,
            outlook.intent_ids[self.label],
            tuple(outlook.intent_ids[other] for other in self.others),
            outlook.keys(rows),
            round(self.calls),
            float(self.doubt),
            outlook,
        )


def candidates(outlook: Outlook, clear: np.ndarray) -> Iterator[Candidate]:
    """Give every question that nobody has answered.

    Parameters
    ----------
    outlook
        The intents as they are.
    clear : ndarray of shape (n_wordings,)
        See :func:`clearness`.
    """
    if not outlook.intent_ids:
        return
    pairs, chances = across(
        outlook.ground.tree, outlook.cores, outlook.centres, outlook.near, outlook.calls
    )
    apart = _apart(outlook)
    asked = np.array([tuple(pair) not in apart for pair in pairs.tolist()], bool)
    lesson = _taught(outlook, chances[~asked])
    yield from _one(outlook, lesson)
    yield from _same(outlook, pairs[asked], lesson.corrected(chances[asked]))
    yield from _where(outlook, clear)
    yield from _name(outlook)


def clearness(outlook: Outlook) -> np.ndarray:
    """Return how much nearer each wording is to its own centre than to the nearest others'."""
    vectors, own = outlook.ground.vectors, np.maximum(outlook.labels, 0)
    centres = outlook.centres.astype(vectors.dtype)
    near = outlook.near
    if not near.shape[1]:
        return np.zeros(len(own))
    found = np.empty(len(own))
    for start in range(0, len(own), _BLOCK):
        part = slice(start, start + _BLOCK)
        mine = np.einsum("id,id->i", vectors[part], centres[own[part]])
        others = np.einsum("id,ijd->ij", vectors[part], centres[near[own[part]]])
        found[part] = mine - others.max(axis=1)
    return found


def typical(vectors: np.ndarray, clear: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return a dozen wordings: some that stand for the parts of the intent, and doubtful ones.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions)
    clear : ndarray of shape (n,)
        The lower, the more doubtful.
    rows : ndarray of shape (n,)
        What the wordings are called, commonest first.
    """
    if len(rows) <= _SHOWN:
        return rows
    from scipy.cluster.hierarchy import fcluster, linkage

    # of many, the commonest stand for all: the tree of the parts takes quadratic time
    common = vectors[: _EACH * 2]
    parts = fcluster(linkage(common, "ward"), _TYPICAL, "maxclust")
    chosen = []
    for part in np.unique(parts):
        members = np.flatnonzero(parts == part)
        near = common[members] @ common[members].mean(axis=0)
        chosen.append(int(members[near.argmax()]))
    doubtful = [int(row) for row in np.argsort(clear, kind="stable") if row not in chosen]
    return rows[[*chosen, *doubtful[: _SHOWN - len(chosen)]]]


def _one(outlook: Outlook, lesson: Lesson) -> Iterator[Candidate]:
    """Give, for each intent that is mostly undecided, whether it is one thing."""
    ground = outlook.ground
    linkage = ground.tree.linkage.copy()
    linkage[:, 2] = 1 - lesson.corrected(1 - linkage[:, 2])
    heights = inside(Tree(linkage), outlook.labels, ground.calls)
    for label, rows in enumerate(outlook.rows):
        calls, open_calls = outlook.calls[label], outlook.open_calls[label]
        if len(rows) < 2 or 2 * open_calls < calls:
            continue
        # m calls too many among c make about m * c wrong pairs of c * c / 2
        doubt = min(heights[label] / 2, 0.5) * (1 - (1 - open_calls / calls) ** 2)
        yield Candidate("one", label, (), calls, doubt)


def _same(outlook: Outlook, pairs: np.ndarray, chances: np.ndarray) -> Iterator[Candidate]:
    """Give, for each intent, which of its neighbours may be the same; no two are given twice."""
    calls = outlook.calls
    near: dict[int, list[tuple[float, float, int]]] = {}
    for (a, b), chance in zip(pairs.tolist(), chances.tolist(), strict=True):
        if chance >= _LEAST:
            smaller = float(min(calls[a], calls[b]))
            near.setdefault(a, []).append((chance * smaller, smaller, b))
            near.setdefault(b, []).append((chance * smaller, smaller, a))
    worth = {
        label: -sum(value for value, *_ in nlargest(_ALIKE, found)) for label, found in near.items()
    }
    asked: set[frozenset[int]] = set()
    for label in sorted(near, key=lambda each: (worth[each], each)):
        left = [each for each in near[label] if frozenset((label, each[-1])) not in asked]
        best = nlargest(_ALIKE, left)
        if not best:
            continue
        others = tuple(other for *_, other in best)
        asked |= {frozenset((label, other)) for other in others}
        at_stake = sum(smaller for _, smaller, _ in best)
        shown = np.concatenate([outlook.rows[each][:3] for each in (label, *others)])
        doubt = sum(value for value, *_ in best) / at_stake
        yield Candidate("same", label, others, at_stake, doubt, shown)


def _where(outlook: Outlook, clear: np.ndarray) -> Iterator[Candidate]:
    """Give, for each intent, where its wordings belong that are like what people put elsewhere."""
    ground, settled = outlook.ground, outlook.settled & (outlook.labels >= 0)
    told = np.flatnonzero(settled)
    promise = np.zeros(len(outlook.intent_ids))
    open_ = np.flatnonzero(~settled & (outlook.labels >= 0))
    np.add.at(promise, outlook.labels[open_], ground.calls[open_] * np.exp(-10 * clear[open_]))
    for label in np.argsort(-promise, kind="stable")[:_LOOKED_INTO]:
        asked = outlook.rows[label][~settled[outlook.rows[label]]]
        if not len(asked):
            continue
        asked = asked[np.argsort(clear[asked], kind="stable")[:_EACH]]
        near_by = np.argsort(-outlook.centres @ outlook.centres[label], kind="stable")[:_NEAR_BY]
        likely = told[np.isin(outlook.labels[told], near_by)]
        if (outlook.labels[likely] == label).all():
            continue
        chances, elsewhere = astray(ground.vectors, outlook.labels, likely, asked, ground.shared)
        value = chances * ground.calls[asked]
        best = np.lexsort((asked, -value))[:_SHOWN]
        near = np.bincount(elsewhere[best], value[best], len(outlook.intent_ids))
        others = [int(each) for each in np.argsort(-near, kind="stable") if near[each] > 0]
        at_stake = ground.calls[asked[best]].sum()
        doubt = value[best].sum() / at_stake
        yield Candidate("where", int(label), tuple(others), at_stake, doubt, asked[best])


def _name(outlook: Outlook) -> Iterator[Candidate]:
    """Give what each intent should be called that people decided most of, but didn't name."""
    for label, intent_id in enumerate(outlook.intent_ids):
        decided = 2 * outlook.open_calls[label] < outlook.calls[label]
        if decided and not outlook.standing.label(intent_id, "name"):
            shown = outlook.rows[label][:_SHOWN]
            yield Candidate("name", label, (), outlook.calls[label], _RENAMED, shown)


def _taught(outlook: Outlook, kept_apart: np.ndarray) -> Lesson:
    """Return what the answers so far teach, by how likely each two kept apart were to be one."""
    ground = outlook.ground
    part = np.full(len(ground.keys), -1)
    many = 0
    for each in outlook.standing.components():
        rows = [ground.row_of[key] for key in each.keys if key in ground.row_of]
        if each.intent_id is not None and len(rows) > 1:
            part[rows] = many
            many += 1
    together = 1 - inside(ground.tree, part, ground.calls)
    chances = np.concatenate([together, kept_apart])
    return learn(chances, np.arange(len(chances)) < many)


def _apart(outlook: Outlook) -> set[tuple[int, int]]:
    """Return the groups that people said are different: by a split, a pin, or a move."""
    ground, standing = outlook.ground, outlook.standing
    parts = standing.components()
    at = [next((ground.row_of[k] for k in p.keys if k in ground.row_of), None) for p in parts]
    found: set[tuple[int, int]] = set()
    for link in standing.cannot_links():
        one, other = at[link.left], at[link.right]
        if one is not None and other is not None:
            found.add((int(outlook.labels[one]), int(outlook.labels[other])))
    label_of = {intent_id: label for label, intent_id in enumerate(outlook.intent_ids)}
    for pair in standing.parted:
        if label_of.keys() >= set(pair):
            found.add((label_of[pair[0]], label_of[pair[1]]))
    return {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}
