"""What a user does at a terminal: start the command line, pipe something in, read CSV."""

import csv
import io
import subprocess
import sys


def spawn(*args, **given):
    return subprocess.run(
        [sys.executable, "-m", "intentlib", *args], capture_output=True, text=True, **given
    )


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def feed(monkeypatch, text):
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
