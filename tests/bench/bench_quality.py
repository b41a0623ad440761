"""Score the shipped defaults on labelled files, as a table.

    python tests/bench/bench_quality.py [LABELLED.csv ...]

A file has a column ``intent`` and a column ``gold`` or ``true_intent``. Without arguments: the
sample, and every labelled file of ``../shared/data`` where that folder is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from intentlib import evaluate

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample" / "calls.csv"
SHARED = ROOT.parent / "shared" / "data"


def gold_column(path: Path) -> str | None:
    """Return the column of true intents, if there is one beside the column of texts."""
    columns = set(pd.read_csv(path, nrows=0).columns)
    return next((c for c in ("gold", "true_intent") if {"intent", c} <= columns), None)


def main() -> None:
    """Print one row per file."""
    given = [Path(name) for name in sys.argv[1:]]
    rows = []
    for path in given or [SAMPLE, *sorted(SHARED.glob("*.csv"))]:
        if gold := gold_column(path):
            found = evaluate(str(path), text="intent", gold=gold)
            row = {"file": path.stem, **vars(found)}
            del row["peak_rss_mb"]  # of the process, so of the largest file so far
            rows.append(row)
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()
