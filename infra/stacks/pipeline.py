"""What lets the workflows of a repository on GitHub deploy, without a key that could be lost."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

_GITHUB = "token.actions.githubusercontent.com"
_LOOKING = ("lookup",)
_DEPLOYING = ("deploy", "file-publishing", "image-publishing", *_LOOKING)
"""Roles that ``cdk bootstrap`` made."""

ENVIRONMENT = "aws"
"""Of the repository; its rules say who may deploy."""


class PipelineStack(Stack):
    """Two roles that only workflows of one repository can take on, for as long as they run."""

    def __init__(self, scope: Construct, id_: str, *, repository: str) -> None:
        super().__init__(scope, id_, description="intentlib: roles of the workflows")
        self._github = iam.CfnOIDCProvider(
            self, "GitHub", url=f"https://{_GITHUB}", client_id_list=["sts.amazonaws.com"]
        )
        deploy = self._role("Deploy", f"repo:{repository}:environment:{ENVIRONMENT}")
        diff = self._role("Diff", f"repo:{repository}:pull_request")
        for role, kinds in ((deploy, _DEPLOYING), (diff, _LOOKING)):
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=["sts:AssumeRole"],
                    resources=[
                        f"arn:{self.partition}:iam::{self.account}:role/"
                        f"cdk-hnb659fds-{kind}-role-{self.account}-{self.region}"
                        for kind in kinds
                    ],
                )
            )
        # What preflight looks at.
        version = self.format_arn(
            service="ssm", resource="parameter", resource_name="cdk-bootstrap/hnb659fds/version"
        )
        for action, resource in (
            ("ec2:DescribeManagedPrefixLists", "*"),
            ("ssm:GetParameter", version),
        ):
            deploy.add_to_policy(iam.PolicyStatement(actions=[action], resources=[resource]))

    def _role(self, name: str, subject: str) -> iam.Role:
        said = {f"{_GITHUB}:aud": "sts.amazonaws.com", f"{_GITHUB}:sub": subject}
        role = iam.Role(
            self,
            name,
            assumed_by=iam.WebIdentityPrincipal(self._github.attr_arn, {"StringEquals": said}),
            max_session_duration=Duration.hours(2),
        )
        CfnOutput(self, f"{name}Role", value=role.role_arn)
        return role
