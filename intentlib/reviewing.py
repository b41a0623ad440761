"""What reviewers decided, applied to the groups of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import fsspec
import numpy as np
import pandas as pd

from intentlib.model import Recommendation, Tree
from intentlib.schema import NOISE_ID, NOISE_NAME
from intentlib.taxonomy import Act, Decided
from intentlib.tree import count_groups

if TYPE_CHECKING:
    from intentlib.review import Recorded, Standing


@dataclass(frozen=True, eq=False)
class Reviewed:
    """The groups of a run after review.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Groups that obey what is in force.
    settled : ndarray of shape (n_wordings,), bool
        Wordings of which people decided where they belong.
    decided
        The ids, names, themes and types that people gave, and what they did since the run before.
    """

    labels: np.ndarray
    settled: np.ndarray
    decided: Decided


@dataclass(frozen=True, eq=False)
class Decisions:
    """What people decided.

    Parameters
    ----------
    standing
        What is in force; None where they decided nothing.
    since
        What they decided since the run before, in the order of recording.
    """

    standing: Standing | None
    since: tuple[Recorded, ...] = ()

    @property
    def position(self) -> int:
        """Of the ledger; 0 where there is none."""
        return self.standing.position if self.standing else 0


def read_decisions(runs: str, position: int, ledger: str | None = None) -> Decisions:
    """Return what people decided.

    A URL can hold a password, so that it is no part of a run's configuration, which is stored
    with the run.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) of the runs.
    position
        Of the ledger at the run before.
    ledger
        Database of the decisions; where None the one that the environment names in
        ``INTENTLIB_LEDGER``, or the one beside the runs; runs in a bucket have none there.

    Raises
    ------
    StoreError
        If the ledger can't be read.
    """
    ledger = ledger or os.environ.get("INTENTLIB_LEDGER")
    if not ledger and fsspec.utils.get_protocol(runs) not in {"file", "local"}:
        return Decisions(None)
    # A database library is a lot to import for the runs that nobody has reviewed.
    from intentlib.review import open_ledger

    with open_ledger(ledger, runs=runs) as opened:
        standing = opened.standing()
        if not standing.position:
            return Decisions(None)
        return Decisions(standing, tuple(opened.recorded(position)))


def learn(
    recommended: Recommendation, tree: Tree, wordings: pd.DataFrame, standing: Standing | None
) -> Recommendation:
    """Return the recommended height as decisions on a part of the file correct it for the rest."""
    if standing is None:
        return recommended
    from intentlib.review.convention import learned_height

    intent_ids = [standing.intent_of(key) for key in wordings["key"]]
    decided = pd.factorize(np.array(intent_ids, object))[0]
    height = learned_height(tree, decided, wordings["calls"].to_numpy(), recommended.height)
    if height == recommended.height:
        return recommended
    way = "further" if height > recommended.height else "less far"
    return Recommendation(
        height,
        count_groups(tree, height),
        f"People's decisions join {way} than labelled sets do; at this height the groups agree "
        "best with what they decided.",
    )


def review(
    labels: np.ndarray, wordings: pd.DataFrame, vectors: np.ndarray, decisions: Decisions
) -> Reviewed:
    """Return the groups of a cut as people decided them.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
    wordings
        With ``wording_id``, ``key`` and ``calls``.
    vectors : ndarray of shape (n_wordings, n_dimensions)
    decisions
        What people decided.
    """
    standing = decisions.standing
    if standing is None:
        return Reviewed(labels, np.zeros(len(labels), bool), Decided())
    from intentlib.review.obeying import obey

    keys = wordings["key"].tolist()
    found = obey(labels, keys, wordings["calls"].to_numpy(), vectors, standing)
    intent_ids = {label: str(part.intent_id) for label, part in found.intents.items()}
    given = _given(standing)
    if found.noise is not None:
        intent_ids[found.noise] = NOISE_ID
        given["name"][NOISE_ID] = NOISE_NAME
    settled = np.array([standing.is_settled(key) for key in keys])
    acts = tuple(_acts(decisions.since, standing, wordings))
    decided = Decided(intent_ids, given["name"], given["theme"], given["type"], acts)
    return Reviewed(found.labels, settled, decided)


def _acts(since: Iterable[Recorded], standing: Standing, wordings: pd.DataFrame) -> Iterator[Act]:
    """Give the decisions since the run before as the taxonomy knows them."""
    from intentlib.review import Move, Noise, Rename, SetTheme, SetType, Undo
    from intentlib.review.base import intent_of, is_intent

    ids = dict(zip(wordings["key"], wordings["wording_id"], strict=True))
    ignored = {conflict.decision_id for conflict in standing.conflicts}
    for each in since:
        decision = each.decision
        while isinstance(decision, Undo):
            decision = standing.decision(decision.decision_id)
        nodes = [node for link in decision.links() for node in link if is_intent(node)]
        noise = [NOISE_ID] if isinstance(decision, Noise) else []
        shown = decision.from_ids if isinstance(decision, Move) else ()
        shapes = (decision.links() or noise) and not isinstance(decision, SetTheme | SetType)
        if shapes and each.decision_id not in ignored:
            yield Act(
                each.decision_id,
                each.reviewer,
                each.at,
                frozenset(ids[key] for key in decision.wordings() if key in ids),
                frozenset([*map(intent_of, nodes), *noise, *shown]),
                names=isinstance(decision, Rename),
            )


def _given(standing: Standing) -> dict[str, dict[str, str]]:
    """Return every ``name``, ``theme`` and ``type`` that people gave, each by intent id."""
    given: dict[str, dict[str, str]] = {"name": {}, "theme": {}, "type": {}}
    for part in standing.components():
        for what, of_intent in given.items():
            held = getattr(part, what)
            if held and part.intent_id:
                of_intent[part.intent_id] = held.value
    return given
