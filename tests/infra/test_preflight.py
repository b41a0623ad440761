"""What is said before a deployment that can't succeed, without an account."""

import os
import sys
from pathlib import Path

import pytest
from synthesised import run_module


@pytest.fixture
def preflight(tmp_path):
    """Run it on a machine with nothing but Python."""
    pytest.importorskip("aws_cdk", reason="needs the environment that `make synth` makes")

    def run(**settings: str) -> list[str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), str(tmp_path)])
        done = run_module("infra.preflight", path, HOME=str(tmp_path), **settings)
        assert (done.returncode, done.stdout) == (1, "")
        first, *missing = done.stderr.splitlines()
        assert first == "Nothing is deployed yet:"
        return missing

    return run


def test_says_all_that_is_missing_at_once(preflight):
    missing = preflight()
    assert len(missing) == 5
    for line, do in zip(
        missing, ("EMAIL=", "VIEWERS=", "docker", "AWS_REGION", "aws sso login"), strict=True
    ):
        assert do in line


@pytest.mark.parametrize("told", [{}, {"CDK_DOCKER": "podman"}])
def test_says_what_is_still_missing(preflight, tmp_path, told):
    docker = tmp_path / told.get("CDK_DOCKER", "docker")
    docker.write_text("#!/bin/sh\n")
    docker.chmod(0o755)
    (missing,) = preflight(
        **told,
        INTENTLIB_AWS_EMAIL="ann@example.com",
        INTENTLIB_AWS_VIEWERS="203.0.113.0/24",
        AWS_REGION="eu-west-1",
    )
    assert missing.startswith("- no one is signed in to an account.")


def test_says_which_setting_is_wrong(preflight):
    (message,) = preflight(INTENTLIB_AWS_BUDGET="much")
    assert "the setting budget can't be used: 'much'" in message
