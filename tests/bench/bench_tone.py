"""Score the types and tones of calls on labelled wordings, as a table.

    python tests/bench/bench_tone.py

Two sets of wordings, written and labelled for this: the examples that the judge learns from, each
judged by what was learnt from the other fields of business; and those held out, written once the
rules and the method stood. Beside ours: the words alone, the vectors alone, VADER, and to call
every wording neutral.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from intentlib.embed import open_embedder
from intentlib.schema import TONE_OF, TONES
from intentlib.tone import examples, judge
from intentlib.tone.reading import read

HELDOUT = Path(__file__).parents[1] / "tone" / "heldout.csv"
NOTHING_TOLD = "prepaid"
SURE = 0.05
"""From this compound score on VADER's makers call a text positive, and below its negative one."""


def ours(asked: pd.DataFrame, known: pd.DataFrame, *, deaf: bool = False) -> pd.DataFrame:
    """Return the types and tones of wordings; of their vectors alone where ``deaf``."""
    texts = [NOTHING_TOLD] * len(asked) if deaf else asked["text"].tolist()
    vectors = [np.stack(frame["vector"].to_numpy()) for frame in (asked, known)]
    return judge(texts, vectors[0], known, vectors[1]).set_index(asked.index)


def fields_apart(frame: pd.DataFrame, *, deaf: bool = False) -> pd.DataFrame:
    """Return the types and tones of examples by what the other fields' examples teach."""
    parts = [
        ours(frame[own], frame[~own], deaf=deaf)
        for own in (frame["domain"] == domain for domain in frame["domain"].unique())
    ]
    return pd.concat(parts).loc[frame.index]


def by_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the types and tones that the words tell; an enquiry where they tell none."""
    readings = [read(text) for text in frame["text"]]
    types = [reading.type or "enquiry" for reading in readings]
    tones = [r.mood or TONE_OF[kind] for r, kind in zip(readings, types, strict=True)]
    return pd.DataFrame({"type": types, "tone": tones}, index=frame.index)


def by_vader(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the tones that VADER hears."""
    score = SentimentIntensityAnalyzer().polarity_scores
    scores = np.array([score(text)["compound"] for text in frame["text"]])
    found = np.where(scores >= SURE, "positive", np.where(scores <= -SURE, "negative", "neutral"))
    return pd.DataFrame({"tone": found}, index=frame.index)


def score(name: str, method: str, truth: pd.DataFrame, found: pd.DataFrame) -> dict[str, object]:
    """Return one row of the table."""
    right = truth["tone"] == found["tone"]
    per_tone = right.groupby(truth["tone"]).mean()
    typed = "type" in found
    return {
        "wordings": f"{name} ({len(truth)})",
        "method": method,
        "type": (truth["type"] == found["type"]).mean() if typed else np.nan,
        "tone": right.mean(),
        **{tone: per_tone[tone] for tone in TONES},
        "negative found": (found["tone"] == "negative").mean(),
        "negative in truth": (truth["tone"] == "negative").mean(),
    }


def main() -> None:
    """Print one row per set and method."""
    embedder = open_embedder("all-MiniLM-L6-v2")
    sets = {"examples, by other fields": examples(), "held out": pd.read_csv(HELDOUT)}
    sets = {
        name: frame.assign(vector=list(embedder.embed(frame["text"].str.lower().tolist())))
        for name, frame in sets.items()
    }
    known, asked = sets.values()
    found = {
        "ours": (fields_apart(known), ours(asked, known)),
        "vectors alone": (fields_apart(known, deaf=True), ours(asked, known, deaf=True)),
        "words alone": (by_words(known), by_words(asked)),
        "VADER": (by_vader(known), by_vader(asked)),
        "all neutral": (
            known.assign(tone="neutral")[["tone"]],
            asked.assign(tone="neutral")[["tone"]],
        ),
    }
    rows = [
        score(name, method, frame, pair[place])
        for place, (name, frame) in enumerate(sets.items())
        for method, pair in found.items()
    ]
    print(pd.DataFrame(rows).to_string(index=False, na_rep="-", float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
