"""Embedding with sentence-transformers, in two views of each text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from intentlib.model import Progress

CONTEXT = " (customer service request)"
"""Put behind a text in its second view, so that terse labels are read as what they are."""

_BATCH = 64
VIEWS = "bare and in context, own tokens only"
"""What is read of each text, for fingerprints."""


class TransformerEmbedder:
    """Embeds with a sentence-transformers model, loaded when first needed.

    A text is read twice, bare and with :data:`CONTEXT` behind it; each time the mean is taken over
    the text's own tokens, without the markers around it and without the context. Both means are
    scaled to one length and stand side by side.

    Parameters
    ----------
    name
        What the user called the model.
    folder
        Of any sentence-transformers model.
    weights
        Fingerprint of the weights.
    """

    def __init__(self, name: str, folder: Path, weights: str) -> None:
        self.name, self._folder = name, folder
        self.fingerprint = f"{weights}; {VIEWS}: {CONTEXT}"
        self._model: Any = None

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given.

        Twice as many dimensions as the model has.
        """
        if self._model is None:
            self._model = _load(str(self._folder))
        order = np.argsort([len(text) for text in texts], kind="stable")
        parts = []
        for start in range(0, len(texts), _BATCH):
            batch = [texts[i] for i in order[start : start + _BATCH]]
            parts.append(np.hstack([self._own_mean(batch, ""), self._own_mean(batch, CONTEXT)]))
            if progress:
                progress("embed", min(start + _BATCH, len(texts)), len(texts))
        vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(parts) / np.sqrt(2)
        return vectors

    def _own_mean(self, batch: Sequence[str], context: str) -> np.ndarray:
        """Return unit means over the texts' own tokens, shape (n_batch, n_model_dimensions)."""
        import torch

        model = self._model
        tokens = model.tokenizer(
            [text + context for text in batch],
            padding=True,
            truncation=True,
            max_length=model.max_seq_length,
            return_tensors="pt",
            return_offsets_mapping=True,
        )
        starts, ends = tokens.pop("offset_mapping").unbind(-1)
        lengths = torch.tensor([[len(text)] for text in batch])
        own = ((ends > starts) & (starts < lengths)).unsqueeze(-1).float()
        with torch.inference_mode():
            states = model[0].auto_model(**tokens).last_hidden_state
        means = (states * own).sum(1)
        return np.asarray(torch.nn.functional.normalize(means).numpy())


def _load(folder: str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(folder, device="cpu")
