"""Where the sample lies, what its columns are, and how it is read."""

import re
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[2] / "data"
SAMPLE = DATA / "sample" / "calls.csv"
COLUMNS = ["call_id", "started_at", "channel", "queue", "region", "intent", "true_intent"]


def read(path):
    return pd.read_csv(path, keep_default_na=False, parse_dates=["started_at"])


def plain(text):
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()
