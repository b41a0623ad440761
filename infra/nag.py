"""What cdk-nag asks for and is not done, each with its reason; nothing is overlooked elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Acknowledgment, Validations
from constructs import Construct, IConstruct


@dataclass(frozen=True)
class Finding:
    """One finding that stands.

    Parameters
    ----------
    path
        Of the construct, below the app and without what the names of the stacks begin with.
    rule
        As cdk-nag names it, with the detail in brackets where it has one; ``{name}`` stands for
        what the names of the stacks begin with.
    reason
        Why it stands.
    """

    path: str
    rule: str
    reason: str


_DATA = "{name}-Foundation:ExportsOutputFnGetAttStorageData6BB23F4EArn2517E5CE"
_CLUSTER = "{name}-Foundation:ExportsOutputRefClusterEB0386A796A0E3FE"
_TASKS = f"arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/{_CLUSTER}/*"

_PULL = "ecr:GetAuthorizationToken knows no resource; pulling is allowed from one repository."
_PREFIX = "The task works on every object under this one prefix of this one bucket."
_ENVIRONMENT = "They are addresses only; the password comes from Secrets Manager."
_DEAD_LETTERS = "It is the dead-letter queue of schedules and rules, which cdk-nag doesn't follow."

_DASK = ("Refresh/Workers/Scheduler", "Refresh/Workers/Worker")

FINDINGS = (
    Finding(
        "Foundation/Ledger/Server/Secret/Resource",
        "AwsSolutions-SMG4",
        "Rotation needs a NAT gateway or an endpoint, which cost more than all else in minimal.",
    ),
    Finding(
        "Foundation/Ledger/Server/Resource",
        "AwsSolutions-RDS3",
        "Minimal has one server, with daily backups; production has a second one in reserve.",
    ),
    Finding(
        "Foundation/Ledger/Cluster/Resource",
        "AwsSolutions-RDS6",
        "The one user signs in with a password that is made and changed by Secrets Manager.",
    ),
    Finding(
        "Foundation/Cluster/Resource",
        "AwsSolutions-ECS4",
        "Minimal pays for no metrics of single tasks; production has them.",
    ),
    *(
        Finding(f"{program}/Task/{path}", rule, reason)
        for program in ("Dashboard/Program", "Refresh/Program", *_DASK)
        for path, rule, reason in (
            ("Resource", "AwsSolutions-ECS2", _ENVIRONMENT),
            ("ExecutionRole/DefaultPolicy/Resource", "AwsSolutions-IAM5[Resource::*]", _PULL),
        )
    ),
    *(
        Finding(
            f"{program}/Task/TaskRole/DefaultPolicy/Resource",
            f"AwsSolutions-IAM5[Resource::{_DATA}/{prefix}/*]",
            _PREFIX,
        )
        for program, prefixes in (
            ("Dashboard/Program", ["runs"]),
            ("Refresh/Program", ["incoming", "runs"]),
            ("Refresh/Workers/Worker", ["incoming", "runs"]),
        )
        for prefix in prefixes
    ),
    Finding(
        "Refresh/Turns/Machine/Role/DefaultPolicy/Resource",
        "AwsSolutions-IAM5[Resource::*]",
        "The delivery of logs and traces knows no resources.",
    ),
    Finding(
        "Refresh/Turns/Machine/Role/DefaultPolicy/Resource",
        f"AwsSolutions-IAM5[Resource::{_TASKS}]",
        "A task has no name before it runs; these are those of one cluster.",
    ),
    Finding(
        "Refresh/Turns/Machine/Role/DefaultPolicy/Resource",
        f"AwsSolutions-IAM5[Resource::{_DATA}/runs/*/manifest.json]",
        "A run has no name before it is made; only the manifest of each can be read.",
    ),
    Finding("Dashboard/Clock/Failed/Resource", "AwsSolutions-SQS3", _DEAD_LETTERS),
    Finding("Refresh/Clock/Failed/Resource", "AwsSolutions-SQS3", _DEAD_LETTERS),
    Finding(
        "Dashboard/Entrance/Distribution/Resource",
        "AwsSolutions-CFR1",
        "A function lets in only the IPv4 ranges of the settings, whatever country they are in.",
    ),
    Finding(
        "Dashboard/Entrance/Distribution/Resource",
        "AwsSolutions-CFR2",
        "Production has its firewall on the load balancer; in minimal the ranges have to do.",
    ),
    Finding(
        "Dashboard/Entrance/Distribution/Resource",
        "AwsSolutions-CFR4",
        "CloudFront's own certificate, which is there without a domain, has a fixed policy.",
    ),
    Finding(
        "Pipeline/Deploy/DefaultPolicy/Resource",
        "AwsSolutions-IAM5[Resource::*]",
        "ec2:DescribeManagedPrefixLists knows no resource.",
    ),
    Finding(
        "Dashboard/Entrance/People/Resource",
        "AwsSolutions-COG8",
        "It costs per person and month; a second factor is required instead.",
    ),
)


def acknowledge(app: Construct, name: str) -> list[Finding]:
    """Acknowledge the findings in the stacks whose names begin so; return those that are there."""
    there = []
    for finding in FINDINGS:
        construct = _at(app, f"{name}-{finding.path}")
        if construct:
            rule = f"AwsSolutions::{finding.rule.format(name=name)}"
            Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=finding.reason))
            there.append(finding)
    return there


def _at(app: Construct, path: str) -> IConstruct | None:
    found: IConstruct | None = app
    for part in path.split("/"):
        found = found and found.node.try_find_child(part)
    return found
