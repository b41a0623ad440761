"""Who can be told, and how a message gets to them."""

from __future__ import annotations

import json
import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol
from urllib.parse import urlsplit

from intentlib.errors import OptionError

_WAIT = 10.0
"""Seconds in which a target must take a message."""
_SUBJECT = 100
"""Letters that Amazon SNS takes in a subject."""
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
