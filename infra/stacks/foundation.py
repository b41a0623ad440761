"""What is kept and shared: the network, the buckets, the ledger, notices and the cluster."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from infra.constructs.ledger import Ledger
from infra.constructs.network import Network
from infra.constructs.notices import Notices
from infra.constructs.storage import Storage
from infra.settings import Settings


class FoundationStack(Stack):
    """The stack that the others stand on.

    Attributes
    ----------
    settings
        What is deployed.
    network, storage, ledger, notices, cluster
        See the constructs of these names.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(
            scope,
            id_,
            description="intentlib: network, buckets, ledger and notices",
            termination_protection=True,
        )
        self.settings = settings
        self.network = Network(self, "Network", settings=settings)
        self.storage = Storage(self, "Storage")
        self.ledger = Ledger(self, "Ledger", settings=settings, network=self.network)
        self.notices = Notices(self, "Notices", settings=settings)
        insights = ecs.ContainerInsights.ENABLED if settings.guarded else None
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=self.network.vpc,
            container_insights_v2=insights or ecs.ContainerInsights.DISABLED,
            enable_fargate_capacity_providers=True,
        )
        CfnOutput(self, "Bucket", value=self.storage.data.bucket_name)
