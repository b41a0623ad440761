"""Write a sample of call intents as a generative model words them, with the truth beside each.

The grammar gives a catalogue of wordings; the calendar says how many calls each day has and of
which intents; every call draws a wording; and some suffer an accident (odd casing, mojibake, leaked
personal data, no text at all). Work goes a day at a time, so memory grows with one day's calls.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from accidents import befall
from grammar import Catalogue, Dice, Grammar, Integers, load_grammar, make_catalogue
from tqdm import tqdm

START = np.datetime64("2025-06-02T00:00:00", "s")  # a Monday; times are UTC
DAYS = 90
NEW_FROM_DAY = 60  # days are numbered from 1
SPIKE = {44: 6.0, 45: 13.0, 46: 4.0}  # Tuesday to Thursday
SPIKE_REGION = "West"
NO_INTENT = "No intent recorded"

WEEKDAYS = (120, 108, 102, 100, 98, 58, 42)  # Monday first
HOURS = (2, 1, 1, 1, 1, 3, 9, 24, 55, 82, 90, 84, 72, 70, 74, 78, 82, 76, 60, 42, 28, 16, 8, 4)
CHANNELS = {"phone": 74, "callback": 11, "chat": 9, "app call": 6}
REGIONS = {"Metro": 38, "North": 18, "South": 16, "East": 14, SPIKE_REGION: 11, "": 3}
PER_MILLE_EMPTY, PER_MILLE_MISROUTED, PER_MILLE_IN_SPIKE_REGION = 10, 120, 850

KINDS = (".csv", ".csv.gz", ".parquet")


def volumes(grammar: Grammar) -> Integers:
    """Return how often each intent occurs, Zipf-like, in whole numbers, shape (n_intents,)."""
    ranks = np.arange(1, len(grammar.intents) + 1)
    return np.rint(1e6 / (ranks + 3)).astype(np.int64)


def calendar(grammar: Grammar, seed: int) -> Integers:
    """Return the weight of each day and intent, shape (DAYS, n_intents)."""
    table = np.tile(volumes(grammar).astype(float), (DAYS, 1))
    days = np.arange(1, DAYS + 1)
    courses = {
        "steady": np.ones(DAYS),
        "rising": 0.3 + 1.9 * days / DAYS,
        "falling": 1.9 - 1.6 * days / DAYS,
        "new": (days >= NEW_FROM_DAY).astype(float),
        "spike": np.array([SPIKE.get(int(day), 1.0) for day in days]),
    }
    for column, intent in enumerate(grammar.intents):
        table[:, column] *= courses[intent.course]
    busy = np.resize(WEEKDAYS, DAYS) * (92 + Dice(seed, 2).below(17, DAYS)) / 1e4
    return np.rint(table * busy[:, None]).astype(np.int64)


def days_of_calls(
    grammar: Grammar, catalogue: Catalogue, calls: int, seed: int
) -> Iterator[pd.DataFrame]:
    """Yield the calls of each day in order of time, exactly `calls` in all."""
    table = calendar(grammar, seed)
    running = np.cumsum(table.sum(axis=1))
    ends = [int(total) * calls // int(running[-1]) for total in running]
    start = 0
    for day, end in enumerate(ends, 1):
        yield one_day(grammar, catalogue, table[day - 1], day, range(start, end), seed)
        start = end


def one_day(
    grammar: Grammar,
    catalogue: Catalogue,
    weights: Integers,
    day: int,
    numbers: range,
    seed: int,
) -> pd.DataFrame:
    """Return one day's calls, one row each.

    Parameters
    ----------
    weights : ndarray of shape (n_intents,)
        How often each intent occurs that day.
    day
        1 to ``DAYS``.
    numbers
        The calls' places in the whole sample, from 0; their ids follow from these.
    """
    dice, count = Dice(seed, 3, day), len(numbers)
    intents = dice.pick(weights, count)
    seconds = np.sort(dice.pick(np.array(HOURS), count) * 3600 + dice.below(3600, count))
    text = befall(catalogue.texts, catalogue.draw(dice, intents), dice)
    empty = dice.below(1000, count) < PER_MILLE_EMPTY
    text[empty] = ""
    names = np.array([intent.name for intent in grammar.intents], dtype=object)
    queues = np.array([intent.queue for intent in grammar.intents], dtype=object)
    misrouted = dice.below(1000, count) < PER_MILLE_MISROUTED
    spiking = np.array([intent.course == "spike" for intent in grammar.intents])[intents]
    local = spiking & (day in SPIKE) & (dice.below(1000, count) < PER_MILLE_IN_SPIKE_REGION)
    return pd.DataFrame(
        {
            "call_id": [f"C{number:08d}" for number in range(numbers.start + 1, numbers.stop + 1)],
            "started_at": START + np.timedelta64(day - 1, "D") + seconds.astype("timedelta64[s]"),
            "channel": _pick_name(CHANNELS, dice, count),
            "queue": np.where(misrouted, "general", queues[intents]),
            "region": np.where(local, SPIKE_REGION, _pick_name(REGIONS, dice, count)),
            "intent": text,
            "true_intent": np.where(empty, NO_INTENT, names[intents]),
        }
    )


def _pick_name(weights: dict[str, int], dice: Dice, count: int) -> np.ndarray:
    names = np.array(list(weights), dtype=object)
    return names[dice.pick(np.array(list(weights.values())), count)]


def write(frames: Iterable[pd.DataFrame], out: Path) -> None:
    """Write the frames into one file by its ending, which appears only when it is complete."""
    part = out.with_name(out.name + ".part")
    try:
        if out.name.endswith(".parquet"):
            _write_parquet(frames, part)
        else:
            _write_csv(frames, part, packed=out.name.endswith(".gz"))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write_csv(frames: Iterable[pd.DataFrame], path: Path, *, packed: bool) -> None:
    with path.open("wb") as raw:
        # No name and no time in the gzip header: the same calls give the same bytes.
        file = gzip.GzipFile("", "wb", 6, raw, mtime=0) if packed else raw
        with file:
            for number, frame in enumerate(frames):
                times = np.datetime_as_string(frame["started_at"].to_numpy(), "s", "UTC")
                text = frame.assign(started_at=times).to_csv(
                    index=False, header=number == 0, lineterminator="\n"
                )
                file.write(text.encode())


def _write_parquet(frames: Iterable[pd.DataFrame], path: Path) -> None:
    columns = ["call_id", "started_at", "channel", "queue", "region", "intent", "true_intent"]
    schema = pa.schema([(name, pa.string()) for name in columns]).set(
        1, pa.field("started_at", pa.timestamp("us", "UTC"))
    )
    with pq.ParquetWriter(path, schema) as writer:
        for frame in frames:
            utc = frame.assign(started_at=frame["started_at"].dt.tz_localize("UTC"))
            writer.write_table(pa.Table.from_pandas(utc, schema, preserve_index=False))


def main(
    out: Annotated[Path, typer.Option(dir_okay=False, help="File: .csv, .csv.gz or .parquet.")],
    calls: Annotated[int, typer.Option(min=1, help="Number of calls.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same file.")] = 7,
    wordings: Annotated[int, typer.Option(min=1, help="Wordings to draw from, about.")] = 4_000,
) -> None:
    """Write a sample of call intents with the truth beside each.

    Example: python data/make_sample.py --calls 1000000 --wordings 100000 --out big.parquet
    """
    if not out.name.endswith(KINDS):
        raise typer.BadParameter(
            f"unknown ending: {out.name}. Use one of {', '.join(KINDS)}.", param_hint="--out"
        )
    if not out.parent.is_dir():
        raise typer.BadParameter(
            f"no such folder: {out.parent}. Make it first.", param_hint="--out"
        )
    grammar = load_grammar()
    catalogue = make_catalogue(grammar, volumes(grammar), wordings, seed)
    frames = days_of_calls(grammar, catalogue, calls, seed)
    write(tqdm(frames, total=DAYS, unit="day", disable=None, delay=2), out)
    typer.echo(
        f"{calls:,} calls of {len(grammar.intents)} intents, drawn from "
        f"{len(catalogue.texts):,} wordings, in {out}"
    )


if __name__ == "__main__":
    typer.run(main)
