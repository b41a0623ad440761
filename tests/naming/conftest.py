"""Amazon Bedrock at an address of this machine."""

import pytest


@pytest.fixture
def loopback(monkeypatch):
    """Return what points the AWS SDK to an address, with credentials that are none."""
    pytest.importorskip("boto3", reason="needs the extra bedrock")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return lambda address: monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", address)
