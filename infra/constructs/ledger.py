"""The ledger's database: what people decided, which no deployment may lose."""

from __future__ import annotations

from typing import cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.constructs.network import Network
from infra.settings import Settings

PORT = 5433
"""Not PostgreSQL's usual one, which is what scanners try first."""

NAME = "intentlib"
"""Of the database and of its user."""

ROTATION = "cron(0 3 1 * ? *)"
"""When the password changes: the first of each month at 03:00 UTC, within an hour."""

_SERVER = rds.PostgresEngineVersion.VER_17_6
_CLUSTER = rds.AuroraPostgresEngineVersion.VER_17_6


class Ledger(Construct):
    """PostgreSQL, encrypted, backed up, and kept in a snapshot whatever becomes of the stack.

    Attributes
    ----------
    url
        For ``INTENTLIB_LEDGER``, without the password: that is read from ``PGPASSWORD``.
    password
        The secret whose field ``password`` it is.
    server
        A server that can be stopped at night; None where it pauses by itself.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings, network: Network) -> None:
        super().__init__(scope, id_)
        database: rds.DatabaseCluster | rds.DatabaseInstance
        self.server: rds.DatabaseInstance | None
        if settings.serverless_ledger:
            database = self._cluster(settings, network)
            host, self.server = database.cluster_endpoint.hostname, None
        else:
            database = self._instance(settings, network)
            host, self.server = database.instance_endpoint.hostname, database
        self.url = f"postgresql://{NAME}@{host}:{PORT}/{NAME}?sslmode=require"
        self.password = cast("secretsmanager.ISecret", database.secret)
        database.connections.allow_from(network.clients, ec2.Port.tcp(PORT), "The tasks")
        if settings.guarded:
            _rotate(database, network)

    def _instance(self, settings: Settings, network: Network) -> rds.DatabaseInstance:
        return rds.DatabaseInstance(
            self,
            "Server",
            engine=rds.DatabaseInstanceEngine.postgres(version=_SERVER),
            instance_type=ec2.InstanceType("t4g.micro"),
            allocated_storage=20,
            storage_type=rds.StorageType.GP3,
            storage_encrypted=True,
            credentials=rds.Credentials.from_generated_secret(NAME),
            database_name=NAME,
            port=PORT,
            vpc=network.vpc,
            vpc_subnets=network.inside,
            backup_retention=Duration.days(settings.backup_days),
            copy_tags_to_snapshot=True,
            deletion_protection=True,
            removal_policy=RemovalPolicy.SNAPSHOT,
            cloudwatch_logs_exports=["postgresql"],
        )

    def _cluster(self, settings: Settings, network: Network) -> rds.DatabaseCluster:
        return rds.DatabaseCluster(
            self,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=_CLUSTER),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            readers=[rds.ClusterInstance.serverless_v2("Reader", scale_with_writer=True)],
            serverless_v2_min_capacity=0,
            serverless_v2_max_capacity=4,
            serverless_v2_auto_pause_duration=Duration.minutes(30),
            storage_encrypted=True,
            credentials=rds.Credentials.from_generated_secret(NAME),
            default_database_name=NAME,
            port=PORT,
            vpc=network.vpc,
            vpc_subnets=network.inside,
            backup=rds.BackupProps(retention=Duration.days(settings.backup_days)),
            copy_tags_to_snapshot=True,
            deletion_protection=True,
            removal_policy=RemovalPolicy.SNAPSHOT,
            cloudwatch_logs_exports=["postgresql"],
        )


def _rotate(database: rds.DatabaseCluster | rds.DatabaseInstance, network: Network) -> None:
    database.add_rotation_single_user(vpc_subnets=network.tasks)
    rules = {"ScheduleExpression": ROTATION, "Duration": "1h"}
    for part in cast("secretsmanager.ISecret", database.secret).node.find_all():
        if isinstance(part, secretsmanager.CfnRotationSchedule):
            # The tasks that read the old password are replaced at a time of day that is known.
            part.add_property_override("RotationRules", rules)
