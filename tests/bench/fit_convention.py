"""Make the numbers of ``intentlib/tree/convention.py`` from labelled sets, and score them.

    python tests/bench/fit_convention.py LABELLED.csv [LABELLED.csv ...]

Each file has a column ``intent`` and a column ``gold``. From every file of many intents, smaller
sets are drawn: neighbouring or random intents, even or skewed, from 300 wordings up, so that the
numbers learn neither a file's size nor its number of intents. Every file weighs the same. Each
file is then left out in turn, and its sets are cut with numbers made from the others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.model import DEFAULT_MODEL
from intentlib.normalise import to_wordings
from intentlib.read import read
from intentlib.tree import convention
from intentlib.tree.heights import best_chances
from intentlib.tree.merges import Merges, describe
from intentlib.tree.neighbours import compress, draw_together, nearest
from intentlib.tree.ward import merge

DRAWS = 20
LARGEST = 7_000
SHRINKAGE = 1.0


@dataclass(frozen=True, eq=False)
class Labelled:
    """Wordings of one set with the intent people gave them."""

    name: str
    vectors: np.ndarray
    gold: np.ndarray
    calls: np.ndarray


@dataclass(frozen=True, eq=False)
class Described:
    """The merges of one set, with the share of their pairs that belong together."""

    name: str
    linkage: np.ndarray
    columns: np.ndarray
    together: np.ndarray
    pairs: np.ndarray
    gold: np.ndarray
    calls: np.ndarray


def load(path: Path) -> Labelled:
    """Return the wordings of a labelled file."""
    said = to_wordings(read(str(path), text="intent").calls)
    told = said.calls.dropna(subset=["wording_id"]).groupby("wording_id")["gold"]
    gold = said.wordings["wording_id"].map(told.agg(lambda labels: labels.mode().iloc[0]))
    vectors = CachedEmbedder(open_embedder(DEFAULT_MODEL)).embed(said.wordings["key"].tolist())
    return Labelled(path.stem, vectors, gold.to_numpy(), said.wordings["calls"].to_numpy())


def draw(whole: Labelled, rng: np.random.Generator) -> Labelled:
    """Return a smaller set: some intents of a file, and some wordings of each."""
    names, codes = np.unique(whole.gold, return_inverse=True)
    centres = np.stack([whole.vectors[codes == code].mean(axis=0) for code in range(len(names))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    n_intents = int(np.exp(rng.uniform(np.log(8), np.log(len(names)))))
    if rng.random() < 0.7:
        like = centres @ centres[rng.integers(len(names))] + rng.normal(0, 0.08, len(names))
        chosen = np.argsort(-like)[:n_intents]
    else:
        chosen = rng.choice(len(names), n_intents, replace=False)
    size = np.exp(rng.uniform(np.log(300), np.log(LARGEST)))
    parts = 1 / np.arange(1, n_intents + 1) ** rng.uniform(0, 1.3)
    rows = []
    for code, part in zip(chosen, parts / parts.sum(), strict=True):
        own = np.flatnonzero(codes == code)
        rows.append(rng.choice(own, min(len(own), max(4, round(size * part))), replace=False))
    kept = np.sort(np.concatenate(rows))
    return replace(
        whole, vectors=whole.vectors[kept], gold=whole.gold[kept], calls=whole.calls[kept]
    )


def describe_set(labelled: Labelled) -> Described:
    """Return the merges of a set as the product describes them, and the truth about each."""
    points = compress(labelled.vectors)
    drawn = draw_together(points, *nearest(points))
    near, _ = nearest(drawn)
    linkage = merge(drawn, near)
    merges = describe(linkage, points, near)
    children = linkage[:, :2].astype(int)
    n = len(labelled.gold)
    counts: list[Counter[str]] = [Counter([label]) for label in labelled.gold]
    together, pairs = np.empty(n - 1), np.empty(n - 1)
    for row, (a, b) in enumerate(children):
        small, large = sorted((counts[a], counts[b]), key=len)
        pairs[row] = small.total() * large.total()
        together[row] = sum(much * large[label] for label, much in small.items()) / pairs[row]
        counts.append(large + small)
    first = np.column_stack([merges.centres, merges.pairs, merges.mixing])
    sizes = np.column_stack([merges.variance, merges.small, merges.whole])
    return Described(
        labelled.name, linkage, np.hstack([first, sizes]), together, pairs, labelled.gold,
        labelled.calls,
    )  # fmt: skip


def second_columns(described: Described, distance: np.ndarray) -> np.ndarray:
    """Return the six columns of the second model under a first model."""
    convention.DISTANCE = distance
    centres, pairs, mixing, variance, small, whole = described.columns.T
    merges = Merges(centres, pairs, mixing, small, whole, variance)
    return convention.described(described.linkage, merges)


def fit(columns: list[np.ndarray], sets: list[Described]) -> np.ndarray:
    """Return the weights of a logistic model of ``together``, the constant last."""
    many = Counter(one.name for one in sets)
    weights = np.concatenate(
        [one.pairs**0.5 / (one.pairs**0.5).sum() / many[one.name] for one in sets]
    )
    weights /= weights.mean()
    truth = np.concatenate([one.together for one in sets])
    stacked = np.vstack(columns)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=SHRINKAGE, max_iter=1000))
    model.fit(
        np.vstack([stacked, stacked]),
        np.repeat([1, 0], len(truth)),
        logisticregression__sample_weight=np.concatenate([weights * truth, weights * (1 - truth)]),
    )
    scaled = model[1].coef_[0] / model[0].scale_
    return np.append(scaled, model[1].intercept_[0] - scaled @ model[0].mean_)


def learn(sets: list[Described]) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the first model and of the averaged second one."""
    distance = fit([one.columns[:, :3] for one in sets], sets)
    seconds = [second_columns(one, distance) for one in sets]
    total = np.zeros(7)
    for used in ([0, 1, 2, 4, 5], [3, 4, 5]):
        weights = fit([columns[:, used] for columns in seconds], sets)
        total[[*used, 6]] += weights / 2
    return distance, total


