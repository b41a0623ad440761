"""From one cut of a tree to a published run: decisions, names, permanent ids, themes, a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from intentlib.errors import OvertakenError
from intentlib.frames import describe_intents, describe_themes, group_wordings, theme_id
from intentlib.grouping import choose_height, group
from intentlib.labelling import label_intents
from intentlib.layout import place
from intentlib.logs import RUN_ID, tell_published
from intentlib.meter import Meter
from intentlib.model import Input, Manifest, Recommendation, Run, RunConfig, StoredFrame, Tree
from intentlib.naming import better_names, name_some, open_namer
from intentlib.provenance import config_hash, versions
from intentlib.quality import confidence
from intentlib.reviewing import learn, read_decisions, review
from intentlib.store import discard, new_run_id, publish, save
from intentlib.taxonomy import as_found, cause_between, settle, unnamed
from intentlib.tree import loosest


@dataclass(frozen=True, eq=False)
class Ground:
    """What every cut of one tree has in common: all of a run that no height changes.

    ``calls`` and ``texts`` may be unread, ``n_calls`` is the number of calls, and ``built`` that of
    wordings when the tree was last built; ``hashes`` tell what it was made from and with,
    ``inputs`` are the files in the order added, and ``quarantine`` has the rows of those added last
    that can't be read as calls; rows of ``wordings`` and ``vectors`` and the leaves of ``tree`` are
    in the same order.
    """

    calls: pd.DataFrame
    n_calls: int
    texts: pd.DataFrame | StoredFrame | None
    wordings: pd.DataFrame
    vectors: np.ndarray
    tree: Tree
    built: int
    recommended: Recommendation
    columns: Mapping[str, str | None]
    hashes: Mapping[str, str]
    inputs: tuple[Input, ...]
    quarantine: pd.DataFrame


def publish_cut(
    ground: Ground,
    config: RunConfig,
    previous: Run | None,
    meter: Meter,
    ledger: str | None,
    after: str | None,
) -> Run:
    """Return the published run of one cut: named, themed, with permanent ids.

    Parameters
    ----------
    ground
        What is cut.
    config
        What was asked for; with the height, or the number of intents.
    previous
        The run whose intents go on; None for a first run.
    meter
        Measures the stages.
    ledger
        Database of people's decisions; see :func:`intentlib.reviewing.read_decisions`.
    after
        The run that must be published until then, None where there must be none.

    Raises
    ------
    OptionError
        If the height or number isn't usable.
    OvertakenError
        If another run than ``after`` is published; nothing is left of this one.
    StoreError
        If the run can't be written; ``latest`` is as it was.
    """
    created_at = _moment_after(previous)
    run_id = new_run_id(created_at)
    RUN_ID.set(run_id)
    hashes = {**ground.hashes, "config": config_hash(config)}
    wordings, vectors, tree = ground.wordings, ground.vectors, ground.tree
    weights = wordings["calls"].to_numpy()
    with meter.stage("decisions"):
        position = previous.manifest.ledger_position if previous else 0
        decisions = read_decisions(config.runs, position, ledger)
        recommended = learn(ground.recommended, tree, wordings, decisions.standing)
        height = choose_height(config.granularity, tree, recommended)
        why = "new data"
        if previous:
            why = cause_between(previous.manifest, hashes, decisions.position)
        carries = config.granularity is None and why == "new data"
        found = group(tree, height, wordings, vectors, previous, carries=carries)
        reviewed = review(found.labels, wordings, vectors, decisions)
        labels = reviewed.labels

    with meter.stage("naming"):
        needed = unnamed(wordings, labels, previous, reviewed.decided, found.goes_on)
        names = _names(wordings, vectors, labels, needed, config)
    with meter.stage("taxonomy"):
        settled = settle(
            wordings,
            labels,
            names,
            previous,
            run_id,
            created_at,
            why,
            reviewed.decided,
            found.goes_on,
        )
    with meter.stage("themes"):
        labelled, theme_names = label_intents(
            settled, reviewed.decided, previous, wordings, vectors, labels
        )
    with meter.stage("quality"):
        sure = confidence(vectors, labels, loosest(tree, labels))
        sure[reviewed.settled] = 1
    with meter.stage("layout"):
        places = place(vectors, weights, labels)

    theme_ids = [theme_id(name) for name in theme_names]
    grouped = group_wordings(wordings, settled.intent_ids, labels, sure, places)
    grouped["found_id"] = as_found(
        wordings, found.labels, found.goes_on, grouped["intent_id"].tolist()
    )
    intents = describe_intents(grouped, labelled)
    manifest = Manifest(
        run_id=run_id,
        created_at=created_at,
        status="writing",
        config=asdict(config),
        columns=ground.columns,
        counts={
            "calls": ground.n_calls,
            "no_intent": ground.n_calls - int(weights.sum()),
            "wordings": len(wordings),
            "intents": len(intents),
            "new": int((intents["status"] == "new").sum()) if previous else 0,
            "themes": len(theme_ids),
            "built": ground.built,
        },
        hashes=hashes,
        versions=versions(),
        seconds=dict(meter.seconds),
        peak_rss_mb=dict(meter.peak_rss_mb),
        height=height,
        recommended=recommended,
        previous=previous.run_id if previous else None,
        ledger_position=decisions.position,
        inputs=ground.inputs,
        quarantined=_counted(ground.quarantine["reason"]),
    )
    done = Run(
        manifest=manifest,
        calls=ground.calls,
        wordings=grouped,
        intents=intents,
        themes=describe_themes(intents, theme_ids, theme_names),
        lineage=settled.lineage,
        tree=tree,
        vectors=vectors,
        quarantine=ground.quarantine,
        texts=ground.texts,
    )
    with meter.stage("publish"):
        stored = save(done, config.runs)
        try:
            publish(config.runs, run_id, after=after)
        except OvertakenError:
            discard(config.runs, run_id)
            raise
    tell_published(run_id, manifest.counts)
    return stored


def _names(
    wordings: pd.DataFrame,
    vectors: np.ndarray,
    labels: np.ndarray,
    needed: Sequence[int],
    config: RunConfig,
) -> dict[int, str]:
    """Return automatic names of the groups that need one."""
    texts, calls = wordings["text"], wordings["calls"].to_numpy()
    names = name_some(texts.tolist(), calls, vectors, labels, needed)
    if config.namer and names:
        rows = np.flatnonzero(np.isin(labels, needed))
        place = np.searchsorted(needed, labels[rows])
        namer = open_namer(config.namer, config.cache)
        names = better_names(namer, names, texts.iloc[rows].tolist(), calls[rows], place)
    return dict(zip(needed, names, strict=True))


def _counted(reasons: pd.Series) -> dict[str, int]:
    return {str(reason): int(rows) for reason, rows in reasons.value_counts().items()}


def _moment_after(previous: Run | None) -> datetime:
    """Return the time, or a second after the run before where the clock has gone back."""
    now = datetime.now(UTC)
    return max(now, previous.manifest.created_at + timedelta(seconds=1)) if previous else now
