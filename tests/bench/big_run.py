"""Large runs, made at once: a tree with clear groups, and as many calls as asked for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from births import birth
from scipy.cluster.hierarchy import linkage

from intentlib import tree
from intentlib.frames import describe_intents, describe_themes
from intentlib.model import Manifest, Recommendation, Run, RunConfig, Tree
from intentlib.schema import TONE_OF
from intentlib.store import new_run_id, publish, save

CELL = 50
"""Wordings that are merged first; their cells are merged after that."""

INTENTS, THEMES, DIMENSIONS = 40, 6, 64
WORDS = ("pay", "bill", "late", "card", "lost", "roaming", "plan", "cancel", "slow", "internet")
START = pd.Timestamp("2026-01-05", tz="UTC")
_CHANNELS, _REGIONS = ["phone", "chat", "app call"], ["North", "South", "East", "West", None]


def publish_big_run(runs: str, n_calls: int, n_wordings: int) -> str:
    """Return the id of a published run with so many calls and wordings (a multiple of 50)."""
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(n_wordings // CELL, DIMENSIONS))
    built = _tree(centres, rng)
    vectors = np.repeat(centres, CELL, axis=0) + rng.normal(0, 0.1, (n_wordings, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    height = tree.height_for(built, INTENTS)
    labels = tree.cut(built, height)
    words = rng.choice(WORDS, (n_wordings, 3))
    keys = [f"{' '.join(said)} {n:06}" for n, said in enumerate(words)]
    order = np.argsort(keys)
    place = np.argsort(order)
    built = Tree(_moved(built.linkage, place))
    calls = _calls(rng, n_calls, np.array(keys)[order])
    wordings = _wordings(calls, np.array(keys)[order]).assign(
        intent_id=[f"i{label:03}" for label in labels[order]],
        found_id=[f"i{label:03}" for label in labels[order]],
        type=np.array(list(TONE_OF))[labels[order] % len(TONE_OF)],
        tone=np.array(list(TONE_OF.values()))[labels[order] % len(TONE_OF)],
        confidence=rng.uniform(0.4, 1, n_wordings),
        x=vectors[order, 0],
        y=vectors[order, 1],
    )
    known = pd.DataFrame({"intent_id": [f"i{n:03}" for n in range(INTENTS)]})
    known = known.assign(
        name=[f"Ask about {WORDS[n % 10]} {n}" for n in range(INTENTS)],
        name_source="auto",
        theme_source="auto",
        type=[list(TONE_OF)[n % len(TONE_OF)] for n in range(INTENTS)],
        type_source="auto",
        theme_id=[f"t{n % THEMES}" for n in range(INTENTS)],
        status="known",
    )
    intents = describe_intents(wordings, known)
    names = [f"Theme {n}" for n in range(THEMES)]
    themes = describe_themes(intents, [f"t{n}" for n in range(THEMES)], names)
    manifest = _manifest(calls, wordings, height)
    vectors = vectors[order].astype(np.float32)
    run = Run(manifest, calls, wordings, intents, themes, birth(manifest, "i000"), built, vectors)
    stored = save(run, runs)
    publish(runs, stored.run_id)
    return stored.run_id


def _tree(centres: np.ndarray, rng: np.random.Generator) -> Tree:
    """Return a tree whose leaves are merged by cells, and the cells by Ward's criterion."""
    cells, n = len(centres), len(centres) * CELL
    low = np.sort(rng.uniform(0, 0.3, n - cells))
    top = linkage(centres, "ward")
    heads = np.arange(n).reshape(cells, CELL)
    rows, head = [], heads[:, 0].copy()
    for step in range(1, CELL):
        for cell in range(cells):
            number = n + len(rows)
            rows.append((head[cell], heads[cell, step], low[len(rows)], step + 1))
            head[cell] = number
    names = np.concatenate([head, n + len(rows) + np.arange(cells - 1)])
    heights = 0.31 + 0.68 * (top[:, 2] - top[0, 2]) / (top[-1, 2] - top[0, 2])
    pair = np.sort(names[top[:, :2].astype(int)], axis=1)
    upper = np.column_stack([pair, heights, top[:, 3] * CELL])
    return Tree(np.vstack([np.array(rows, dtype=float), upper]))


def _moved(merges: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return the merges with their leaves renumbered."""
    to = np.concatenate([place, np.arange(len(place), 2 * len(place))])
    return np.column_stack([np.sort(to[merges[:, :2].astype(int)], axis=1), merges[:, 2:]])


def _calls(rng: np.random.Generator, n_calls: int, keys: np.ndarray) -> pd.DataFrame:
    number, n = np.arange(n_calls), len(keys)
    wording = np.minimum(rng.pareto(0.6, n_calls) * 20, n - 1).astype(int)
    wording = rng.permutation(n)[wording]
    wording[:n] = np.arange(n)
    worded = (number < n) | (number % 100 != 99)
    ids = pd.Categorical.from_codes(np.where(worded, wording, -1), [f"w{k[-6:]}" for k in keys])
    texts = pd.Categorical.from_codes(np.where(worded, wording, n), [*keys, ""])
    minutes = rng.integers(0, 90 * 24 * 60, n_calls)
    return pd.DataFrame(
        {
            "call_id": pd.Series(number).astype(str),
            "text": pd.Series(texts).astype("str"),
            "at": (START + pd.to_timedelta(minutes, unit="min")).astype("datetime64[us, UTC]"),
            "wording_id": pd.Series(ids).astype("str"),
            "channel": pd.Series(rng.choice(_CHANNELS, n_calls, p=[0.7, 0.2, 0.1]), dtype="str"),
            "region": pd.Series(np.array(_REGIONS)[rng.integers(0, 5, n_calls)], dtype="str"),
            "agent": pd.Series(rng.integers(0, 800, n_calls)).astype(str),
        }
    )


def _wordings(calls: pd.DataFrame, keys: np.ndarray) -> pd.DataFrame:
    counted = calls.groupby("wording_id").agg(
        calls=("at", "size"), first_seen=("at", "min"), last_seen=("at", "max")
    )
    frame = pd.DataFrame({"wording_id": [f"w{k[-6:]}" for k in keys], "text": keys, "key": keys})
    return frame.join(counted, on="wording_id", how="inner")


def _manifest(calls: pd.DataFrame, wordings: pd.DataFrame, height: float) -> Manifest:
    return Manifest(
        run_id=new_run_id(),
        created_at=datetime.now(UTC),
        status="complete",
        config=asdict(RunConfig("calls.parquet")),
        columns={"text": "text", "at": "at", "call_id": "call_id"},
        counts={
            "calls": len(calls),
            "no_intent": int(calls["wording_id"].isna().sum()),
            "wordings": len(wordings),
            "intents": INTENTS,
            "new": 0,
            "themes": THEMES,
        },
        hashes={"input": "0" * 64, "model": "1" * 64, "config": "2" * 64},
        versions={},
        seconds={"read": 1.0},
        peak_rss_mb={"read": 1000.0},
        height=height,
        recommended=Recommendation(height, INTENTS, "The groups were made so."),
    )
