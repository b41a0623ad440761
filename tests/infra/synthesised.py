"""A deployment as CloudFormation gets it, for tests to ask of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.settings import read

ROOT = Path(__file__).parents[2]
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""Where to look for programs: Node.js lies beside Python."""

_STACKS = ("Foundation", "Dashboard", "Refresh", "Pipeline")


class Synthesised:
    """The templates in the folder of one deployment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.templates = {
            stack: json.loads(path.read_text("utf-8"))
            for stack in _STACKS
            for path in folder.glob(f"*-{stack}.template.json")
        }
        self.report = json.loads((folder / "validation-report.json").read_text("utf-8"))

    def all(self, kind: str, *stacks: str) -> list[dict[str, Any]]:
        """Return the properties of all resources of a type, such as ``AWS::S3::Bucket``."""
        return [resource.get("Properties", {}) for resource in self.resources(kind, *stacks)]

    def one(self, kind: str, *stacks: str) -> dict[str, Any]:
        """Return the properties of the only resource of a type."""
        (found,) = self.all(kind, *stacks)
        return found

    def resources(self, kind: str, *stacks: str) -> list[dict[str, Any]]:
        """Return all resources of a type, with what CloudFormation is told of them."""
        return [
            resource
            for stack in stacks or _STACKS
            if stack in self.templates
            for resource in self.templates[stack]["Resources"].values()
            if resource["Type"] == kind
        ]

    def statements(self, *stacks: str) -> list[dict[str, Any]]:
        """Return every statement of a policy of a role."""
        policies = self.all("AWS::IAM::Policy", *stacks)
        return [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]


def synthesise(said: Mapping[str, str], folder: Path) -> Synthesised:
    """Return what the app makes of settings; cdk-nag stops it if it finds anything."""
    from aws_cdk import App

    from infra.app import FLAGS, build

    build(App(context=dict(FLAGS), outdir=str(folder)), read(variables(said))).synth()
    return Synthesised(folder)


def variables(said: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the environment that say these settings."""
    return {f"INTENTLIB_AWS_{name.upper()}": value for name, value in said.items()}


def run_module(module: str, path: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module of ours where nothing is known of an account."""
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={"PATH": path, "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
    )
