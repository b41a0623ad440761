"""Round figures and short dates for the axes of charts."""

from __future__ import annotations

import numpy as np

DATES = {"hour": "%-d %b, %H:%M", "day": "%-d %b", "week": "%-d %b", "month": "%b %Y"}
"""How the starts of periods are dated on an axis."""


def nice_ticks(top: float, whole: bool) -> np.ndarray:
    """Return up to six round values from 0 to at least ``top``; whole numbers where asked for."""
    step = 10.0 ** np.floor(np.log10(max(top, 1e-6)))
    step = next(step * part for part in (0.2, 0.5, 1, 2) if top <= step * part * 5)
    step = max(round(step), 1) if whole else step
    return np.asarray(np.arange(int(np.ceil(max(top, step) / step)) + 1) * step)


def some(values: np.ndarray, most: int) -> np.ndarray:
    """Return up to ``most`` of the values, evenly spaced from the first on."""
    return np.asarray(values[:: max(1, -(-len(values) // most))])
