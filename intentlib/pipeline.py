"""The whole path, from a file of calls to a published run."""

from __future__ import annotations

from typing import Any

from intentlib import schema
from intentlib.collection import input_hash
from intentlib.embed import CachedEmbedder, Embedder
from intentlib.errors import InputError, OvertakenError, RunNotFoundError, StoreError
from intentlib.granularity import recommend
from intentlib.grouping import check_granularity
from intentlib.known import known_of
from intentlib.logs import RUN_ID
from intentlib.meter import Meter
from intentlib.model import Progress, Run, RunConfig, unread
from intentlib.naming import open_namer
from intentlib.provenance import code_hash, config_hash
from intentlib.publishing import Ground, publish_cut
from intentlib.reviewing import read_decisions
from intentlib.scale import Given, embedder_for, open_scratch, open_workers, read_rows
from intentlib.store import latest_id, open_run

_MADE = ("input", "model", "code")
"""Hashes of what a run is made from and with, which no other cut changes."""
_TRIES = 10
"""Times that a run is made anew since another one was published meanwhile."""


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
        known = known_of(before, config, embedder)
        said = collected.worded(config.skip_rules, known.texts)
        if said.wordings.empty:
            raise InputError(
                "no call has an intent",
                where=f"{config.input}, column {given.columns['text']!r}",
                do="Give a file with at least one intent, or another column with --text",
            )
        check_granularity(config.granularity, len(said.wordings))
    with meter.stage("assign"):
        calls = collected.assign(said.ids, stay=known.texts is not None)
    with meter.stage("embed") as told:
        keys = said.wordings["key"].tolist()
        vectors = known.embed(keys, embedder, told)
    with meter.stage("tone"):
        wordings = known.judge(said.wordings, vectors, embedder)
    with meter.stage("tree") as told:
        tree, built = known.tree(keys, vectors, told)
    with meter.stage("granularity"):
        recommended = recommend(tree)

    ground = Ground(
        calls,
        said.calls,
        said.texts,
        wordings,
        vectors,
        tree,
        built,
        recommended,
        given.columns,
        {
            "input": input_hash(collected.inputs),
            "model": embedder.fingerprint,
            "code": code_hash(),
        },
        collected.inputs,
        collected.quarantine,
    )
    after = previous.run_id if previous else None
    return publish_cut(ground, config, previous, meter, ledger, after)


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
        run.texts,
        run.wordings[list(schema.JUDGED_WORDINGS.columns)],
        run.vectors,
        run.tree,
        run.manifest.counts.get("built", len(run.wordings)),
        recommend(run.tree),
        run.manifest.columns,
        {name: value for name, value in run.manifest.hashes.items() if name in _MADE},
        run.manifest.inputs,
        run.quarantine,
    )
    after = run.run_id if latest_id(runs) else None
    return publish_cut(ground, config, run, Meter(progress), ledger, after)


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
