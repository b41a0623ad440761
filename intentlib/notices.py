"""Telling others that a run was published: once, or not at all, but never twice.

What was told to whom is kept in ``notices.json`` beside the runs. A run is written down there
before anything is sent, by a conditional write, so that no two processes tell it and a process that
dies in between tells it no more. Only where it is sure that nothing arrived (no connection, a
refusal) is it sent again, a few times at once, and then by the next refresh. Addresses can hold
secrets: they are kept as hashes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol
from urllib.parse import urlsplit

from intentlib.errors import OptionError, StoreError
from intentlib.store.runs import runs_place

TRIES = 4
PAUSE = 1.0
"""Seconds before the second try; doubled before each that follows."""
_WAIT = 10.0
_FILE = "notices.json"
_REMEMBERED = 1000
_SUBJECT = 100
_LOG = logging.getLogger(__name__)
_BUSY = {429, 503}
_UNREACHED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_THROTTLED = {"Throttled", "Throttling", "ThrottlingException", "ServiceUnavailable"}


@dataclass(frozen=True)
class Message:
    """What is told of a run.

    Parameters
    ----------
    run_id
        The run.
    title
        In a line.
    news
        What is new, as sentences.
    summary
        Its counts and figures.
    """

    run_id: str
    title: str
    news: tuple[str, ...]
    summary: dict[str, Any]

    @property
    def text(self) -> str:
        """Title and news, a line each."""
        return "\n".join([self.title, *self.news])


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


class NotTakenError(Exception):
    """Nothing arrived, for sure; ``again`` tells whether another try can help."""

    def __init__(self, why: object, *, again: bool) -> None:
        super().__init__(str(why))
        self.again = again


class Target(Protocol):
    """Somebody who is told."""

    @property
    def shown(self) -> str:
        """Its address as it may be shown."""

    def send(self, message: Message) -> None:
        """Send the message; raises NotTakenError where nothing arrived, anything else in doubt."""


class Webhook:
    """An HTTP address that takes JSON: ``text`` for people, and the figures.

    Parameters
    ----------
    url
        Such as ``https://hooks.example.com/…``.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        parts = urlsplit(url)
        self.shown = f"{parts.scheme}://{parts.hostname}"

    def send(self, message: Message) -> None:
        """Post the message; raises NotTakenError where nothing arrived, anything else in doubt."""
        body = {"text": message.text, "run_id": message.run_id, "news": message.news}
        request = urllib.request.Request(  # noqa: S310 - the operator's address, http by `target_of`
            self._url,
            json.dumps({**body, "summary": message.summary}).encode(),
            {"Content-Type": "application/json", "Idempotency-Key": message.run_id},
        )
        try:
            urllib.request.urlopen(request, timeout=_WAIT).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            if error.code < 500 or error.code in _BUSY:
                again = error.code in _BUSY
                raise NotTakenError(f"it answers {error.code}", again=again) from error
            raise
        except urllib.error.URLError as error:
            if not isinstance(error.reason, _UNREACHED):  # broken off: it may have arrived
                raise
            raise NotTakenError(error.reason, again=True) from error


class Topic:
    """A topic of Amazon SNS.

    Parameters
    ----------
    arn
        Such as ``arn:aws:sns:eu-west-1:123456789012:intents``.

    Raises
    ------
    OptionError
        If boto3 isn't installed.
    """

    def __init__(self, arn: str) -> None:
        if find_spec("boto3") is None:
            raise OptionError(
                "a notice to Amazon SNS needs boto3",
                value=arn,
                do="Run: pip install 'intentlib[sns]'",
            )
        self.shown = arn

    def send(self, message: Message) -> None:
        """Publish the message; raises NotTakenError where nothing arrived, or what boto3 raises."""
        import boto3
        from botocore.config import Config
        from botocore.exceptions import (
            ClientError,
            ConnectTimeoutError,
            EndpointConnectionError,
            NoCredentialsError,
        )

        limits = Config(
            connect_timeout=_WAIT, read_timeout=_WAIT, retries={"total_max_attempts": 1}
        )
        subject = message.title.encode("ascii", "replace").decode()[:_SUBJECT]
        once = {"MessageGroupId": "runs", "MessageDeduplicationId": message.run_id}
        try:
            region = self.shown.split(":")[3]
            boto3.client("sns", region_name=region, config=limits).publish(
                TopicArn=self.shown,
                Subject=subject,
                Message=message.text,
                **(once if self.shown.endswith(".fifo") else {}),
            )
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            raise NotTakenError(error, again=True) from error
        except (ClientError, NoCredentialsError) as error:
            answer = getattr(error, "response", {})
            throttled = answer.get("Error", {}).get("Code") in _THROTTLED
            if not throttled and answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
                raise
            raise NotTakenError(error, again=throttled) from error


def target_of(address: str) -> Target:
    """Return who is meant by an address.

    Raises
    ------
    OptionError
        If it is neither an http address nor the ARN of a topic.
    """
    if address.startswith("arn:") and len(address.split(":")) == 6:
        return Topic(address)
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return Webhook(address)
    raise OptionError(
        "nobody can be told there",
        value=address,
        do="Give an https:// address, or the ARN of an SNS topic: arn:aws:sns:region:account:name",
    )


def expect(runs: str, addresses: Sequence[str], published: str | None) -> None:
    """Write down from which run on targets are told; those that are known already stay.

    Called before a run is made, so that the run is told even where the process that makes it dies
    once it is published: the next one finds that it never was.

    Parameters
    ----------
    published
        The run that is published now, of which they aren't told.

    Raises
    ------
    OptionError
        If an address can't be one.
    StoreError
        If it can't be written.
    """
    keys = [_key(address) for address in addresses if target_of(address)]

    def change(kept: bytes | None) -> bytes | None:
        known = _read(kept)
        new = {key: [published] for key in keys if key not in known}
        return json.dumps({**known, **new}).encode() if new else None

    if keys:
        runs_place(runs).exchange(_FILE, change)


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
    if not _claim(runs, address, message.run_id):
        return Told(target.shown, sent=False, why="told before")
    try:
        _send(target, message)
    except NotTakenError as error:
        _release(runs, address, message.run_id)
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


def _claim(runs: str, address: str, run_id: str) -> bool:
    """Write down that a target is told of a run; False where that is written already."""
    key, first = _key(address), True

    def change(kept: bytes | None) -> bytes | None:
        nonlocal first
        known = _read(kept)
        told = known.get(key, [])
        first = run_id not in told
        return (
            json.dumps({**known, key: [*told, run_id][-_REMEMBERED:]}).encode() if first else None
        )

    runs_place(runs).exchange(_FILE, change)
    return first


def _release(runs: str, address: str, run_id: str) -> None:
    key = _key(address)

    def change(kept: bytes | None) -> bytes:
        known = _read(kept)
        told = [each for each in known.get(key, []) if each != run_id]
        return json.dumps({**known, key: told}).encode()

    runs_place(runs).exchange(_FILE, change)


def _read(kept: bytes | None) -> dict[str, list[str | None]]:
    try:
        known: dict[str, list[str | None]] = json.loads(kept) if kept else {}
    except ValueError as error:
        raise StoreError(
            "the record of who was told of which run is damaged",
            where=_FILE,
            do="Remove it from the folder of runs: from the next run on they are told again",
        ) from error
    return known


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]
