"""Embedding with sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from intentlib.embed.weights import locate
from intentlib.model import Progress

_BATCH = 64


class TransformerEmbedder:
    """Embeds with a sentence-transformers model, loaded when first needed.

    Parameters
    ----------
    model
        ``all-MiniLM-L6-v2`` (packaged, hash-checked), a folder, or a name that the local
        Hugging Face cache knows.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        self._folder, self.fingerprint = locate(model)
        self._model: Any = None

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given."""
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(self._folder), device="cpu")
        order = np.argsort([len(text) for text in texts], kind="stable")
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = [texts[i] for i in order[start : start + _BATCH]]
            parts.append(
                self._model.encode(batch, batch_size=_BATCH, normalize_embeddings=True)
            )
            if progress:
                progress("embed", min(start + _BATCH, len(texts)), len(texts))
        vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(parts)
        return vectors
