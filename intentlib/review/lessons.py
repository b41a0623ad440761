"""What answers teach about a file: how far its wordings may lie apart and still be one intent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_LEAST = 1e-3
_PRIOR = 1.0
"""How far slope and shift are expected to lie from none, in log-odds; a few answers outweigh it."""
_ROUNDS = 30


@dataclass(frozen=True)
class Lesson:
    """Chances that two things are one intent, as the answers of a file correct them.

    Parameters
    ----------
    slope
        Above 1 where people agreed with what was likely more often than expected: doubts shrink.
    shift
        Above 0 where people joined more than expected, below 0 where they kept more apart.
    """

    slope: float = 1.0
    shift: float = 0.0

    def corrected(self, chances: np.ndarray) -> np.ndarray:
        """Return chances as the answers correct them."""
        return _logistic(self.slope * _log_odds(chances) + self.shift)


def learn(chances: np.ndarray, same: np.ndarray) -> Lesson:
    """Return what answers teach.

    Parameters
    ----------
    chances : ndarray of shape (n_answers,)
        How likely each was expected to be one intent.
    same : ndarray of shape (n_answers,), bool
        What people said.

    References
    ----------
    Platt, "Probabilistic outputs for support vector machines", 1999; the most probable slope and
    shift where the log of the slope and the shift are expected to be near 0.
    """
    odds, said = _log_odds(chances), same.astype(float)
    # log of the slope, and the shift: Newton's method with Gauss's approximation
    found = np.zeros(2)
    for _ in range(_ROUNDS):
        slope = np.exp(found[0])
        guess = _logistic(slope * odds + found[1])
        columns = np.stack([slope * odds, np.ones(len(odds))])
        downhill = columns @ (said - guess) - found / _PRIOR**2
        curve = (columns * guess * (1 - guess)) @ columns.T + np.eye(2) / _PRIOR**2
        step = np.linalg.solve(curve, downhill)
        found = found + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-9:
            break
    return Lesson(float(np.exp(found[0])), float(found[1]))


def _log_odds(chances: np.ndarray) -> np.ndarray:
    inside = np.clip(chances, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(inside / (1 - inside)))


def _logistic(odds: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-odds)))
