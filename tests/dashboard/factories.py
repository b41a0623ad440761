"""Runs for the tests of the dashboard: real trees over vectors that fall into clear groups."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from births import birth
from scipy.cluster.hierarchy import linkage

from intentlib import tree
from intentlib.model import Manifest, Recommendation, Run, RunConfig, Tree
from intentlib.schema import TONE_OF
from intentlib.store import new_run_id, publish, save
from intentlib.trends import share_interval

HOSTILE = "<img src=x onerror=alert(1)>"
GROUPS = 6
WORDINGS = 36
_TYPES = ("problem", "request", "enquiry", "complaint", "praise", "loss")
PUBLISHED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_run(
    *,
    n_calls: int = 600,
    timed: bool = True,
    hostile: bool = False,
    previous: str | None = None,
    intents: int = GROUPS,
    run_id: str | None = None,
) -> Run:
    """Return a run of 36 wordings in six clear groups, the first of them the largest.

    Every 50th call has no intent; with ``hostile`` every text that comes from data is markup.
    """
    rng = np.random.default_rng(7)
    group = np.arange(WORDINGS) % GROUPS
    vectors = np.eye(GROUPS, 16)[group] + rng.normal(0, 0.05, (WORDINGS, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    calls = _calls(rng, n_calls, timed=timed, hostile=hostile)
    wordings = _wordings(calls, hostile=hostile)
    merges = linkage(vectors, "ward")
    built = Tree(merges / [1, 1, merges[:, 2].max(), 1])
    height = tree.height_for(built, intents)
    labels = tree.cut(built, height)
    grouped = wordings.assign(
        intent_id=[f"i{label}" for label in labels],
        found_id=[f"i{label}" for label in labels],
        type=[_TYPES[n % GROUPS] for n in range(WORDINGS)],
        tone=[TONE_OF[_TYPES[n % GROUPS]] for n in range(WORDINGS)],
        confidence=rng.uniform(0.4, 1, WORDINGS),
        x=rng.uniform(-1, 1, WORDINGS),
        y=rng.uniform(-1, 1, WORDINGS),
    )
    described = _intents(grouped, intents, hostile=hostile)
    themes = described.groupby("theme_id", sort=False).agg(
        calls=("calls", "sum"), share=("share", "sum"), intents=("intent_id", "size")
    )
    themes = themes.reset_index().assign(
        name=lambda frame: [f"{HOSTILE if hostile else 'Theme'} {t}" for t in frame["theme_id"]]
    )
    themes = themes.sort_values(["calls", "theme_id"], ascending=[False, True], ignore_index=True)
    manifest = Manifest(
        run_id=run_id or new_run_id(),
        created_at=PUBLISHED_AT,
        status="complete",
        config=asdict(RunConfig(f"/somewhere/{HOSTILE}.csv" if hostile else "calls.csv")),
        columns={"text": HOSTILE if hostile else "intent", "at": "at", "call_id": None},
        counts={
            "calls": len(calls),
            "no_intent": int(calls["wording_id"].isna().sum()),
            "wordings": WORDINGS,
            "intents": intents,
            "themes": 2,
        },
        hashes={"input": "0" * 64, "model": "1" * 64},
        versions={},
        seconds={"read": 0.5, "embed": 1.5},
        peak_rss_mb={"read": 100.0, "embed": 400.0},
        height=height,
        recommended=Recommendation(
            tree.height_for(built, GROUPS),
            GROUPS,
            f"Because {HOSTILE}." if hostile else "The groups are clear.",
        ),
        previous=previous,
    )
    return Run(
        manifest,
        calls,
        grouped,
        described,
        themes,
        birth(manifest, "i0"),
        built,
        vectors,
        path=None,
    )


def publish_run(run: Run, runs: str) -> Run:
    """Return the run as stored, once it is the published one."""
    stored = save(run, runs)
    publish(runs, stored.run_id)
    return stored


def _calls(rng: np.random.Generator, n_calls: int, *, timed: bool, hostile: bool) -> pd.DataFrame:
    number = np.arange(n_calls)
    wording = np.minimum(rng.geometric(0.06, n_calls) - 1, WORDINGS - 1)
    wording[:WORDINGS] = np.arange(WORDINGS)
    worded = number % 50 != 49
    start = pd.Timestamp("2026-01-05", tz="UTC")
    at = pd.Series(start + pd.to_timedelta(number * (56 * 24 * 60 / n_calls), unit="min"))
    at = at if timed else at.mask(at.notna())
    texts = [_text(n, hostile=hostile) if ok else "" for n, ok in zip(wording, worded, strict=True)]
    ids = pd.Series([f"w{n:02}" if ok else None for n, ok in zip(wording, worded, strict=True)])
    return pd.DataFrame(
        {
            "call_id": [f"{HOSTILE if hostile else 'c'}{n}" for n in number],
            "text": texts,
            "at": at.astype("datetime64[us, UTC]"),
            "wording_id": ids.astype("str"),
            HOSTILE if hostile else "channel": np.where(
                number % 3 == 0, HOSTILE if hostile else "phone", "chat"
            ),
        }
    )


def _wordings(calls: pd.DataFrame, *, hostile: bool) -> pd.DataFrame:
    counted = calls.dropna(subset="wording_id").groupby("wording_id")
    return pd.DataFrame(
        {
            "wording_id": [f"w{n:02}" for n in range(WORDINGS)],
            "text": [_text(n, hostile=hostile) for n in range(WORDINGS)],
            "key": [f"wording {n:02}" for n in range(WORDINGS)],
            "calls": counted.size().to_numpy(),
            "first_seen": counted["at"].min().array,
            "last_seen": counted["at"].max().array,
        }
    )


def _intents(wordings: pd.DataFrame, n_intents: int, *, hostile: bool) -> pd.DataFrame:
    frame = wordings.groupby("intent_id").agg(
        calls=("calls", "sum"),
        wordings=("wording_id", "size"),
        first_seen=("first_seen", "min"),
        last_seen=("last_seen", "max"),
        type=("type", "first"),
    )
    total = int(frame["calls"].sum())
    low, high = share_interval(frame["calls"].to_numpy(), total)
    frame = frame.reset_index().assign(
        name=[f"{HOSTILE if hostile else 'Ask for help with'} {n}" for n in range(n_intents)],
        name_source="auto",
        theme_source="auto",
        type_source="auto",
        theme_id=[f"t{n % 2}" for n in range(n_intents)],
        share=frame["calls"].to_numpy() / total,
        share_low=low,
        share_high=high,
        status=["new", *["known"] * (n_intents - 1)],
    )
    return frame.sort_values(["calls", "intent_id"], ascending=[False, True], ignore_index=True)


def _text(number: int, *, hostile: bool) -> str:
    return f"{HOSTILE if hostile else 'Wording'} {number:02}"
