"""The whole path, from a file of calls to a published run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from intentlib import schema
from intentlib.collection import input_hash
from intentlib.embed import CachedEmbedder, Embedder
from intentlib.errors import InputError, OvertakenError, RunNotFoundError, StoreError
from intentlib.frames import describe_intents, describe_themes, group_wordings, theme_id
from intentlib.granularity import recommend
from intentlib.grouping import check_granularity, choose_height, group
from intentlib.labelling import label_intents
from intentlib.layout import place
from intentlib.logs import RUN_ID, tell_published
from intentlib.meter import Meter
from intentlib.model import (
    Input,
    Manifest,
    Progress,
    Recommendation,
    Run,
    RunConfig,
    Tree,
    unread,
)
from intentlib.naming import better_names, name_groups, open_namer
from intentlib.provenance import config_hash, versions
from intentlib.quality import confidence
from intentlib.reviewing import learn, read_decisions, review
from intentlib.scale import Given, embedder_for, open_scratch, open_workers, read_rows
from intentlib.store import discard, latest_id, new_run_id, open_run, publish, save
from intentlib.taxonomy import as_found, cause_between, settle
from intentlib.tone import examples, judge
from intentlib.tree import build, loosest

_TRIES = 10
"""Times that a run is made anew since another one was published meanwhile."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What every cut of one tree has in common: all of a run that no height changes.

    ``calls`` may be unread, ``n_calls`` is their number; ``hashes`` has ``input`` and ``model``,
    ``inputs`` are the files in the order added, and ``quarantine`` has the rows of those added
    last that can't be read as calls; rows of ``wordings`` and ``vectors`` and the leaves of
    ``tree`` are in the same order.
    """

    calls: pd.DataFrame
    n_calls: int
    wordings: pd.DataFrame
    vectors: np.ndarray
    tree: Tree
    recommended: Recommendation
    columns: Mapping[str, str | None]
    hashes: Mapping[str, str]
    inputs: tuple[Input, ...]
    quarantine: pd.DataFrame


def run(
    config: RunConfig,
    *,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
    ledger: str | None = None,
) -> Run:
    """Return the published run of a file of calls, or of that and the calls known before.

    Where another run is published meanwhile, this one is made anew after that: of two refreshes at
    once, neither loses the calls of the other.

    Parameters
    ----------
    config
        What to do. Where calls are to be added to those known and all of them are known, with
        the same options and decisions as before, the run that is published stays.
    progress
        Told how far each stage has come.
    embedder
        Makes the vectors instead of ``config.model``.
    ledger
        Database of people's decisions; see :func:`intentlib.reviewing.read_decisions`.

    Raises
    ------
    UserError
        If the input or an option can't be used; nothing was written.
    ModelError, StoreError
        If the weights or the store are not as they must be; ``latest`` is as it was.
    """
    meter = Meter(progress)
    RUN_ID.set(None)
    check_granularity(config.granularity)
    if config.namer:  # refused before anything is read
        open_namer(config.namer, config.cache)
    previous = _published(config.runs)

    with (
        open_workers(config.dask) as workers,
        open_scratch(config.runs, shared=workers.apart) as scratch,
    ):
        with meter.stage("read") as told:
            before = previous if config.add else None
            given = read_rows(config, before, scratch, workers, told)
        embedder = embedder or CachedEmbedder(embedder_for(config.model, workers), config.cache)
        for _ in range(_TRIES - 1):
            try:
                return _run_after(previous, given, config, meter, embedder, ledger)
            except OvertakenError:
                previous = _published(config.runs)
        return _run_after(previous, given, config, meter, embedder, ledger)


def _run_after(
    previous: Run | None,
    given: Given,
    config: RunConfig,
    meter: Meter,
    embedder: Embedder,
    ledger: str | None,
) -> Run:
    """Return the published run that follows the previous one; raises OvertakenError."""
    before = previous if config.add else None
    collected = given.after(before)
    # what is set aside of a new file is kept with a run, though it brings no new call
    is_kept = collected.quarantine.empty or bool(
        before and collected.inputs == before.manifest.inputs
    )
    if before and not collected.grown and is_kept and _as_before(before, config, ledger):
        return before
    with meter.stage("normalise"):
        said = collected.worded(config.skip_rules)
        if said.wordings.empty:
            raise InputError(
                "no call has an intent",
                where=f"{config.input}, column {given.columns['text']!r}",
                do="Give a file with at least one intent, or another column with --text",
            )
        check_granularity(config.granularity, len(said.wordings))
    with meter.stage("assign"):
        calls = collected.assign(said.ids)
    with meter.stage("embed") as told:
        keys = said.wordings["key"].tolist()
        vectors = embedder.embed(keys, told)
    with meter.stage("tone"):
        known = examples()
        learnt_from = embedder.embed(known["text"].str.lower().tolist())
        judged = judge(said.wordings["text"].tolist(), vectors, known, learnt_from)
        wordings = said.wordings.assign(type=judged["type"], tone=judged["tone"])
    with meter.stage("tree") as told:
        tree = build(vectors, keys, told)
    with meter.stage("granularity"):
        recommended = recommend(tree)

    ground = Ground(
        calls,
        said.calls,
        wordings,
        vectors,
        tree,
        recommended,
        given.columns,
        {"input": input_hash(collected.inputs), "model": embedder.fingerprint},
        collected.inputs,
        collected.quarantine,
    )
    after = previous.run_id if previous else None
    return _publish(ground, config, previous, meter, ledger, after)


def recut(
    run: Run,
    granularity: float | int | None,
    runs: str,
    *,
    progress: Progress | None = None,
    ledger: str | None = None,
) -> Run:
    """Return a new published run: the same calls and tree, cut at another height.

    Parameters
    ----------
    run
        The run to cut anew; intents that stay keep its ids and names.
    granularity
        A height (float), a number of intents (int), or ``None`` for the recommended height.
    runs
        Folder (or fsspec URL) that holds the run folders.
    progress
        Told how far each stage has come.
    ledger
        Database of people's decisions; see :func:`intentlib.reviewing.read_decisions`.

    Raises
    ------
    OptionError
        If the granularity isn't usable.
    OvertakenError
        If another run than ``run`` is published, whose calls would be left behind.
    StoreError
        If the run can't be written; ``latest`` is as it was.
    """
    told = {**run.manifest.config, "granularity": granularity, "runs": runs}
    config = RunConfig(**{**told, "skip_rules": tuple(told["skip_rules"])})
    ground = Ground(
        unread(run.stored_calls) if run.stored_calls else run.calls,
        run.manifest.counts["calls"],
        run.wordings[list(schema.JUDGED_WORDINGS.columns)],
        run.vectors,
        run.tree,
        recommend(run.tree),
        run.manifest.columns,
        {name: run.manifest.hashes[name] for name in ("input", "model")},
        run.manifest.inputs,
        run.quarantine,
    )
    after = run.run_id if latest_id(runs) else None
    return _publish(ground, config, run, Meter(progress), ledger, after)


def _published(runs: str) -> Run | None:
    """Return the published run, whose intents keep their ids; None before the first."""
    run_id = latest_id(runs)
    try:
        return open_run(runs, run_id) if run_id else None
    except RunNotFoundError as error:
        raise StoreError(
            "the published run is gone, so that intents can't keep their ids",
            value=run_id,
            where=runs,
            do="Restore its folder, or remove latest.json to start anew",
        ) from error


def _publish(
    ground: Ground,
    config: RunConfig,
    previous: Run | None,
    meter: Meter,
    ledger: str | None,
    after: str | None,
) -> Run:
    """Return the published run of one cut: named, themed, with permanent ids.

    ``after`` is the run that must be published until then.
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
        texts = wordings["text"].tolist()
        names = name_groups(texts, weights, vectors, labels)
        if config.namer:
            namer = open_namer(config.namer, config.cache)
            names = better_names(namer, names, texts, weights, labels)
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


def _counted(reasons: pd.Series) -> dict[str, int]:
    return {str(reason): int(rows) for reason, rows in reasons.value_counts().items()}


def _moment_after(previous: Run | None) -> datetime:
    """Return the time, or a second after the run before where the clock has gone back."""
    now = datetime.now(UTC)
    return max(now, previous.manifest.created_at + timedelta(seconds=1)) if previous else now


def _as_before(previous: Run, config: RunConfig, ledger: str | None) -> bool:
    """Tell whether the options and the decisions are those of the run before."""
    decisions = read_decisions(config.runs, previous.manifest.ledger_position, ledger)
    same_options = previous.manifest.hashes["config"] == config_hash(config)
    return same_options and previous.manifest.ledger_position == decisions.position


def summarise(run: Run) -> dict[str, Any]:
    """Return what a run came to, as ``intentlib run --json`` prints it."""
    manifest = run.manifest
    return {
        "run_id": run.run_id,
        **{name: manifest.counts[name] for name in ("calls", "wordings", "intents", "themes")},
        "seconds": round(sum(manifest.seconds.values()), 2),
        "peak_rss_mb": max(manifest.peak_rss_mb.values()),
        "path": run.path,
    }
