"""Other ways of grouping wordings, each with the settings that its users have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from intentlib.errors import OptionError

EXTRA = "bench"
LEFT_OUT = -1
_SMALLEST = 10
_STARTS = 10

Group = Callable[[Sequence[str], np.ndarray], np.ndarray]
"""From wordings and vectors, one row each, to groups from 0 or :data:`LEFT_OUT`."""


@dataclass(frozen=True)
class Peer:
    """One way of grouping.

    Parameters
    ----------
    title
        As the table calls it.
    package
        What must be importable.
    load
        Given the true number of intents and a seed, imports what it needs and returns what groups.
    random
        Whether another seed can give other groups.
    compiles
        Whether the first use compiles, which no user waits for a second time.
    own_vectors
        Whether it is given our vectors instead of the plain ones.
    """

    title: str
    package: str
    load: Callable[[int, int], Group]
    random: bool = False
    compiles: bool = False
    own_vectors: bool = False

    @property
    def installed(self) -> bool:
        """Whether its package can be imported."""
        return find_spec(self.package) is not None


def choose_peers(names: str | None) -> list[Peer]:
    """Return the peers of a list of names with commas between; all of them for ``None``.

    Raises
    ------
    OptionError
        If there is no such peer.
    """
    if names is None:
        return list(PEERS.values())
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in PEERS]
    if unknown:
        raise OptionError(
            "there is no such peer", value=unknown[0], do=f"The peers are {', '.join(PEERS)}"
        )
    return [PEERS[name] for name in dict.fromkeys(wanted)]


def encode_plainly(wordings: Sequence[str], folder: str) -> Callable[[], np.ndarray]:
    """Return what makes the vectors that users of sentence-transformers have, model loaded."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu")
    texts = list(wordings)
    model.encode(texts[:1])
    return lambda: np.asarray(model.encode(texts), dtype=np.float32)


def _bertopic(_: int, seed: int) -> Group:
    from bertopic import BERTopic

    def group(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        _seed_numpy(seed)
        return np.asarray(BERTopic().fit_transform(list(texts), vectors)[0])

    return group


def _evoc(_: int, seed: int) -> Group:
    from evoc import EVoC

    def group(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        _seed_numpy(seed)
        return np.asarray(EVoC().fit_predict(vectors))

    return group


def _seed_numpy(seed: int) -> None:
    # Set up by default, both draw from numpy's global state; a seed of their own costs UMAP its
    # threads, and its users' time.
    np.random.seed(seed)  # noqa: NPY002


def _hdbscan(_: int, __: int) -> Group:
    from sklearn.cluster import HDBSCAN

    return lambda texts, vectors: np.asarray(
        HDBSCAN(min_cluster_size=_SMALLEST, copy=True).fit_predict(vectors)
    )


def _communities(_: int, __: int) -> Group:
    from sentence_transformers.util import community_detection

    def group(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        labels = np.full(len(texts), LEFT_OUT)
        for number, members in enumerate(community_detection(vectors, threshold=0.75)):
            labels[members] = number
        return labels

    return group


def _kmeans(true: int, seed: int) -> Group:
    from sklearn.cluster import KMeans

    return lambda texts, vectors: np.asarray(
        KMeans(true, n_init=_STARTS, random_state=seed).fit_predict(vectors)
    )


PEERS = {
    "bertopic": Peer("BERTopic, defaults", "bertopic", _bertopic, random=True, compiles=True),
    "evoc": Peer("EVoC, defaults", "evoc", _evoc, random=True, compiles=True),
    "hdbscan": Peer(f"HDBSCAN, min_cluster_size {_SMALLEST}", "sklearn", _hdbscan),
    "communities": Peer("Community detection, 0.75", "sentence_transformers", _communities),
    "kmeans": Peer("KMeans, told the true number", "sklearn", _kmeans, random=True),
    "kmeans-ours": Peer(
        "KMeans on our vectors, told the true number",
        "sklearn",
        _kmeans,
        random=True,
        own_vectors=True,
    ),
}
