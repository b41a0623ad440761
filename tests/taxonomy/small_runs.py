"""Runs that have only what intents are matched by: wordings and intents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from intentlib.model import Manifest, Recommendation, Run, Tree
from intentlib.taxonomy import Settled, settle

AT = datetime(2026, 11, 22, tzinfo=UTC)
FEW = settings(max_examples=20, deadline=None)
Groups = list[dict[str, int]]
"""Calls by wording, one dictionary per group."""


def frame_of(groups: Groups) -> tuple[pd.DataFrame, np.ndarray]:
    """Return wordings sorted by id, and the group of each."""
    rows = sorted((w, calls, label) for label, g in enumerate(groups) for w, calls in g.items())
    wordings = pd.DataFrame(
        {
            "wording_id": pd.Series([row[0] for row in rows], dtype="str"),
            "text": pd.Series([f"text of {row[0]}" for row in rows], dtype="str"),
            "calls": [row[1] for row in rows],
        }
    )
    return wordings, np.array([row[2] for row in rows])


def names_of(groups: Groups) -> list[str]:
    """Return what an automatic namer may say: it depends on the wordings only."""
    return [f"Name of {'+'.join(sorted(group))}" for group in groups]


def settled(groups: Groups, previous: Run | None = None, **changed: object) -> Settled:
    """Return what is settled for groups after a run before."""
    given = {"names": names_of(groups), "run_id": "run", "at": AT, "cause": "new data", **changed}
    wordings, labels = frame_of(groups)
    return settle(wordings, labels, previous=previous, **given)


def run_of(groups: Groups, result: Settled, run_id: str = "run", **told: object) -> Run:
    """Return the run in which groups are settled."""
    wordings, labels = frame_of(groups)
    manifest = Manifest(
        run_id=run_id,
        created_at=AT,
        status="complete",
        config={},
        columns={},
        counts={},
        hashes={"input": "input", "model": "model"},
        versions={},
        seconds={},
        peak_rss_mb={},
        height=1.0,
        recommended=Recommendation(1.0, 1, ""),
    )
    intents = result.frame().assign(calls=[sum(group.values()) for group in groups])
    return Run(
        manifest=replace(manifest, **told),
        calls=pd.DataFrame(),
        wordings=wordings.assign(
            intent_id=np.array(result.intent_ids, dtype=object)[labels], found_id=""
        ),
        intents=intents,
        themes=pd.DataFrame(),
        lineage=result.lineage,
        tree=Tree(np.empty((0, 4))),
        vectors=np.empty((0, 0)),
    )


def first_run(groups: Groups, people: Mapping[int, str] | None = None) -> Run:
    """Return a first run; ``people`` maps groups to the names that persons gave them."""
    result = settled(groups)
    names, source = list(result.names), list(result.name_source)
    for label, name in (people or {}).items():
        names[label], source[label] = name, "person"
    return run_of(groups, replace(result, names=tuple(names), name_source=tuple(source)), "first")


def events(result: Settled) -> list[tuple[str, list[str], list[str], int]]:
    """Return the lineage, short."""
    columns = ["event", "from_ids", "to_ids", "calls_moved"]
    return list(result.lineage[columns].itertuples(index=False, name=None))


@st.composite
def groupings(draw: st.DrawFn, wordings: str = "abcdefghij") -> Groups:
    """Draw groups of some of the wordings, each with some calls."""
    chosen = draw(st.lists(st.sampled_from(wordings), min_size=1, unique=True))
    groups: dict[int, dict[str, int]] = {}
    for wording in chosen:
        group = groups.setdefault(draw(st.integers(0, 4)), {})
        group[wording] = draw(st.integers(1, 9))
    return list(groups.values())