def score(one: Described, distance: np.ndarray, second: np.ndarray, least: float) -> tuple:
    """Return groups found, true intents and ARI of one set, cut at a chance."""
    chances = convention.logistic(second_columns(one, distance), second)
    cut = best_chances(one.linkage, chances) < least
    labels = labels_below(one.linkage, ~cut)
    return (
        labels.max() + 1,
        len(set(one.gold)),
        adjusted_rand_score(np.repeat(one.gold, one.calls), np.repeat(labels, one.calls)),
    )


def labels_below(linkage: np.ndarray, joined: np.ndarray) -> np.ndarray:
    """Return group labels when only some merges are made."""
    n = len(linkage) + 1
    top = np.arange(2 * n - 1)
    for row in range(n - 2, -1, -1):
        if joined[row]:
            top[linkage[row, :2].astype(int)] = top[n + row]
    return np.unique(top[:n], return_inverse=True)[1]


def main() -> None:
    """Print the scores with each file left out, then the numbers made from all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="+", type=Path)
    rng = np.random.default_rng(0)
    sets: list[Described] = []
    for path in parser.parse_args().labelled:
        whole = load(path)
        if len(whole.gold) <= LARGEST:
            sets.append(describe_set(whole))
        if len(set(whole.gold)) > 50:
            sets += [describe_set(draw(whole, rng)) for _ in range(DRAWS)]
    rows = []
    for left_out in sorted({one.name for one in sets}):
        numbers = learn([one for one in sets if family(one.name) != family(left_out)])
        for one in (one for one in sets if one.name == left_out):
            rows += [
                (left_out, len(one.gold), least, *score(one, *numbers, least))
                for least in (0.3, 0.35, 0.4, 0.45, 0.5)
            ]
    table = pd.DataFrame(rows, columns=["set", "wordings", "least", "found", "true", "ari"])
    table["ratio"] = table["found"] / table["true"]
    whole_sets = table.drop_duplicates(["set", "least"])
    print(whole_sets.to_string(index=False, float_format="%.2f"))
    print(table.groupby(["set", "least"])[["ari", "ratio"]].mean().to_string(float_format="%.2f"))
    distance, second = learn(sets)
    print("DISTANCE =", np.array2string(distance, separator=", ", precision=3))
    print("DISTANCE_AND_SIZE =", np.array2string(second, separator=", ", precision=3))


def family(name: str) -> str:
    """Return what files of one origin have in common: the name's first part."""
    return name.split("_")[0]


if __name__ == "__main__":
    main()
