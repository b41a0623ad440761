"""An emulator of AWS in a process of its own, on this machine's own address only."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.session import get_session

UNKNOWN = {
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::VpcOrigin",
    "AWS::EC2::FlowLog",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ECS::ClusterCapacityProviderAssociations",
}
"""What the emulator has not; nothing that runs here hangs on it."""

_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "emulated",
    "AWS_SECRET_ACCESS_KEY": "emulated",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


class Emulator:
    """AWS, as far as it is emulated.

    Attributes
    ----------
    environment
        What a process needs to take it for AWS.
    """

    def __init__(self, address: str) -> None:
        self.environment = {"AWS_ENDPOINT_URL": address, **_SETTINGS}

    def client(self, service: str) -> Any:
        """Return a client of a service."""
        return get_session().create_client(
            service,
            region_name=self.environment["AWS_DEFAULT_REGION"],
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def deploy(self, path: Path, **parameters: str) -> dict[str, str]:
        """Make a stack of a template, and return its outputs."""
        name = path.name.removesuffix(".template.json")
        self.client("cloudformation").create_stack(
            StackName=name,
            TemplateBody=json.dumps(_known(json.loads(path.read_text("utf-8")))),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
            Capabilities=["CAPABILITY_IAM"],
        )

        def stack() -> Any:
            return self.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]

        wait(lambda: not stack()["StackStatus"].endswith("IN_PROGRESS"))
        assert stack()["StackStatus"] == "CREATE_COMPLETE", stack()
        return {each["OutputKey"]: each["OutputValue"] for each in stack().get("Outputs", [])}


@contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """Give a new, empty AWS, to which CDK has been introduced."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("ministack")],
        cwd=folder,
        env=os.environ | {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(lambda: _answers(port))
        aws = Emulator(f"http://127.0.0.1:{port}")
        version = {"Name": "/cdk-bootstrap/hnb659fds/version", "Value": "30", "Type": "String"}
        aws.client("ssm").put_parameter(**version)
        yield aws
    finally:
        process.kill()  # else it waits for its state machines
        process.wait()


def wait(done: Callable[[], Any], seconds: float = 60) -> Any:
    """Return what is given once it is true."""
    end = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _known(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template without what the emulator has not."""
    resources = template["Resources"]
    gone = {name for name, resource in resources.items() if resource["Type"] in UNKNOWN}
    kept = {name: dict(resource) for name, resource in resources.items() if name not in gone}
    for resource in kept.values():
        before = resource.pop("DependsOn", [])
        before = [before] if isinstance(before, str) else before
        resource["DependsOn"] = [name for name in before if name not in gone]
    told = template.get("Outputs", {})
    outputs = {
        name: output
        for name, output in told.items()
        if not any(f'"{other}"' in json.dumps(output) for other in gone)
    }
    return {**template, "Resources": kept, "Outputs": outputs}
