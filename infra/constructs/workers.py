"""Dask for a large file: a scheduler and workers that run while they are needed, and no longer."""

from __future__ import annotations

from typing import Any

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.program import SCRATCH, Program
from infra.constructs.states import caught
from infra.constructs.storage import INCOMING, RUNS
from infra.settings import Size
from infra.stacks.foundation import FoundationStack

PORT = 8786
"""Of the scheduler; those of the workers follow it."""

_LAST_PORT = 8999
_IDLE_SECONDS = 3600
"""After which a scheduler that nobody stopped ends: longer than a tree takes in between."""

_MOST = 10
"""Tasks that ECS starts at once."""

SCHEDULER = ["dask", "scheduler", "--port", str(PORT), "--no-dashboard"]
SCHEDULER += ["--idle-timeout", f"{_IDLE_SECONDS}s"]

_ADDRESS = f"'tcp://' & $address & ':{PORT}'"
_FIRST = "$states.result.Tasks[0]"
_INSIDE = "Attachments.Details[Name = 'privateIPv4Address'].Value"


def worker(size: Size) -> list[str]:
    """Return the command of a worker, which finds its scheduler by ``DASK_SCHEDULER_ADDRESS``."""
    # Wordings are put in order by Python itself: processes, as threads would wait for each other.
    processes = size.cpu // 1024
    return [
        *["dask", "worker", "--no-dashboard", "--local-directory", SCRATCH],
        *["--nworkers", str(processes), "--nthreads", "1"],
        *["--memory-limit", f"{size.memory // processes}MiB"],
        *["--worker-port", "8800:8899", "--nanny-port", f"8900:{_LAST_PORT}"],
        *["--death-timeout", "120s"],
    ]


class Workers(Construct):
    """The tasks of Dask, and the states of a state machine that start and end them.

    Attributes
    ----------
    group
        Security group whose members reach each other; who gives them work must be one.
    """

    def __init__(self, scope: Construct, id_: str, *, foundation: FoundationStack) -> None:
        super().__init__(scope, id_)
        self._foundation = foundation
        size = foundation.settings.refresh
        self._scheduler = Program(
            self,
            "Scheduler",
            foundation=foundation,
            size=Size(1024, 4096),
            command=SCHEDULER,
            ledger=False,
        )
        self._worker = Program(
            self,
            "Worker",
            foundation=foundation,
            size=size,
            command=worker(size),
            ledger=False,
        )
        foundation.storage.allow_reading(self._worker.task.task_role, INCOMING)
        foundation.storage.allow_writing(self._worker.task.task_role, RUNS)
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=foundation.network.vpc, description="Dask"
        )
        self.group.connections.allow_internally(ec2.Port.tcp_range(PORT, _LAST_PORT), "Dask")

    @property
    def address(self) -> str:
        """JSONata of the scheduler's address, once the states have been gone through."""
        return _ADDRESS

    def states(self, then: str, failed: str, lost: str) -> dict[str, Any]:
        """Return the states from ``Scheduler`` on, where ``$workers`` says how many are wanted.

        Parameters
        ----------
        then
            The state after them.
        failed, lost
            Where to go if anything fails once there is a scheduler, and before.
        """
        return {
            "Scheduler": self._start(self._scheduler, LaunchType="FARGATE")
            | {
                "Assign": {"scheduler": f"{{% {_FIRST}.TaskArn %}}"},
                "Catch": caught(lost),
                "Next": "Address",
            },
            "Address": self._look() | {"Catch": caught(failed), "Next": "Answers"},
            "Answers": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $address != '' %}", "Next": "Workers"}],
                "Default": "WaitForScheduler",
            },
            "WaitForScheduler": {"Type": "Wait", "Seconds": 10, "Next": "Address"},
            "Workers": self._come() | {"Catch": caught(failed), "Next": then},
        }

    def stop(self, then: str) -> dict[str, Any]:
        """Return the state that ends the scheduler; the workers end by themselves after it."""
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
            "Arguments": {
                "Cluster": self._foundation.cluster.cluster_arn,
                "Task": "{% $scheduler %}",
            },
            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}],
            # It ends itself when it is idle: no reason to hold up what follows.
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": then}],
            "Next": then,
        }

    def roles(self) -> list[iam.IRole]:
        """Return the roles that who starts the tasks must pass on."""
        tasks = [self._scheduler.task, self._worker.task]
        return [role for task in tasks for role in (task.task_role, task.obtain_execution_role())]

    def tasks(self) -> list[ecs.FargateTaskDefinition]:
        """Return the definitions of the tasks."""
        return [self._scheduler.task, self._worker.task]

    def _start(self, program: Program, **how: object) -> dict[str, Any]:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::ecs:runTask",
            "Arguments": {
                "Cluster": self._foundation.cluster.cluster_arn,
                "TaskDefinition": program.task.task_definition_arn,
                "NetworkConfiguration": self._foundation.network.of_tasks([self.group]),
                **how,
            },
        }

    def _look(self) -> dict[str, Any]:
        ended = f"{_FIRST}.LastStatus = 'STOPPED' ? $error('The scheduler ended')"
        address = f"{_FIRST}.LastStatus = 'RUNNING' ? {_FIRST}.{_INSIDE} : ''"
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:ecs:describeTasks",
            "Arguments": {
                "Cluster": self._foundation.cluster.cluster_arn,
                "Tasks": ["{% $scheduler %}"],
            },
            "Assign": {"address": f"{{% {ended} : {address} %}}"},
        }

    def _come(self) -> dict[str, Any]:
        told = {"Name": "DASK_SCHEDULER_ADDRESS", "Value": f"{{% {_ADDRESS} %}}"}
        # Where Spot has no room for any, ECS says so without an error.
        came = "$count($states.result.Tasks)"
        return self._start(
            self._worker,
            CapacityProviderStrategy=[{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}],
            Count=f"{{% $min([{_MOST}, $workers]) %}}",
            Overrides={"ContainerOverrides": [{"Name": "main", "Environment": [told]}]},
        ) | {"Assign": {"came": f"{{% {came} > 0 ? {came} : $error('No worker found a place') %}}"}}
