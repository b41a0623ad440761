"""Score what a refresh does to intents: what is new is told, what is not stays as it was.

    python tests/bench/bench_injection.py [--draws 20] [--cache FOLDER] LABELLED...

Each draw of a labelled file is a run and then a refresh of it, by the whole path:

- *injected*: two true intents are withheld, then added, each at 2 % of the calls of the run
  before. One has surfaced if most of its calls are in intents of status ``new`` that have more of
  its calls than of any other's: in one, or in *parts*. All other new intents are false.
- *reworded*: every true intent stays as large as it was, but all is said by other wordings. None
  may be new.
- *grown*: a tenth of the calls is withheld, then added. Old wordings must keep their intent.

Of a file of many intents as many are drawn as give 2 % of the calls from one intent, and of many
calls some.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from intentlib.benchmark.labelled import read_labelled
from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.model import Run, RunConfig
from intentlib.pipeline import run

SHARE = 0.02
WITHHELD = 2
TENTH = 0.1
INTENTS = 45
"""True intents of a draw at most: with more, few have 2 % of the calls."""
CALLS = 1500
"""Calls of a draw at most."""


@dataclass(frozen=True, eq=False)
class Draw:
    """What a file is before and after: ``text`` and ``gold``, one row per call.

    ``new`` are the true intents that only ``after`` has.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    new: tuple[str, ...]


def injected(calls: pd.DataFrame, dice: np.random.Generator) -> Draw:
    """Return a draw in which two true intents come up at 2 % of the calls each."""
    few = _fewer(calls, dice)
    sizes = few["gold"].value_counts()
    wanted = round(SHARE * (len(few) - sizes.iloc[:WITHHELD].sum()))
    large = sorted(sizes.index[sizes >= wanted])
    new = tuple(dice.choice(large, WITHHELD, replace=False))
    before = few[~few["gold"].isin(new)]
    wanted = round(SHARE * len(before))
    added = [few[few["gold"] == gold].sample(wanted, random_state=dice) for gold in new]
    return Draw(before, pd.concat([before, *added]), new)


def reworded(calls: pd.DataFrame, dice: np.random.Generator) -> Draw:
    """Return a draw with the same intents, all in other wordings than before."""
    few = _fewer(calls, dice)
    wordings = few.drop_duplicates("text").sample(frac=1, random_state=dice)
    half = wordings.groupby("gold").cumcount() % 2 == 0
    old = few["text"].isin(wordings.loc[half, "text"])
    return Draw(few[old], few[~old], ())


def grown(calls: pd.DataFrame, dice: np.random.Generator) -> Draw:
    """Return a draw in which a tenth of the calls are added."""
    few = _fewer(calls, dice)
    kept = few.drop(few.sample(frac=TENTH / (1 + TENTH), random_state=dice).index)
    return Draw(kept, few, ())


def read_calls(path: str) -> pd.DataFrame:
    """Return the ``text``, normalised, and the ``gold`` of every labelled call of a file."""
    labelled = read_labelled(path)
    spoken = labelled.rows >= 0
    texts = np.array(labelled.wordings, dtype=object)[labelled.rows[spoken]]
    return pd.DataFrame({"text": texts, "gold": labelled.gold[spoken]})


def _fewer(calls: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    golds = calls["gold"].unique()
    if len(golds) > INTENTS:
        golds = dice.choice(golds, INTENTS, replace=False)
    few = calls[calls["gold"].isin(golds)]
    if len(few) > CALLS:
        few = few.sample(CALLS, random_state=dice)
    return few.sort_index(ignore_index=True)


def refreshed(draw: Draw, embedder: CachedEmbedder) -> tuple[Run, Run]:
    """Return the run of before and the refresh by after."""
    with tempfile.TemporaryDirectory(prefix="intentlib-") as home:
        made = []
        for name, calls in (("before", draw.before), ("after", draw.after)):
            file = Path(home, f"{name}.csv")
            calls.to_csv(file, index=False)
            config = RunConfig(input=str(file), runs=f"{home}/runs", text="text")
            made.append(run(config, embedder=embedder))
        return made[0], made[1]


def score(draw: Draw, before: Run, after: Run) -> dict[str, float]:
    """Return what the refresh did, in numbers."""
    calls = after.calls.merge(after.wordings[["wording_id", "intent_id"]], on="wording_id")
    told = set(after.intents.loc[after.intents["status"] == "new", "intent_id"])
    table = pd.crosstab(calls["gold"], calls["intent_id"])
    of = table[sorted(told)].idxmax()
    surfaced = [
        gold
        for gold in draw.new
        if 2 * table.loc[gold, of.index[of == gold]].sum() >= table.loc[gold].sum()
    ]
    old = before.wordings.set_index("wording_id")["intent_id"]
    now = after.wordings.set_index("wording_id")
    stayed = now[now.index.isin(old.index)]
    kept = stayed["intent_id"] == old[stayed.index]
    return {
        "intents": len(before.intents),
        "after": len(after.intents),
        "surfaced": len(surfaced),
        "parts": int(of.isin(draw.new).sum()),
        "false new": int((~of.isin(draw.new)).sum()),
        "wordings kept": kept.mean() if len(kept) else np.nan,
        "ids kept": before.intents["intent_id"].isin(after.intents["intent_id"]).mean(),
    }


KINDS: dict[str, Callable[[pd.DataFrame, np.random.Generator], Draw]] = {
    "injected": injected,
    "reworded": reworded,
    "grown": grown,
}


def scores(path: str, draws: int, embedder: CachedEmbedder) -> Iterator[dict[str, object]]:
    """Give one row per kind of change and draw."""
    calls = read_calls(path)
    for kind, change in KINDS.items():
        for seed in range(draws):
            draw = change(calls, np.random.default_rng(seed))
            found = score(draw, *refreshed(draw, embedder))
            yield {"file": Path(path).stem, "change": kind, "draw": seed, **found}


def main() -> None:
    """Print a row per file and kind of change, the mean of its draws."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", nargs="+")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--cache", help="folder of cached vectors; the user's where not given")
    told = parser.parse_args()
    embedder = CachedEmbedder(open_embedder("all-MiniLM-L6-v2"), told.cache)
    rows = pd.DataFrame(
        [row for path in told.labelled for row in scores(path, told.draws, embedder)]
    )
    table = (
        rows.groupby(["file", "change"], sort=False).mean(numeric_only=True).drop(columns="draw")
    )
    print(table.reset_index().to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
