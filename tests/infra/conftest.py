"""The templates of the deployments that the tests speak of, made once and without credentials."""

from __future__ import annotations

import pytest
from synthesised import PROGRAMS, Synthesised, synthesise

VIEWERS = {"viewers": "203.0.113.0/24,198.51.100.7/32"}
EMAIL = {"email": "ann@example.com"}
DOMAIN = {
    "domain": "intents.example.com",
    "certificate": "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222",
}
OPENID = {
    "openid": ",".join(
        [
            "https://login.example.com",
            *(f"https://login.example.com/{path}" for path in ("authorize", "token", "userinfo")),
            "dashboard",
            "intents/openid",
        ]
    )
}
NIGHT = {"night": "yes", "timezone": "Europe/Paris"}
REPOSITORY = {"repository": "someone/intents"}
DEPLOYMENTS = {
    "minimal": VIEWERS | EMAIL | NIGHT | REPOSITORY | {"profile": "minimal"},
    "production": VIEWERS | EMAIL | {"profile": "production"},
    "signed-in": VIEWERS | DOMAIN | {"profile": "production"},
    "openid": VIEWERS | DOMAIN | OPENID | {"profile": "minimal"},
}


@pytest.fixture(scope="session")
def deployments(tmp_path_factory) -> dict[str, Synthesised]:
    """Return what each deployment comes to."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATH", PROGRAMS)  # CDK starts Node.js when it is imported
        pytest.importorskip("aws_cdk", reason="needs the environment that `make synth` makes")
    folder = tmp_path_factory.mktemp("cdk")
    return {name: synthesise(said, folder / name) for name, said in DEPLOYMENTS.items()}


@pytest.fixture
def minimal(deployments) -> Synthesised:
    """Return the minimal deployment, stopped at night."""
    return deployments["minimal"]


@pytest.fixture
def production(deployments) -> Synthesised:
    """Return production behind CloudFront."""
    return deployments["production"]


@pytest.fixture(params=sorted(DEPLOYMENTS))
def each(request, deployments) -> Synthesised:
    """Return every deployment in turn."""
    return deployments[request.param]
