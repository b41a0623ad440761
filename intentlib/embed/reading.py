"""Embedding with BERT models, several texts in the time of one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np

from intentlib.embed.transformer import CONTEXT, VIEWS
from intentlib.model import Progress

_TINY = 1e-12
"""Least length that a vector is scaled by: a text without any token of its own has none."""

_ARITHMETIC = "products in bfloat16 where the processor has tiles for them"


class BertEmbedder:
    """Embeds as :class:`~intentlib.embed.transformer.TransformerEmbedder` does, only faster.

    Both views of all texts are sorted by their number of tokens and read without padding, a batch
    on each core. The vectors are those of sentence-transformers but for their last digits (mean
    cosine 0.9999), and a text's own are the same to the bit alone or among others, in any order,
    on any number of cores.

    Parameters
    ----------
    name
        What the user called the model.
    folder
        Of a model that :func:`intentlib.embed.weights.is_bert` holds for.
    weights
        Fingerprint of the weights.
    """

    def __init__(self, name: str, folder: Path, weights: str) -> None:
        self.name, self._folder = name, folder
        self.fingerprint = f"{weights}; {VIEWS}: {CONTEXT}; {_ARITHMETIC}"
        self._reader: _Reader | None = None

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return float32 unit vectors of shape (n_texts, n_dimensions), in the order given.

        Twice as many dimensions as the model has.
        """
        if self._reader is None:
            self._reader = _Reader(self._folder)
        views, own = self._reader.views(texts)
        batches = _batches([len(view) for view in views], self._reader.rows)
        vectors = np.empty((len(views), self._reader.width), np.float32)
        done = 0
        with _cores() as pool:
            means = pool.map(
                self._reader.own_means,
                ([views[i] for i in batch] for batch in batches),
                (own[batch] for batch in batches),
            )
            for batch, part in zip(batches, means, strict=True):
                vectors[batch] = part
                done += len(batch)
                if progress:
                    progress("embed", done // 2, len(texts))
        return np.asarray(np.hstack(np.split(vectors, 2)) / np.sqrt(np.float32(2)))


class _Reader:
    """A model and its tokeniser, loaded."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        from intentlib.embed.bert import Bert

        self._bert = Bert(folder)
        self.rows, self.width = self._bert.rows, self._bert.width
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._context = self._tokens([CONTEXT])[0]
        marked = self._tokenizer.encode(CONTEXT).ids
        start = marked.index(self._context[0])
        self._before, self._behind = marked[:start], marked[start + len(self._context) :]
        markers = len(self._before) + len(self._behind)
        self._room = _most_tokens(folder, self._bert.positions) - markers

    def views(self, texts: Sequence[str]) -> tuple[list[list[int]], np.ndarray]:
        """Return the tokens of the texts bare, then in context, and how many are a text's own."""
        own = self._tokens(texts)
        told = [*own, *(tokens + self._context for tokens in own)]
        views = [[*self._before, *tokens[: self._room], *self._behind] for tokens in told]
        return views, np.array([min(len(tokens), self._room) for tokens in own] * 2)

    def own_means(self, views: Sequence[Sequence[int]], own: np.ndarray) -> np.ndarray:
        """Return unit means over own tokens, shape (n_views, width), of views sorted by length."""
        edges = np.flatnonzero(np.diff([len(view) for view in views])) + 1
        groups = [
            np.array(views[start:stop]).T for start, stop in pairwise([0, *edges, len(views)])
        ]
        sums = []
        for states, counts in zip(self._bert.read(groups), np.split(own, edges), strict=True):
            place = np.arange(len(states))[:, None] - len(self._before)
            sums.append((states * ((place >= 0) & (place < counts))[..., None]).sum(0))
        total = np.concatenate(sums)
        return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True).clip(_TINY))

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [text.ids for text in encoded]


def _most_tokens(folder: Path, positions: int) -> int:
    """Return how many tokens sentence-transformers would read of a text, markers included."""
    limits = [positions]
    for file, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
    ):
        if (folder / file).is_file():
            limits.append(json.loads((folder / file).read_text(encoding="utf-8")).get(key))
    return min(limit for limit in limits if limit)


def _batches(lengths: Sequence[int], rows: int) -> list[np.ndarray]:
    """Return which views to read together, by length and with no more tokens than ``rows``."""
    order = np.argsort(lengths, kind="stable")
    starts, tokens = [], 0
    for place, view in enumerate(order):
        tokens += lengths[view]
        if tokens > rows:
            starts.append(place)
            tokens = lengths[view]
    return np.split(order, starts)


@contextmanager
def _cores() -> Iterator[ThreadPoolExecutor]:
    """Yield one thread for each that torch may use, in each of which torch uses no others."""
    import torch

    threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)
