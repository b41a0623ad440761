"""Telling targets of a run.

Only where it is sure that nothing arrived (no connection, a refusal) is a message sent again, a
few times at once, and then by the next refresh.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from intentlib.notices.record import claim, release
from intentlib.notices.targets import Message, NotTakenError, Target, target_of

TRIES = 4
PAUSE = 1.0
"""Seconds before the second try; doubled before each that follows."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What became of telling one target.

    Parameters
    ----------
    target
        As it may be shown.
    sent
        Whether it was sent now.
    why
        Why it wasn't, or ``""``.
    """

    target: str
    sent: bool
    why: str = ""


def notify(runs: str, addresses: Sequence[str], message: Message) -> list[Told]:
    """Return what became of telling each target of a run; those that were told before aren't.

    A target that fails is logged and returned, and no error.

    Raises
    ------
    OptionError
        If an address can't be one.
    StoreError
        If it can't be written down that they are told: then none is.
    """
    targets = {address: target_of(address) for address in addresses}
    return [_tell(runs, address, target, message) for address, target in targets.items()]


def _tell(runs: str, address: str, target: Target, message: Message) -> Told:
    if not claim(runs, address, message.run_id):
        return Told(target.shown, sent=False, why="told before")
    try:
        _send(target, message)
    except NotTakenError as error:
        release(runs, address, message.run_id)
        return _failed(target, f"{error}; the next refresh tries again")
    except Exception as error:  # whatever the network or a library makes of it
        return _failed(target, f"{error or type(error).__name__}; it may have arrived")
    _LOG.info("%s was told of run %s", target.shown, message.run_id)
    return Told(target.shown, sent=True)


def _send(target: Target, message: Message) -> None:
    """Send the message, and again where it is sure that nothing arrived."""
    for tried in range(TRIES):
        try:
            return target.send(message)
        except NotTakenError as error:
            if not error.again or tried == TRIES - 1:
                raise
            time.sleep(PAUSE * 2**tried)
    return None


def _failed(target: Target, why: str) -> Told:
    _LOG.warning("%s could not be told: %s", target.shown, why)
    return Told(target.shown, sent=False, why=why)
