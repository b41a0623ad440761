"""What the short cuts of the merge tree lose; ``intentlib bench speed`` tells what it costs.

    python tests/bench/bench_tree.py LABELLED.csv

The file has a column ``intent`` and a column ``gold``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from fit_convention import Labelled, load
from sklearn.metrics import adjusted_rand_score

from intentlib.granularity import recommend
from intentlib.tree import build, cut, cut_to, neighbours, ward


@contextmanager
def no_short_cuts(n: int) -> Iterator[None]:
    """Compare all ``n`` wordings with each other, and merge them one by one."""
    with patch.object(neighbours, "_PARTS_SEEN", n), patch.object(ward, "_ONE_BY_ONE", n):
        yield


def agreement(labelled: Labelled) -> pd.DataFrame:
    """Return how well the shipped tree and the exact one agree with the labels of a file."""
    gold = np.repeat(labelled.gold, labelled.calls)
    rows = []
    for name in ("shipped", "exact"):
        start = time.process_time()
        if name == "exact":
            with no_short_cuts(len(labelled.gold)):
                tree = build(labelled.vectors, labelled.texts)
        else:
            tree = build(labelled.vectors, labelled.texts)
        took = time.process_time() - start
        found = cut(tree, recommend(tree).height)
        true = cut_to(tree, len(set(labelled.gold)))
        aris = [adjusted_rand_score(gold, np.repeat(one, labelled.calls)) for one in (found, true)]
        rows.append((name, len(found), found.max() + 1, aris[0], true.max() + 1, aris[1], took))
    columns = ["tree", "wordings", "intents", "ari", "true", "ari_at_true", "cpu_seconds"]
    return pd.DataFrame(rows, columns=columns)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    labelled = load(parser.parse_args().labelled)
    print(agreement(labelled).to_string(index=False, float_format="%.4f"))


if __name__ == "__main__":
    main()
