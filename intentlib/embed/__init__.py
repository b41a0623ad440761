"""Wordings to vectors."""

from intentlib.embed.base import Embedder, open_embedder
from intentlib.embed.cache import CachedEmbedder

__all__ = ["CachedEmbedder", "Embedder", "open_embedder"]
