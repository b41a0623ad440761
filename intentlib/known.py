"""What the run before worked out, so that a refresh works out only what is new.

The key of a text, and the vector, type and tone of a wording, depend on nothing but themselves, the
model and the code. Those of the run before hold as long as these are the same, and its files are as
they were written; otherwise all is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from intentlib.embed import Embedder
from intentlib.model import Progress, Run, RunConfig, Tree
from intentlib.provenance import code_hash
from intentlib.store import is_intact
from intentlib.tone import examples, judge
from intentlib.tree import build, graft

_JUDGED = ["type", "tone"]
_MANY = 20_000
"""Up to so many wordings a tree takes seconds, and is always built."""
_FEW = 0.02
"""Share of wordings that may join a tree before it is built again: among many such, joining is less
exact than building."""


@dataclass(frozen=True, eq=False)
class Known:
    """What holds of what the run before worked out.

    Parameters
    ----------
    texts
        Texts with their keys; see :data:`intentlib.schema.TEXTS`. None where none are known.
    worded
        The run whose wordings have their vectors, types and tones; None where none are known.
    """

    texts: pd.DataFrame | None = None
    worded: Run | None = None

    def embed(
        self, keys: Sequence[str], embedder: Embedder, progress: Progress | None = None
    ) -> np.ndarray:
        """Return the vectors of wordings, shape (n_keys, n_dimensions); new ones are embedded."""
        if self.worded is None:
            return embedder.embed(keys, progress)
        rows = _rows(self.worded, keys)
        vectors = np.asarray(self.worded.vectors[rows])
        fresh = np.flatnonzero(rows < 0)
        if len(fresh):
            vectors[fresh] = embedder.embed([keys[row] for row in fresh.tolist()], progress)
        return vectors

    def judge(
        self, wordings: pd.DataFrame, vectors: np.ndarray, embedder: Embedder
    ) -> pd.DataFrame:
        """Return the wordings with ``type`` and ``tone``; new ones are judged.

        Parameters
        ----------
        wordings
            See :data:`intentlib.schema.WORDINGS`.
        vectors : ndarray of shape (n_wordings, n_dimensions)
        embedder
            What made them.
        """
        told = pd.DataFrame("", wordings.index, _JUDGED, dtype="str")
        fresh = np.ones(len(wordings), bool)
        if self.worded is not None:
            before = self.worded.wordings.reindex(_rows(self.worded, wordings["key"]))
            told[_JUDGED] = before[_JUDGED].to_numpy()
            # a wording can be shown in another spelling than before
            fresh = before["text"].to_numpy() != wordings["text"].to_numpy()
        if fresh.any():
            known = examples()
            taught = embedder.embed(known["text"].str.lower().tolist())
            texts = wordings["text"][fresh].tolist()
            told.loc[fresh] = judge(texts, vectors[fresh], known, taught).to_numpy()
        return wordings.assign(**told)

    def tree(
        self, keys: Sequence[str], vectors: np.ndarray, progress: Progress | None = None
    ) -> tuple[Tree, int]:
        """Return the tree over wordings, and how many there were when it was built.

        A few new wordings are joined to the known tree of many.

        Parameters
        ----------
        keys : sequence of str of length n_wordings
        vectors : ndarray of shape (n_wordings, n_dimensions)
        """
        if self.worded is not None and len(keys) > _MANY:
            built = self.worded.manifest.counts["built"]
            rows = pd.Index(keys).get_indexer(pd.Index(self.worded.wordings["key"]))
            if (rows >= 0).all() and len(keys) <= (1 + _FEW) * built:
                return graft(self.worded.tree, rows, vectors, keys), built
        return build(vectors, keys, progress), len(keys)


def known_of(before: Run | None, config: RunConfig, embedder: Embedder) -> Known:
    """Return what holds of what a run worked out.

    Parameters
    ----------
    before
        A stored run; None where there is none.
    config
        What to do now.
    embedder
        What makes vectors now.
    """
    if before is None or before.manifest.hashes.get("code") != code_hash():
        return Known()
    run_id, hashes, texts = before.run_id, before.manifest.hashes, before.texts
    same_rules = list(before.manifest.config["skip_rules"]) == list(config.skip_rules)
    if texts is not None and same_rules and is_intact(config.runs, run_id, "texts.parquet"):
        texts = texts if isinstance(texts, pd.DataFrame) else texts.frame
    else:
        texts = None
    same_model = hashes["model"] == embedder.fingerprint
    whole = same_model and is_intact(config.runs, run_id, "wordings.parquet", "vectors.npy")
    return Known(texts, before if whole else None)


def _rows(run: Run, keys: Iterable[str]) -> np.ndarray:
    """Return the row of each wording of a run, -1 where it has none."""
    return np.asarray(pd.Index(run.wordings["key"]).get_indexer(pd.Index(keys)))
