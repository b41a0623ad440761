"""Reads files of every format after accidents: each gives calls or one message, in time.

``python tests/bench/bench_fuzzing.py [FILES]``, 10,000 by default. Prints how many of each outcome
there were and the longest time; any other outcome is shown with the smallest file that has it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "read"))

from hypothesis import HealthCheck, given, settings
from mutations import cases, outcome


def main(files: int) -> None:
    """Read so many files."""
    outcomes: Counter[str] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as folder:

        @settings(
            max_examples=files,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases())
        def read_one(case: tuple[str, bytes, dict[str, object]]) -> None:
            nonlocal longest
            begin = time.perf_counter()
            outcomes[outcome(Path(folder), case)] += 1
            longest = max(longest, time.perf_counter() - begin)

        begin = time.perf_counter()
        read_one()
    seconds = time.perf_counter() - begin
    for name, count in outcomes.most_common():
        print(f"{name:<12} {count:>7,}")
    print(f"{outcomes.total():,} files in {seconds:.0f} s, the longest took {longest:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
