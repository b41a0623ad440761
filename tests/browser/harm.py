"""Calls, columns and a file name that are all out to do harm."""

from __future__ import annotations

import csv
from pathlib import Path

from served import make_run

TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"
NAME = f"<img src=x onerror=alert(1)> $x$ {TURN}gnp"
TEXTS = {
    "<img src=x onerror=alert(1)> on the bill": 9,
    "</textarea><script>alert(1)</script> on the bill": 8,
    "# pay **now** [here](javascript:alert(1)) | a | b |": 8,
    "the bill says $x^2$ and \\(\\frac{a}{b}\\)": 7,
    f"{TURN}drawkcab llib eht yap": 7,
    "\N{LEFT-TO-RIGHT ISOLATE}no internet at home": 7,
    "دفع الفاتورة الشهرية": 6,
    "no inter\N{ZERO WIDTH SPACE}net\N{ZERO WIDTH JOINER} at all": 6,
    "Unterbrechungsfreiestromversorgungsanlagenwartung" * 3: 5,
    "lost phone \N{MOBILE PHONE}\N{COLLISION SYMBOL}": 5,
    "=cmd()|' /C calc'!A0": 4,
    "@SUM(A1) on the bill": 4,
    "cancel my contract": 4,
    "new SIM card": 3,
}
QUEUES = (f"{TURN}erac", "<b>sales</b>", "=calc")


def harmful_runs(folder: Path) -> Path:
    """Return the folder of a run of such calls, made in a folder."""
    said = [text for text, times in TEXTS.items() for _ in range(times)]
    with (folder / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "at", "queue <i>"])
        for number, text in enumerate(said):
            day = f"2026-01-{1 + number * 28 // len(said):02}"
            writer.writerow([text, day, QUEUES[number % len(QUEUES)]])
    return make_run(folder / f"{NAME}.csv", folder / "runs", "--granularity", "12")


def plain(text: str) -> str:
    """Return a text as it is shown, which turns nothing."""
    return text.replace(TURN, "")
