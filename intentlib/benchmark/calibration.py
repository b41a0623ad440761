"""Whether confidence means what it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_BINS = 10


@dataclass(frozen=True)
class Band:
    """Wordings of like confidence.

    Parameters
    ----------
    confidence
        Such as ``above 0.8``.
    wordings
        How many.
    right
        Share of them that stand with their own kind; missing where there is none.
    """

    confidence: str
    wordings: int
    right: float | None


@dataclass(frozen=True)
class Calibration:
    """How often wordings of a confidence are right, every wording weighing the same.

    Parameters
    ----------
    bands
        High, middling, low.
    expected_error
        Expected calibration error: mean distance of confidence and share of right wordings, over
        ten bins of equal width.
    """

    bands: list[Band]
    expected_error: float


def calibrate(confidence: np.ndarray, right: np.ndarray) -> Calibration:
    """Return how well confidence foretells what is right.

    Parameters
    ----------
    confidence : ndarray of shape (n_wordings,)
        From 0 to 1.
    right : ndarray of bool, of shape (n_wordings,)

    References
    ----------
    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    high, low = confidence > 0.8, confidence < 0.5
    bands = {"above 0.8": high, "0.5 to 0.8": ~high & ~low, "below 0.5": low}
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    # |sum of right - sum of confidence| per bin, over n: the weights of the bins cancel
    apart = np.bincount(bins, right) - np.bincount(bins, confidence)
    return Calibration(
        bands=[
            Band(name, int(held.sum()), float(right[held].mean()) if held.any() else None)
            for name, held in bands.items()
        ],
        expected_error=float(np.abs(apart).sum() / len(right)),
    )
