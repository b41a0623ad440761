"""What an embedder is, and how one is opened by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from intentlib.model import Progress


class Embedder(Protocol):
    """Turns texts into unit vectors; a text's vector never depends on its neighbours.

    Attributes
    ----------
    name
        What the user called the model.
    fingerprint
        Changes whenever the vectors would: it keys caches and goes into the manifest.
    """

    name: str
    fingerprint: str

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given."""
        ...


def open_embedder(model: str) -> Embedder:
    """Return the embedder for a model's name or folder, the faster one where the model allows.

    Parameters
    ----------
    model
        ``all-MiniLM-L6-v2`` (packaged, hash-checked) or the folder of another model.

    Raises
    ------
    ModelError
        If the weights are missing or are not the ones expected.
    """
    from intentlib.embed.reading import BertEmbedder
    from intentlib.embed.transformer import TransformerEmbedder
    from intentlib.embed.weights import is_bert, locate

    folder, weights = locate(model)
    return (BertEmbedder if is_bert(folder) else TransformerEmbedder)(model, folder, weights)
