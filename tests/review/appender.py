"""A program that appends decisions until it is killed, and says which it was told are recorded.

``appender.py URL NAME`` writes the number and the question of each decision, one line each, once
the ledger has acknowledged it.
"""

from __future__ import annotations

import sys

from intentlib.review import Skip, open_ledger


def main(url: str, name: str) -> None:
    ledger = open_ledger(url)
    made = 0
    while True:
        done = ledger.append(Skip(f"{name} {made}"), reviewer=name)
        print(done.decision_id, name, made, flush=True)
        made += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
