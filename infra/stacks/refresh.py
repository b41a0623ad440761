"""The refresh: on a schedule and when a file comes in, one at a time."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from infra.constructs.alarms import Alarms, Watched
from infra.constructs.clock import Clock
from infra.constructs.program import Program
from infra.constructs.storage import INCOMING, RUNS
from infra.constructs.turns import Turns
from infra.constructs.workers import Workers
from infra.settings import Settings
from infra.stacks.foundation import FoundationStack


class RefreshStack(Stack):
    """The refresh, what starts it, and who hears when it can't be started."""

    def __init__(
        self, scope: Construct, id_: str, *, settings: Settings, foundation: FoundationStack
    ) -> None:
        super().__init__(scope, id_, description="intentlib: the refresh")
        storage = foundation.storage
        file = f"s3://{storage.data.bucket_name}/{settings.scheduled_file}"
        program = Program(
            self,
            "Program",
            foundation=foundation,
            size=settings.refresh,
            command=["intentlib", "refresh", file, "--json"],
        )
        storage.allow_reading(program.task.task_role, INCOMING)
        storage.allow_writing(program.task.task_role, RUNS)
        workers = Workers(self, "Workers", foundation=foundation)
        turns = Turns(self, "Turns", foundation=foundation, program=program, workers=workers)
        CfnOutput(self, "Machine", value=turns.machine.state_machine_arn)
        clock = Clock(self, "Clock", foundation=foundation)
        clock.at(
            "Daily",
            settings.schedule,
            targets.StepFunctionsStartExecution(
                turns.machine,
                input=scheduler.ScheduleTargetInput.from_object({"file": file}),
                dead_letter_queue=clock.failed,
            ),
        )
        self._on_arrival(storage.data.bucket_name, turns, clock)
        machine = turns.machine
        hour = Duration.hours(1)
        watched = [
            Watched("Failed", machine.metric_failed(period=hour), 1),
            Watched("TimedOut", machine.metric_timed_out(period=hour), 1),
            Watched("Aborted", machine.metric_aborted(period=hour), 1),
        ]
        Alarms(self, "Alarms", notices=foundation.notices, watched=watched)

    def _on_arrival(self, bucket: str, turns: Turns, clock: Clock) -> None:
        name = events.EventField.from_path("$.detail.bucket.name")
        key = events.EventField.from_path("$.detail.object.key")
        events.Rule(
            self,
            "Arrival",
            description="A file of calls has come in",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [bucket]},
                    # Folders that a console makes are objects too: empty ones.
                    "object": {
                        "key": [{"prefix": f"{INCOMING}/"}],
                        "size": [{"numeric": [">", 0]}],
                    },
                },
            ),
            targets=[
                event_targets.SfnStateMachine(
                    turns.machine,
                    input=events.RuleTargetInput.from_object({"file": f"s3://{name}/{key}"}),
                    dead_letter_queue=clock.failed,
                    retry_attempts=3,
                )
            ],
        )
