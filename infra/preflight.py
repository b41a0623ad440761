"""What a deployment needs, looked for before it begins: everything missing is said at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session, get_session

from infra.settings import PREFIX_LIST, Settings, SettingsError, read

_FROM_CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
_SIGN_IN = "Run aws sso login, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret"
_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"


class MissingError(Exception):
    """Something that a deployment needs is not there; the message says what, and what to do."""


def parameters(settings: Settings) -> list[str]:
    """Return the arguments for ``cdk deploy`` that only the account can tell.

    Raises
    ------
    MissingError
        If anything is missing: one line for each.
    """
    session = get_session()
    missing = [*_missing(settings), *_missing_for_signing_in(session)]
    if missing:
        raise MissingError("\n".join(missing))
    try:
        return _found(session, settings)
    except (BotoCoreError, ClientError) as error:
        what = " ".join(str(error).split())
        raise MissingError(f"the account can't be used: {what}. {_SIGN_IN}.") from error


def _missing(settings: Settings) -> Iterator[str]:
    if not settings.email:
        yield "nobody would hear of failures and costs. Give EMAIL=you@example.com."
    if not settings.viewers:
        yield "nobody could open the dashboard. Give VIEWERS=203.0.113.0/24, your own addresses."
    name = os.environ.get("CDK_DOCKER", "docker")
    docker = shutil.which(name)
    if not docker or subprocess.run([docker, "info"], capture_output=True).returncode:  # noqa: S603
        do = "Start it, or name another by CDK_DOCKER=podman"
        yield f"the image can't be built: {name} is not there or not running. {do}."


def _missing_for_signing_in(session: Session) -> Iterator[str]:
    if not _region():
        yield "no region is chosen. Set AWS_REGION, such as eu-west-1."
    if not session.get_credentials():
        yield f"no one is signed in to an account. {_SIGN_IN}."


def _region() -> str | None:
    region: str | None = os.environ.get("AWS_REGION") or get_session().get_config_variable("region")
    return region


def _found(session: Session, settings: Settings) -> list[str]:
    try:
        session.create_client("ssm", _region()).get_parameter(Name=_BOOTSTRAP)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        what = "the account isn't prepared for CDK in this region. Run make bootstrap once."
        raise MissingError(what) from error
    if settings.domain:
        return []
    wanted = [{"Name": "prefix-list-name", "Values": [_FROM_CLOUDFRONT]}]
    lists = session.create_client("ec2", _region()).describe_managed_prefix_lists(Filters=wanted)
    (found,) = lists["PrefixLists"]
    return ["--parameters", f"{settings.name}-Dashboard:{PREFIX_LIST}={found['PrefixListId']}"]


def main() -> None:
    """Print the arguments for ``cdk deploy``, or say what is missing."""
    try:
        print(*parameters(read(os.environ)))  # noqa: T201
    except (SettingsError, MissingError) as error:
        lines = str(error).removeprefix("Error: ").splitlines()
        sys.exit("Nothing is deployed yet:\n" + "\n".join(f"- {line}" for line in lines))


if __name__ == "__main__":
    main()
