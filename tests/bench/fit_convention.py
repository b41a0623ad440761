"""Make the numbers of ``tree/convention.py`` and ``quality.py`` from labelled sets; score them.

    python tests/bench/fit_convention.py LABELLED.csv [LABELLED.csv ...]

Each file has a column ``intent``, and one of true intents by a name such as ``gold``. From every
file smaller sets are drawn: of many intents, some neighbouring or random ones, even or skewed, from
300 wordings up; of few, most of them and most of their wordings. So the numbers learn neither a
file's size nor its number of intents, and the scores don't hang on single merges. Every file weighs
the same. Each file is then left out in turn, and its sets are cut with numbers made from the
others.
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

from intentlib.benchmark.labelled import find_gold
from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.granularity import LEAST
from intentlib.model import DEFAULT_MODEL, Tree
from intentlib.normalise import to_wordings
from intentlib.quality import clearness
from intentlib.read import read
from intentlib.tree import convention, cut, loosest
from intentlib.tree.building import place
from intentlib.tree.heights import ordered
from intentlib.tree.merges import Merges, describe
from intentlib.tree.neighbours import draw_together, nearest
from intentlib.tree.ward import merge
from intentlib.tree.words import weigh_words

DRAWS = 30
MANY = 50
LARGEST = 7_000
SHRINKAGE = 1.0


@dataclass(frozen=True, eq=False)
class Labelled:
    """Wordings of one set with the intent people gave them."""

    name: str
    texts: np.ndarray
    vectors: np.ndarray
    gold: np.ndarray
    calls: np.ndarray


@dataclass(frozen=True, eq=False)
class Described:
    """The merges of one set, with the share of their pairs that belong together."""

    name: str
    linkage: np.ndarray
    merges: Merges
    together: np.ndarray
    pairs: np.ndarray
    vectors: np.ndarray
    gold: np.ndarray
    calls: np.ndarray


def load(path: Path) -> Labelled:
    """Return the wordings of a labelled file."""
    calls = read(str(path), text="intent").calls
    said, named = to_wordings(calls), find_gold(calls, str(path))
    told = said.calls.dropna(subset=["wording_id"]).groupby("wording_id")[named]
    gold = said.wordings["wording_id"].map(told.agg(lambda labels: labels.mode().iloc[0]))
    texts = said.wordings["key"].to_numpy(object)
    vectors = CachedEmbedder(open_embedder(DEFAULT_MODEL)).embed(texts.tolist())
    return Labelled(path.stem, texts, vectors, gold.to_numpy(), said.wordings["calls"].to_numpy())


def draw(whole: Labelled, rng: np.random.Generator) -> Labelled:
    """Return a smaller set: some intents of a file, and some wordings of each."""
    kept = draw_of_many(whole, rng) if len(set(whole.gold)) > MANY else draw_of_few(whole, rng)
    return replace(
        whole,
        texts=whole.texts[kept],
        vectors=whole.vectors[kept],
        gold=whole.gold[kept],
        calls=whole.calls[kept],
    )


def draw_of_few(whole: Labelled, rng: np.random.Generator) -> np.ndarray:
    """Return the rows of most intents of a file and of most of their wordings."""
    names = np.unique(whole.gold)
    dropped = rng.choice(names, rng.integers(0, max(2, len(names) // 4)), replace=False)
    kept = rng.random(len(whole.gold)) < rng.uniform(0.6, 1)
    return np.flatnonzero(kept & ~np.isin(whole.gold, dropped))


def draw_of_many(whole: Labelled, rng: np.random.Generator) -> np.ndarray:
    """Return rows of a file of many intents: neighbouring or random ones, even or skewed."""
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
    return np.sort(np.concatenate(rows))


def describe_set(labelled: Labelled) -> Described:
    """Return the merges of a set as the product describes them, and the truth about each."""
    table = weigh_words(labelled.texts)
    points = place(labelled.vectors, table)
    drawn = draw_together(points, *nearest(points))
    near, _ = nearest(drawn)
    linkage = merge(drawn, near)
    merges = describe(linkage, points, near, table)
    children = linkage[:, :2].astype(int)
    n = len(labelled.gold)
    counts: list[Counter[str]] = [Counter([label]) for label in labelled.gold]
    together, pairs = np.empty(n - 1), np.empty(n - 1)
    for row, (a, b) in enumerate(children):
        small, large = sorted((counts[a], counts[b]), key=len)
        pairs[row] = small.total() * large.total()
        together[row] = sum(much * large[label] for label, much in small.items()) / pairs[row]
        counts.append(large + small)
    return Described(
        labelled.name, linkage, merges, together, pairs, labelled.vectors, labelled.gold,
        labelled.calls,
    )  # fmt: skip


def columns_by(described: Described, distance: np.ndarray) -> np.ndarray:
    """Return the columns of the averaged models under a first model."""
    convention.DISTANCE = distance
    return convention.described(described.linkage, described.merges)


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
    """Return the numbers of the first model and of the three averaged."""
    distance = fit(
        [np.column_stack([o.merges.centres, o.merges.pairs, o.merges.mixing]) for o in sets], sets
    )
    columns = [columns_by(one, distance) for one in sets]
    total = np.zeros(8)
    for used in ([0, 1, 2, 3, 5, 6], [4, 5, 6], [3, 4, 5, 6]):
        weights = fit([one[:, used] for one in columns], sets)
        total[[*used, 7]] += weights / 3
    return distance, total


def score(one: Described, distance: np.ndarray, weights: np.ndarray, least: float) -> tuple:
    """Return groups found, true intents and ARI of one set, cut at a chance."""
    labels = cut(judged(one, distance, weights), 1 - least)
    return (
        labels.max() + 1,
        len(set(one.gold)),
        adjusted_rand_score(np.repeat(one.gold, one.calls), np.repeat(labels, one.calls)),
    )


def judged(one: Described, distance: np.ndarray, weights: np.ndarray) -> Tree:
    """Return the tree of a set by the numbers given."""
    chances = convention.logistic(columns_by(one, distance), weights)
    return Tree(ordered(one.linkage, chances))


def sureness(one: Described, tree: Tree) -> pd.DataFrame:
    """Return what the confidence of each wording is made from, and whether it is right."""
    labels = cut(tree, 1 - LEAST)
    majority = pd.Series(one.gold).groupby(labels).agg(lambda gold: gold.mode().iloc[0])
    return pd.DataFrame(
        {
            "name": one.name,
            "clearness": clearness(one.vectors, labels),
            "tightness": 1 - loosest(tree, labels)[labels],
            "right": majority.to_numpy()[labels] == one.gold,
        }
    )


def fit_confidence(found: pd.DataFrame) -> np.ndarray:
    """Return the weights of clearness, tightness and the constant; every file weighs the same."""
    origin = found["name"].map(family)
    model = LogisticRegression(C=100 * SHRINKAGE)
    model.fit(
        found[["clearness", "tightness"]],
        found["right"],
        sample_weight=1 / origin.map(origin.value_counts()) * len(found) / origin.nunique(),
    )
    return np.append(model.coef_[0], model.intercept_[0])


def calibration(found: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    """Return the share of right wordings, and their number, by band of confidence."""
    sure = convention.logistic(found[["clearness", "tightness"]].to_numpy(), weights)
    bands = pd.cut(sure, [0, 0.5, 0.8, 1], labels=["under .5", ".5 to .8", "over .8"])
    return found.groupby(["name", bands], observed=True)["right"].agg(["mean", "size"]).unstack()


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
        sets += [describe_set(draw(whole, rng)) for _ in range(DRAWS)]
    rows, surenesses = [], []
    for left_out in sorted({one.name for one in sets}):
        numbers = learn([one for one in sets if family(one.name) != family(left_out)])
        for one in (one for one in sets if one.name == left_out):
            surenesses.append(sureness(one, judged(one, *numbers)))
            rows += [
                (left_out, len(one.gold), least, *score(one, *numbers, least))
                for least in (0.4, 0.45, 0.5, 0.55, 0.6)
            ]
    table = pd.DataFrame(rows, columns=["set", "wordings", "least", "found", "true", "ari"])
    table["ratio"] = table["found"] / table["true"]
    whole_sets = table.drop_duplicates(["set", "least"])
    print(whole_sets.to_string(index=False, float_format="%.2f"))
    print(table.groupby(["set", "least"])[["ari", "ratio"]].mean().to_string(float_format="%.2f"))
    found = pd.concat(surenesses, ignore_index=True)
    for left_out in sorted(set(found["name"].map(family))):
        own = found["name"].map(family) == left_out
        print(calibration(found[own], fit_confidence(found[~own])).to_string(float_format="%.2f"))
    numbers = zip(
        ("DISTANCE", "WEIGHTS", "CONFIDENCE"), (*learn(sets), fit_confidence(found)), strict=True
    )
    for name, values in numbers:
        print(
            f"{name} =", np.array2string(values, separator=", ", precision=2, suppress_small=True)
        )


def family(name: str) -> str:
    """Return what files of one origin have in common: the name's first part."""
    return name.split("_")[0]


if __name__ == "__main__":
    main()
