"""The buckets: one for files that come in and runs that go out, one for the logs of access."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

RUNS, INCOMING = "runs", "incoming"
"""The prefixes of runs, and of files of calls."""

BALANCER = "balancer"
"""The prefix of the load balancer's logs."""

_LOG_DAYS, _OLD_DAYS = 90, 90


class Storage(Construct):
    """Two private, encrypted buckets that outlive the stack.

    Attributes
    ----------
    data
        Under ``incoming/`` files of calls, under ``runs/`` runs; every version is kept for a while.
    logs
        Who read what, for 90 days.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.logs = s3.Bucket(
            self,
            "Logs",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            # CloudFront writes its logs by way of an access control list.
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(_LOG_DAYS))],
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.data = s3.Bucket(
            self,
            "Data",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="data/",
            lifecycle_rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(_OLD_DAYS),
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        # CDK would switch this on by a Lambda function; the bucket can say it itself.
        plain = self.data.node.default_child
        if isinstance(plain, s3.CfnBucket):
            plain.add_property_override(
                "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
            )
        self.logs.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[
                    self.logs.arn_for_objects(f"{BALANCER}/AWSLogs/{Stack.of(self).account}/*")
                ],
            )
        )

    def runs_url(self) -> str:
        """Return the address of the runs, as intentlib takes it."""
        return f"s3://{self.data.bucket_name}/{RUNS}"

    def allow_reading(self, role: iam.IRole, prefix: str) -> None:
        """Let a task list the bucket, and read what is under a prefix."""
        # The whole bucket: where it may not be listed, a missing object is a forbidden one.
        role.add_to_principal_policy(
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self.data.bucket_arn])
        )
        role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["s3:GetObject"], resources=[self.data.arn_for_objects(f"{prefix}/*")]
            )
        )

    def allow_writing(self, role: iam.IRole, prefix: str) -> None:
        """Let a task list the bucket, and read and write what is under a prefix."""
        self.allow_reading(role, prefix)
        role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                resources=[self.data.arn_for_objects(f"{prefix}/*")],
            )
        )
