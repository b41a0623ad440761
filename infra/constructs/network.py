"""The network: who is inside, and what may reach what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.settings import Settings

_ZONES = 2


class Network(Construct):
    """A network of two zones, with a record of its traffic.

    Attributes
    ----------
    vpc
        With public subnets, those of the inside that reach nothing, and, behind NAT gateways,
        private ones for the tasks.
    tasks
        The subnets of the tasks.
    inside
        The subnets of the ledger, and of a load balancer that only CloudFront reaches.
    clients
        Security group of all that may use the ledger.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(scope, id_)
        kinds = {
            "Public": ec2.SubnetType.PUBLIC,
            "Inside": ec2.SubnetType.PRIVATE_ISOLATED,
        }
        if settings.gateways:
            kinds["Tasks"] = ec2.SubnetType.PRIVATE_WITH_EGRESS
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=_ZONES,
            nat_gateways=settings.gateways,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name=name, subnet_type=kind, cidr_mask=22, map_public_ip_on_launch=False
                )
                if kind == ec2.SubnetType.PUBLIC
                else ec2.SubnetConfiguration(name=name, subnet_type=kind, cidr_mask=22)
                for name, kind in kinds.items()
            ],
        )
        self.tasks = ec2.SubnetSelection(
            subnet_group_name="Tasks" if settings.gateways else "Public"
        )
        self.inside = ec2.SubnetSelection(subnet_group_name="Inside")
        self.clients = ec2.SecurityGroup(
            self, "Clients", vpc=self.vpc, description="May use the ledger"
        )
        # Free, and runs never leave Amazon's network.
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        record = logs.LogGroup(
            self,
            "Record",
            retention=retention(settings.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.vpc.add_flow_log(
            "Traffic", destination=ec2.FlowLogDestination.to_cloud_watch_logs(record)
        )
        self._public = "DISABLED" if settings.gateways else "ENABLED"

    def of_tasks(self, groups: Sequence[ec2.ISecurityGroup]) -> dict[str, Any]:
        """Return where ECS runs a task of these groups, as its API takes it."""
        subnets = self.vpc.select_subnets(subnet_group_name=self.tasks.subnet_group_name)
        return {
            "AwsvpcConfiguration": {
                "Subnets": subnets.subnet_ids,
                "SecurityGroups": [group.security_group_id for group in groups],
                "AssignPublicIp": self._public,
            }
        }


def retention(days: int) -> logs.RetentionDays:
    """Return the retention of a log group for 14 or 90 days."""
    return {14: logs.RetentionDays.TWO_WEEKS, 90: logs.RetentionDays.THREE_MONTHS}[days]
