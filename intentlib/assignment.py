"""Texts -> intents, by the taxonomy of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from intentlib.embed import CachedEmbedder, Embedder, open_embedder
from intentlib.errors import OptionError
from intentlib.model import Progress, Run
from intentlib.normalise import normalise_text
from intentlib.schema import NO_INTENT

_NEIGHBOURS = 10
_SHARPNESS = 10
_DIGITS = 3
"""Decimals of the confidence: fewer than the last bits of a vector could change."""
_CELLS = 1 << 24


def assign(
    texts: Sequence[str],
    run: Run,
    *,
    cache: str | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the intent of every text, by the taxonomy of a run; the same one by one or in bulk.

    A wording that the run knows has the intent that was published for it. Any other takes the
    intent that most of the wordings nearest to it stand for, the nearest counting most.

    Parameters
    ----------
    texts
        As people or generators write them; an empty one has no intent.
    run
        The run that holds the taxonomy.
    cache
        Folder of cached vectors; the user's cache folder where ``None``.
    embedder
        Makes the vectors instead of the run's model.

    Returns
    -------
    DataFrame
        ``text, intent_id, name, confidence`` (0 to 1), one row per text, in the order given;
        ``intent_id`` and ``confidence`` are null where there is no intent.

    Raises
    ------
    OptionError
        If the run was made by another model than the one there is now.
    """
    skip = tuple(run.manifest.config["skip_rules"])
    keys = {text: normalise_text(text, skip) for text in dict.fromkeys(texts)}
    known = run.wordings.set_index("key")[["intent_id", "confidence"]]
    unknown = sorted({key for key in keys.values() if key} - set(known.index))
    if unknown:
        vectors = _embedder(run, cache, embedder).embed(unknown, progress)
        known = pd.concat([known, nearest(unknown, vectors, run)])
    found = known.reindex([keys[text] for text in texts])
    names = run.intents.set_index("intent_id")["name"]
    return pd.DataFrame(
        {
            "text": list(texts),
            "intent_id": found["intent_id"].to_numpy(),
            "name": found["intent_id"].map(names).fillna(NO_INTENT).to_numpy(),
            "confidence": found["confidence"].round(_DIGITS).to_numpy(),
        }
    )


def _embedder(run: Run, cache: str | None, embedder: Embedder | None) -> Embedder:
    name = run.manifest.config["model"]
    embedder = embedder or CachedEmbedder(open_embedder(name), cache)
    if embedder.fingerprint != run.manifest.hashes["model"]:
        raise OptionError(
            "the run was made by another model than the one there is now",
            value=name,
            where=f"run {run.run_id}",
            do="Install the model that the run was made by, or make a new run",
        )
    return embedder


def nearest(keys: Sequence[str], vectors: np.ndarray, run: Run) -> pd.DataFrame:
    """Return the intent and the confidence of new wordings, indexed by key.

    Each of the nearest wordings votes for its intent with its cosine to a high power, so that one
    near-duplicate outweighs many that are merely alike. The confidence is the winner's part of the
    votes, times the cosine of its nearest wording: unlike anything known is unsure.

    Parameters
    ----------
    keys : sequence of length n_texts
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows.
    """
    codes, intent_ids = pd.factorize(run.wordings["intent_id"], sort=True)
    step = max(1, _CELLS // len(codes))
    parts = [
        _vote(vectors[start : start + step] @ run.vectors.T, codes, len(intent_ids))
        for start in range(0, len(keys), step)
    ]
    winners, confidence = (np.concatenate(part) for part in zip(*parts, strict=True))
    return pd.DataFrame(
        {"intent_id": intent_ids[winners], "confidence": confidence}, index=pd.Index(keys)
    )


def _vote(cosines: np.ndarray, codes: np.ndarray, n_intents: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the winning intent and the confidence of each row of (n_texts, n_wordings) cosines."""
    n_texts, n_wordings = cosines.shape
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, : min(_NEIGHBOURS, n_wordings)]
    rows = np.arange(n_texts)[:, None]
    near = cosines[rows, nearest].clip(1e-6, 1)
    voted = codes[nearest]
    votes, best = np.zeros((2, n_texts, n_intents))
    np.add.at(votes, (rows, voted), near**_SHARPNESS)
    np.maximum.at(best, (rows, voted), near)
    winner = votes.argmax(axis=1)
    at = np.arange(n_texts), winner
    return winner, votes[at] / votes.sum(axis=1) * best[at]
