"""Every test of the store runs on a local folder and on a real S3 endpoint."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from flaky import Flaky, flaky

_BUCKET = "intentlib"


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    """Return the environment that leads any S3 client to a server with an empty bucket."""
    s3fs = pytest.importorskip("s3fs", reason="needs the extra intentlib[s3]")
    moto_server = pytest.importorskip("moto.server", reason="needs moto, see the dev group")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        s3fs.S3FileSystem().mkdir(_BUCKET)
    yield environment
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture
def bucket(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    return _BUCKET


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
