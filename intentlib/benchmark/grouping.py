"""What each method does in its own process: vectors and groups, with their seconds and memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from intentlib.benchmark.peers import LEFT_OUT, Peer, encode_plainly
from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.embed.transformer import TransformerEmbedder
from intentlib.embed.weights import locate
from intentlib.meter import peak_rss_mb
from intentlib.model import DEFAULT_MODEL, RunConfig

_TO_COMPILE = 5_000
"""Wordings of a first run before the clock starts: enough for what is compiled for large files."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """How one method groups the wordings of a file.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Groups from 0; below 0 what a method leaves out.
    seconds
        From vectors to groups.
    peak_rss_mb
        Highest resident memory of its process, in MiB, Python and libraries included.
    confidence : ndarray of shape (n_wordings,), or None
        How sure it is of each wording, where it says so.
    """

    labels: np.ndarray
    seconds: float
    peak_rss_mb: float
    confidence: np.ndarray | None = None


def embed_plainly(wordings: Sequence[str], path: Path) -> float:
    """Write the vectors of sentence-transformers' default ``encode``; return its seconds."""
    encode = encode_plainly(wordings, str(locate(DEFAULT_MODEL)[0]))
    start = perf_counter()
    vectors = encode()
    seconds = perf_counter() - start
    np.save(path, vectors)
    return seconds


def embed_ours(wordings: Sequence[str], path: Path, cache: Path) -> float:
    """Write our vectors, also into a cache that a run can use; return the seconds."""
    embedder = open_embedder(DEFAULT_MODEL)
    embedder.embed(wordings[:1])
    start = perf_counter()
    vectors = CachedEmbedder(embedder, cache).embed(wordings)
    seconds = perf_counter() - start
    np.save(path, vectors)
    return seconds


def embed_in_full(wordings: Sequence[str], path: Path) -> None:
    """Write the vectors that sentence-transformers makes of both our readings of each wording."""
    np.save(path, TransformerEmbedder(DEFAULT_MODEL, *locate(DEFAULT_MODEL)).embed(wordings))


def group_ours(path: str, text: str, wordings: Sequence[str], cache: Path) -> Grouping:
    """Return the groups of a run with every default, its vectors already in the cache."""
    from intentlib import pipeline  # here, or the process of a peer would hold all of it

    with tempfile.TemporaryDirectory(prefix="intentlib-") as runs:
        run = pipeline.run(RunConfig(input=path, runs=runs, text=text, cache=str(cache)))
        grouped = run.wordings.set_index("key").loc[list(wordings)]
    seconds, peaks = run.manifest.seconds, run.manifest.peak_rss_mb
    return Grouping(
        labels=pd.factorize(grouped["intent_id"])[0],
        seconds=seconds["tree"] + seconds["granularity"],
        peak_rss_mb=peaks["granularity"],
        confidence=grouped["confidence"].to_numpy(),
    )


def group_by(peer: Peer, wordings: Sequence[str], path: Path, true: int, seed: int) -> Grouping:
    """Return the groups of a peer, given the file of its vectors.

    Parameters
    ----------
    true
        Number of true intents; only a peer that is told it looks.
    seed
        For what is random.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    vectors = np.load(path)
    group = peer.load(true, seed)
    if peer.compiles:
        drawn = np.random.default_rng(0).permutation(len(vectors))[:_TO_COMPILE]
        group([wordings[row] for row in drawn], vectors[drawn])
    start = perf_counter()
    labels = group(wordings, vectors)
    seconds = perf_counter() - start
    return Grouping(np.maximum(labels, LEFT_OUT), seconds, peak_rss_mb())
