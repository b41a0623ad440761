"""The app that ``cdk`` runs: ``python -m infra.app``, with the settings in the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra.nag import acknowledge
from infra.settings import Settings, SettingsError, read
from infra.stacks.dashboard import DashboardStack
from infra.stacks.foundation import FoundationStack
from infra.stacks.pipeline import PipelineStack
from infra.stacks.refresh import RefreshStack

FLAGS: Mapping[str, bool] = {
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/core:checkSecretUsage": True,
    "@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm": True,
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
}
"""Behaviour that CDK recommends for new apps, as far as it concerns this one."""


def build(app: App, settings: Settings) -> App:
    """Return the app with the stacks of a deployment in it, and what checks them."""
    foundation = FoundationStack(app, f"{settings.name}-Foundation", settings=settings)
    for kind, name in ((DashboardStack, "Dashboard"), (RefreshStack, "Refresh")):
        kind(app, f"{settings.name}-{name}", settings=settings, foundation=foundation)
    if settings.repository:
        PipelineStack(app, f"{settings.name}-Pipeline", repository=settings.repository)
    Tags.of(app).add("project", "intentlib")
    Tags.of(app).add("profile", settings.profile)
    acknowledge(app, settings.name)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def main() -> None:
    """Synthesise what the environment asks for."""
    try:
        settings = read(os.environ)
    except SettingsError as error:
        sys.exit(f"Error: {error}")
    build(App(context=dict(FLAGS)), settings).synth()


if __name__ == "__main__":
    main()
