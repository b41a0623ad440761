"""A small file of calls and what is in it, for tests of the whole path."""

from __future__ import annotations

import csv
from pathlib import Path

from intentlib.model import RunConfig

CALLS = {
    "Pay a bill": [
        "Pay my bill",
        "bill payment",
        "Customer wants to pay the monthly bill",
        "paying an invoice",
        "make a payment on the bill",
    ],
    "Report an outage": [
        "Internet is down",
        "no internet connection",
        "report an internet outage",
        "broadband outage",
        "the internet does not work",
    ],
    "Cancel the contract": [
        "Cancel my contract",
        "contract cancellation",
        "wants to terminate the contract",
        "end the contract early",
    ],
    "Replace a SIM card": [
        "Lost SIM card",
        "needs a replacement SIM card",
        "order a new SIM card",
        "SIM card replacement",
    ],
}


def write_calls(path: Path, *, repeat: int = 3, empty: int = 2) -> Path:
    """Write a CSV with ``reason``, ``started``, ``queue`` and ``truth``, and return its path.

    A wording is said ``repeat`` times and once less for each place further down its list.
    """
    rows = [
        (text, truth)
        for truth, texts in CALLS.items()
        for place, text in enumerate(texts)
        for _ in range(max(1, repeat - place))
    ]
    rows += [("", "Pay a bill")] * empty
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reason", "started", "queue", "truth"])
        for number, (text, truth) in enumerate(rows):
            at = f"2026-01-{1 + number % 28:02}T09:{number % 60:02}:00Z"
            writer.writerow([text, at, "care" if number % 2 else "sales", truth])
    return path


def small_config(home: Path) -> RunConfig:
    """Return how to run the small file in a folder of its own, as many intents as it has."""
    return RunConfig(
        input=str(write_calls(home / "calls.csv")),
        runs=str(home / "runs"),
        text="reason",
        granularity=len(CALLS),
        cache=str(home / "cache"),
    )
