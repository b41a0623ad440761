"""What happens at a time of day, by calls of AWS's own API: nothing has to run for it."""

from __future__ import annotations

from aws_cdk import TimeZone
from aws_cdk import aws_applicationautoscaling as autoscaling
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_rds as rds
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import Alarms, Watched
from infra.stacks.foundation import FoundationStack

EVENING, MORNING, BEFORE = 20, 6, 30
"""Hours of the night; the ledger starts so many minutes before the dashboard."""


class Clock(Construct):
    """Schedules of a stack, and a queue of the calls that failed, with a notice when one does.

    Attributes
    ----------
    failed
        The queue.
    """

    def __init__(self, scope: Construct, id_: str, *, foundation: FoundationStack) -> None:
        super().__init__(scope, id_)
        self._settings = foundation.settings
        self._zone = TimeZone.of(self._settings.timezone)
        self.failed = sqs.Queue(
            self, "Failed", encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True
        )
        waiting = self.failed.metric_approximate_number_of_messages_visible()
        watched = [Watched("NotDone", waiting, 1)]
        Alarms(self, "Alarms", notices=foundation.notices, watched=watched)

    def at(self, name: str, cron: str, target: scheduler.IScheduleTarget) -> None:
        """Do something whenever a cron expression says so."""
        scheduler.Schedule(
            self,
            name,
            schedule=scheduler.ScheduleExpression.expression(f"cron({cron})", self._zone),
            target=target,
        )

    def replace_tasks(self, cron: str, service: ecs.FargateService) -> None:
        """Replace the tasks of a service, one by one."""
        call = {
            "Cluster": service.cluster.cluster_name,
            "Service": service.service_name,
            "ForceNewDeployment": True,
        }
        self._call("Replace", cron, "ecs", "updateService", call, service.service_arn)

    def stop_server(self, server: rds.DatabaseInstance) -> None:
        """Stop a database server in the evening, and start it early enough in the morning."""
        call: dict[str, object] = {"DbInstanceIdentifier": server.instance_identifier}
        arn = server.instance_arn
        early = f"{60 - BEFORE} {MORNING - 1} * * ? *"
        self._call("StopServer", f"0 {EVENING} * * ? *", "rds", "stopDBInstance", call, arn)
        self._call("StartServer", early, "rds", "startDBInstance", call, arn)

    def stop_tasks(self, tasks: ecs.ScalableTaskCount) -> None:
        """Stop the tasks of a service in the evening, and start them in the morning."""
        for name, hour, least, most in (
            ("Evening", EVENING, 0, 0),
            ("Morning", MORNING, self._settings.tasks, self._settings.most_tasks),
        ):
            tasks.scale_on_schedule(
                name,
                schedule=autoscaling.Schedule.cron(hour=str(hour), minute="0"),
                time_zone=self._zone,
                min_capacity=least,
                max_capacity=most,
            )

    def _call(
        self, name: str, cron: str, service: str, action: str, call: dict[str, object], arn: str
    ) -> None:
        allowed = iam.PolicyStatement(
            actions=[f"{service}:{action[0].upper()}{action[1:]}"], resources=[arn]
        )
        target = targets.Universal(
            service=service,
            action=action,
            input=scheduler.ScheduleTargetInput.from_object(call),
            policy_statements=[allowed],
            dead_letter_queue=self.failed,
        )
        self.at(name, cron, target)
