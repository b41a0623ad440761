"""A small run that adds up, for tests of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import fsspec
import numpy as np
import pandas as pd

from intentlib.model import Manifest, Recommendation, Run, Tree
from intentlib.store import new_run_id, publish, save


def make_run(run_id: str | None = None, n_calls: int = 60, created_at: datetime | None = None):
    """Return a run of 6 wordings in 3 intents and 2 themes; every 10th call has no intent."""
    created_at = created_at or datetime.now(UTC)
    run_id = run_id or new_run_id(created_at)
    number = np.arange(n_calls)
    worded = number % 10 != 9
    wording = np.where(worded, number % 6, -1)
    at = pd.Series(pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(number, unit="min"))
    calls = pd.DataFrame(
        {
            "call_id": [f"c{n}" for n in number],
            "text": [f"Wording {n}" if n >= 0 else "" for n in wording],
            "at": at.astype("datetime64[us, UTC]"),
            "wording_id": pd.Series([f"w{n}" if n >= 0 else None for n in wording], dtype="str"),
            "channel": np.where(number % 2 == 0, "phone", "chat"),
        }
    )
    counted = calls.dropna(subset="wording_id").groupby("wording_id")
    wordings = pd.DataFrame(
        {
            "wording_id": [f"w{n}" for n in range(6)],
            "text": [f"Wording {n}" for n in range(6)],
            "key": [f"wording {n}" for n in range(6)],
            "calls": counted.size().to_numpy(),
            "first_seen": counted["at"].min().to_numpy(),
            "last_seen": counted["at"].max().to_numpy(),
            "type": "problem",
            "tone": "negative",
            "intent_id": [f"i{n // 2}" for n in range(6)],
            "found_id": [f"i{n // 2}" for n in range(6)],
            "confidence": 0.9,
            "x": np.linspace(-1, 1, 6),
            "y": 0.5,
        }
    )
    per_intent = wordings.groupby("intent_id")["calls"].sum()
    total = per_intent.sum()
    intents = pd.DataFrame(
        {
            "intent_id": per_intent.index,
            "name": [f"Name {n}" for n in range(3)],
            "name_source": "auto",
            "theme_id": ["t0", "t0", "t1"],
            "theme_source": "auto",
            "type": "problem",
            "type_source": "auto",
            "calls": per_intent.to_numpy(),
            "share": per_intent.to_numpy() / total,
            "share_low": 0.0,
            "share_high": 1.0,
            "wordings": 2,
            "status": "known",
            "first_seen": at.min(),
            "last_seen": at.max(),
        }
    )
    per_theme = intents.groupby("theme_id")["calls"].agg(["sum", "size"])
    themes = pd.DataFrame(
        {
            "theme_id": per_theme.index,
            "name": ["Theme 0", "Theme 1"],
            "calls": per_theme["sum"].to_numpy(),
            "share": per_theme["sum"].to_numpy() / total,
            "intents": per_theme["size"].to_numpy(),
        }
    )
    lineage = pd.DataFrame(
        {
            "intent_id": ["i0"],
            "event": "merged",
            "from_ids": [["i8", "i9"]],
            "to_ids": [["i0"]],
            "run_id": run_id,
            "at": created_at,
            "calls_moved": 7,
            "cause": "decision",
            "decision_id": 3,
            "reviewer": "Ann",
            "decided_at": created_at,
        }
    )
    linkage = np.array([[0, 1, 0.1, 2], [2, 3, 0.2, 2], [4, 5, 0.3, 2], [6, 7, 1, 4], [8, 9, 2, 6]])
    vectors = np.eye(6, 8, dtype=np.float32)
    manifest = Manifest(
        run_id=run_id,
        created_at=created_at,
        status="running",
        config={"input": "calls.csv", "skip_rules": ("case",)},
        columns={"text": "text", "at": "at", "call_id": None},
        counts={
            "calls": n_calls,
            "no_intent": int((~worded).sum()),
            "wordings": 6,
            "intents": 3,
            "themes": 2,
        },
        hashes={"input": "a" * 64, "model": "b" * 64, "config": "c" * 64},
        versions={"intentlib": "0.1.0"},
        seconds={"read": 0.1},
        peak_rss_mb={"read": 100.0},
        height=np.float64(0.5),
        recommended=Recommendation(0.5, 3, "A test says so."),
    )
    return Run(manifest, calls, wordings, intents, themes, lineage, Tree(linkage), vectors)


def later(run: Run, days: int = 1) -> Run:
    """Return a run like another, made some days after it."""
    return make_run(
        n_calls=len(run.calls), created_at=run.manifest.created_at + timedelta(days=days)
    )


def published(runs: str, **changed: object) -> str:
    """Return the id of a run that is saved and published, with some fields changed."""
    run = save(replace(make_run(), **changed), runs)
    publish(runs, run.run_id)
    return run.run_id


def write(runs: str, path: str, data: bytes) -> None:
    """Write a file below the folder of runs, wherever that is."""
    fs, root = fsspec.core.url_to_fs(runs)
    fs.makedirs(f"{root}/{path}".rpartition("/")[0], exist_ok=True)
    fs.pipe_file(f"{root}/{path}", data)


def read(runs: str, path: str) -> bytes:
    """Return the bytes of a file below the folder of runs."""
    fs, root = fsspec.core.url_to_fs(runs)
    return fs.cat_file(f"{root}/{path}")
