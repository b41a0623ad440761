"""Times a ledger of 100,000 decisions: opening it, recording one more, finding what to ask.

``python tests/bench/bench_review.py [DECISIONS] [--postgresql]`` fills a ledger as reviewers would,
on a SQLite file or on a PostgreSQL server of its own, and prints a table. Nothing is refused by
what fills it, and the same decisions are made each time.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import postgres  # noqa: E402

from intentlib.model import Tree  # noqa: E402
from intentlib.review import (  # noqa: E402
    Approve,
    Comment,
    Decision,
    Ledger,
    Merge,
    Move,
    Noise,
    PinTogether,
    Queue,
    Recorded,
    Rename,
    Skip,
    Standing,
    Undo,
    open_ledger,
)

DECISIONS, INTENTS, WORDINGS, TIMES = 100_000, 1_000, 60_000, 30
REVIEWERS = ("Ann", "Ben", "Cleo")


def main() -> None:
    """Measure and print."""
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    with place("--postgresql" in sys.argv) as url:
        fill(url, numbers[0] if numbers else DECISIONS)
        opening = [timed(lambda: open_ledger(url).close()) for _ in range(5)]
        ledger = open_ledger(url)
        print(f"{ledger.position:,} decisions in {ledger.url}")
        print(f"{'':44}{'median':>10}{'p95':>10}{'processor':>10}")
        show("Open: read all and fold", opening)
        show("Look for new ones, when there are none", repeated(ledger.standing))
        survey = []
        for number in range(5):
            ledger.append(Skip(f"survey {number}"), reviewer="Ann")
            survey.append(timed(ledger.standing().components))
        show("List all components", survey)
        queue = Queue(*run_of(WORDINGS, INTENTS))
        asking = []
        for number in range(5):
            ledger.append(Skip(f"queue {number}"), reviewer="Ann")
            asking.append(timed(lambda: queue.questions(ledger.standing())))
        show("Open the queue: find the next questions", asking)
        for name, make in further(ledger).items():
            show(f"Record: {name}", [timed(record(ledger, make(n))) for n in range(TIMES)])
        undo = [record(ledger, Undo(ledger.position - n)) for n in range(TIMES)]
        show("Record: undo", [timed(each) for each in undo])
        ledger.close()


@contextmanager
def place(on_server: bool) -> Iterator[str]:
    """Give the URL of an empty ledger."""
    if on_server:
        with postgres.server() as server, postgres.database(server) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "ledger.db")


def fill(url: str, count: int) -> None:
    """Fill an empty ledger with decisions that go together."""
    chance, standing, recorded = random.Random(0), Standing(), []
    held: dict[int, str] = {}
    while len(recorded) < count:
        number = len(recorded) + 1
        decision = standing.completed(any_decision(chance, held, number))
        if standing.clash(decision) is None:
            standing.advance([(number, decision)])
            at = datetime.fromtimestamp(1_780_000_000 + number, UTC)
            reviewer = chance.choice(REVIEWERS)
            recorded.append(
                Recorded(
                    number, decision, reviewer, at, "20260512T060000Z-1a2b3c", None, f"t{number}"
                )
            )
    with open_ledger(url) as ledger:
        ledger.take_over(recorded)


def run_of(wordings: int, intents: int) -> tuple[pd.DataFrame, Tree, np.ndarray]:
    """Return the wordings, tree and vectors of a run, each intent a cloud and a branch."""
    chance = np.random.default_rng(0)
    intent = np.sort(chance.integers(0, intents, wordings))
    middles = chance.normal(size=(intents, 384)).astype(np.float32)
    vectors = middles[intent] + 2 * chance.normal(size=(wordings, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    within = intent[1:] == intent[:-1]
    # intents are branches that grow wording by wording, and then meet one after the other
    first = np.flatnonzero(np.r_[True, ~within])
    sizes = np.diff(np.r_[first, wordings])
    tree, top, node = [], [], wordings
    for start, size in zip(first.tolist(), sizes.tolist(), strict=True):
        last = start
        for place in range(1, size):
            tree.append([last, start + place, 0.4 * place / size, place + 1])
            last, node = node, node + 1
        top.append((last, size))
    last, held = top[0]
    for other, size in top[1:]:
        held += size
        tree.append([last, other, 0.9, held])
        last, node = node, node + 1
    names = [f"i{number:08x}" for number in intent]
    keys = [wording(number) for number in range(wordings)]
    frame = pd.DataFrame({"key": keys, "calls": 1 + intent % 7, "intent_id": names})
    return frame, Tree(np.array(tree)), vectors


def any_decision(chance: random.Random, held: dict[int, str], number: int) -> Decision:
    """Return a decision of a kind that is as common as reviewers make it."""
    intent_id, draw = f"i{chance.randrange(INTENTS):08x}", chance.random()
    some = chance.sample(range(WORDINGS), 12)
    if draw < 0.45:
        target = held.setdefault(some[0], intent_id)
        return Move((wording(some[0]),), target, (), tuple(map(wording, range(5))))
    if draw < 0.65:
        mine = [n for n in some if held.setdefault(n, intent_id) == intent_id]
        keys = tuple(map(wording, mine))
        return Approve(keys=keys, intent_id=intent_id) if keys else Skip(intent_id)
    if draw < 0.75:
        return Rename(intent_id, f"Name {number}", tuple(map(wording, range(5))))
    if draw < 0.90:
        return Skip(f"is {intent_id} one thing, asked for the {number}th time")
    if draw < 0.95 or number == 1:
        return Comment(f"comment {number}", intent_id)
    return Undo(chance.randrange(1, number))


def wording(number: int) -> str:
    return f"wording number {number} of a caller"


def further(ledger: Ledger) -> dict[str, Callable[[int], Decision]]:
    """Return what makes decisions on the intents that have most."""
    held = sorted(ledger.standing().components(), key=lambda each: -len(each.decision_ids))
    ids = [str(each.intent_id) for each in held]
    return {
        "approve": lambda n: Approve(keys=held[n].keys, intent_id=ids[n]),
        "rename": lambda n: Rename(ids[n], f"New {n}"),
        "move": lambda n: Move((f"new {n}",), ids[n]),
        "pin together": lambda n: PinTogether((f"pinned {n}", held[n].keys[0])),
        "noise": lambda n: Noise((f"noise {n}",)),
        "merge": lambda n: Merge(ids[n], (ids[-1 - n],), (*held[n].keys, *held[-1 - n].keys)),
    }


def record(ledger: Ledger, decision: Decision) -> Callable[[], Recorded]:
    return lambda: ledger.append(decision, reviewer="Ann")


def repeated(work: Callable[[], object]) -> list[tuple[float, float]]:
    return [timed(work) for _ in range(TIMES)]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that it takes, by the clock and of the processor."""
    start = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start[0], time.process_time() - start[1]


def show(name: str, seconds: list[tuple[float, float]]) -> None:
    clock, processor = zip(*seconds, strict=True)
    p95 = statistics.quantiles(clock, n=20, method="inclusive")[-1]
    told = (statistics.median(clock), p95, statistics.median(processor))
    print(f"{name:44}" + "".join(f"{1000 * each:7.1f} ms" for each in told))


if __name__ == "__main__":
    main()
