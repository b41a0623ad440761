"""One image, run as a task: read-only, as nobody in particular, with what it may use."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import RemovalPolicy
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.network import retention
from infra.settings import Size
from infra.stacks.foundation import FoundationStack

ROOT = Path(__file__).parents[2]
USER = "10001:10001"
"""Of the image; owns ``SCRATCH``."""

SCRATCH = "/scratch"
"""The only folder that can be written, gone with the task."""


class Program(Construct):
    """A task definition and its one lasting container.

    Parameters
    ----------
    ledger
        Whether the program is told where the ledger is, and its password.

    Attributes
    ----------
    task
        The definition; what the program may do is the policy of its ``task_role``.
    container
        Runs the command.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        foundation: FoundationStack,
        size: Size,
        command: list[str],
        ledger: bool = True,
    ) -> None:
        super().__init__(scope, id_)
        self._foundation = foundation
        self._ledger = foundation.ledger if ledger else None
        self._image = ecs.ContainerImage.from_asset(
            str(ROOT), platform=assets.Platform.LINUX_AMD64, asset_name="intentlib"
        )
        self.task = ecs.FargateTaskDefinition(
            self,
            "Task",
            cpu=size.cpu,
            memory_limit_mib=size.memory,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
        )
        self.task.add_volume(name="scratch")
        self._logs = logs.LogGroup(
            self,
            "Logs",
            retention=retention(foundation.settings.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.container = self._add("main", command, essential=True)

    def after(self, name: str, command: list[str]) -> None:
        """Let the container start only once another command of the image has succeeded."""
        first = self._add(name, command, essential=False)
        self.container.add_container_dependencies(
            ecs.ContainerDependency(
                container=first, condition=ecs.ContainerDependencyCondition.SUCCESS
            )
        )

    def _add(self, name: str, command: list[str], *, essential: bool) -> ecs.ContainerDefinition:
        environment = {"INTENTLIB_RUNS": self._foundation.storage.runs_url()}
        secrets = {}
        if self._ledger:
            environment["INTENTLIB_LEDGER"] = self._ledger.url
            # PostgreSQL's own library reads it; so it is in no address that could be shown.
            secrets["PGPASSWORD"] = ecs.Secret.from_secrets_manager(
                self._ledger.password, "password"
            )
        own = ecs.LinuxParameters(self, f"Linux-{name}")
        own.drop_capabilities(ecs.Capability.ALL)
        container = self.task.add_container(
            name,
            image=self._image,
            command=command,
            essential=essential,
            user=USER,
            readonly_root_filesystem=True,
            linux_parameters=own,
            environment=environment,
            secrets=secrets,
            logging=ecs.LogDriver.aws_logs(stream_prefix=name, log_group=self._logs),
        )
        container.add_mount_points(
            ecs.MountPoint(container_path=SCRATCH, source_volume="scratch", read_only=False)
        )
        return container
