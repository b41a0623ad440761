"""Every test of the store runs on a local folder and on a real S3 endpoint."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from flaky import Flaky, flaky
from s3 import BUCKET, s3_server


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    """Return the environment that leads any S3 client to a server with an empty bucket."""
    pytest.importorskip("s3fs", reason="needs the extra intentlib[s3]")
    pytest.importorskip("moto.server", reason="needs moto, see the dev group")
    with s3_server() as environment:
        yield environment


@pytest.fixture
def bucket(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    return BUCKET


@pytest.fixture(params=["local", "s3"])
def runs(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where runs go: a folder that doesn't exist yet, or a fresh prefix in a bucket."""
    if request.param == "local":
        return str(tmp_path / "runs")
    return f"s3://{request.getfixturevalue('bucket')}/{uuid.uuid4().hex}/runs"


@pytest.fixture
def between(
    bucket: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flaky]:
    """Give a server that every request to S3 goes through, and that can be told to fail."""
    kind = fsspec.get_filesystem_class("s3")
    with flaky(s3_environment["AWS_ENDPOINT_URL"]) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
        kind.clear_instance_cache()
        yield server
    kind.clear_instance_cache()
