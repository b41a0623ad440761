"""Embedding by many workers, each of which loads the model once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np

from intentlib.embed import Embedder, open_embedder
from intentlib.errors import ModelError
from intentlib.model import Progress
from intentlib.scale.workers import Workers

_TEXTS = 256
"""Texts that a worker embeds at a time."""


class SpreadEmbedder:
    """An embedder whose work other processes do; the vectors are the same to the bit.

    Parameters
    ----------
    model
        Name or folder of the model; see :func:`intentlib.embed.open_embedder`.
    workers
        Who embeds.
    """

    def __init__(self, model: str, workers: Workers) -> None:
        self.name, self.fingerprint = model, open_embedder(model).fingerprint
        self._workers = workers

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given."""
        pieces = [list(texts[start : start + _TEXTS]) for start in range(0, len(texts), _TEXTS)]
        work = partial(_embed, model=self.name, fingerprint=self.fingerprint)

        def tell(stage: str, done: int, _: int) -> None:
            if progress:
                progress(stage, min(done * _TEXTS, len(texts)), len(texts))

        return np.concatenate(self._workers.map(work, pieces, tell))


def embedder_for(model: str, workers: Workers) -> Embedder:
    """Return the embedder of a model: the workers', where they are other processes."""
    return SpreadEmbedder(model, workers) if workers.apart else open_embedder(model)


def _embed(texts: Sequence[str], model: str, fingerprint: str) -> np.ndarray:
    embedder = _opened(model)
    if embedder.fingerprint != fingerprint:
        raise ModelError(
            "a worker has another model than the one that the run is made with",
            value=model,
            do="Install the same versions on every machine",
        )
    return embedder.embed(texts)


_opened = lru_cache(maxsize=1)(open_embedder)
