"""What the ledger has acknowledged is there, whenever a process is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intentlib.review import Skip, open_ledger

pytestmark = pytest.mark.slow


def test_every_acknowledged_decision_survives_kill_9(ledger_url: str) -> None:
    program = [sys.executable, str(Path(__file__).with_name("appender.py")), ledger_url]
    acknowledged: dict[int, str] = {}
    chance = random.Random(4)
    for attempt in range(4):
        names = [f"{attempt}a", f"{attempt}b"]
        children = [
            subprocess.Popen([*program, name], stdout=subprocess.PIPE, text=True) for name in names
        ]
        for child in children:
            assert child.stdout.readline(), "nothing was recorded"
        time.sleep(chance.uniform(0, 0.4))
        for child in children:
            child.send_signal(signal.SIGKILL)
        for child, name in zip(children, names, strict=True):
            told, _ = child.communicate()
            assert child.returncode == -signal.SIGKILL
            # A line may be cut off, then it wasn't said.
            lines = [line.split() for line in told.splitlines(keepends=True) if line[-1] == "\n"]
            acknowledged |= {int(number): f"{name} {made}" for number, _, made in lines}
    with open_ledger(ledger_url) as ledger:
        found = {each.decision_id: each.decision for each in ledger.recorded()}
        assert list(found) == list(range(1, len(found) + 1))
        assert {number: found[number] for number in acknowledged} == {
            number: Skip(question) for number, question in acknowledged.items()
        }
        assert len(acknowledged) > 20
        assert ledger.append(Skip("after"), reviewer="Ann").decision_id == len(found) + 1
