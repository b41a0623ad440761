"""One refresh at a time: a state machine that takes a lock, runs the task and tells how it went."""

from __future__ import annotations

from typing import Any

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.network import retention
from infra.constructs.program import Program
from infra.constructs.states import FILE, caught
from infra.constructs.storage import RUNS
from infra.constructs.workers import Workers
from infra.stacks.foundation import FoundationStack

HOURS = 3
"""How long a refresh may take; its lock holds an hour longer."""

_WAITING_HOURS = 12
_WORKERS = "$states.context.Execution.Input.workers"
_NOW = "$floor($millis() / 1000)"
_RULE = "StepFunctionsGetEventsForECSTaskRule"
"""Step Functions' own rule, by which it hears that a task has ended."""


class Turns(Construct):
    """Refreshes, one after the other, each started with ``{"file": "s3://…"}``.

    With ``"workers": 4`` beside it, so many workers of Dask help with it.

    Attributes
    ----------
    machine
        The state machine to start.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        foundation: FoundationStack,
        program: Program,
        workers: Workers,
    ) -> None:
        super().__init__(scope, id_)
        self._foundation, self._program, self._workers = foundation, program, workers
        self._lock = dynamodb.TableV2(
            self,
            "Lock",
            partition_key=dynamodb.Attribute(name="name", type=dynamodb.AttributeType.STRING),
            removal_policy=RemovalPolicy.DESTROY,
        )
        record = logs.LogGroup(
            self,
            "Record",
            # Step Functions can't write into a group whose policy grows too long otherwise.
            log_group_name=f"/aws/vendedlogs/states/{foundation.settings.name}-refresh",
            retention=retention(foundation.settings.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        definition = Stack.of(self).to_json_string(self._definition())
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_string(definition),
            timeout=Duration.hours(_WAITING_HOURS),
            tracing_enabled=True,
            logs=sfn.LogOptions(destination=record, level=sfn.LogLevel.ALL),
        )
        foundation.notices.allow_sending(self.machine.role)
        for statement in self._allowed():
            self.machine.add_to_role_policy(statement)

    def _definition(self) -> dict[str, Any]:
        file, workers = f"{{% {FILE} %}}", self._workers
        together = ["--dask", f"{{% {workers.address} %}}", "--json"]
        return {
            "QueryLanguage": "JSONata",
            "StartAt": "Begin",
            "States": {
                # What can't be understood must fail before there is a lock.
                "Begin": {
                    "Type": "Pass",
                    "Assign": {
                        "workers": f"{{% $exists({_WORKERS}) ? $number({_WORKERS}) : 0 %}}",
                    },
                    "Next": "Lock",
                },
                "Lock": self._take(),
                "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Lock"},
                "Alone": {
                    "Type": "Choice",
                    "Choices": [{"Condition": "{% $workers > 0 %}", "Next": "Scheduler"}],
                    "Default": "Refresh",
                },
                "Refresh": self._run(["refresh", file, "--json"], "Unlock", "UnlockFailed"),
                **workers.states("Together", failed="StopFailed", lost="UnlockFailed"),
                "Together": self._run(["refresh", file, *together], "Stop", "StopFailed"),
                "Stop": workers.stop("Unlock"),
                "StopFailed": workers.stop("UnlockFailed"),
                "Unlock": self._give("Latest"),
                "Latest": self._read(f"{RUNS}/latest.json", "run_id", "Manifest"),
                "Manifest": self._read(
                    f"{{% '{RUNS}/' & $states.input & '/manifest.json' %}}", "counts.new", "AnyNew"
                ),
                "AnyNew": {
                    "Type": "Choice",
                    "Choices": [{"Condition": "{% $states.input > 0 %}", "Next": "TellNew"}],
                    "Default": "Done",
                },
                "TellNew": self._tell(
                    "New intents",
                    "{% $states.input & ' new intents in ' & " + FILE + " %}",
                    "Done",
                ),
                "Done": {"Type": "Succeed"},
                "UnlockFailed": self._give("TellFailed"),
                "TellFailed": self._tell(
                    "A refresh failed", "{% " + FILE + " & ': ' & $why %}", "Failed"
                ),
                "Failed": {"Type": "Fail", "Error": "RefreshFailed", "Cause": "{% $why %}"},
            },
        }

    def _take(self) -> dict[str, Any]:
        until = f"{{% $string({_NOW} + {(HOURS + 1) * 3600}) %}}"
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:putItem",
            "Arguments": {
                "TableName": self._lock.table_name,
                "Item": {
                    "name": {"S": "refresh"},
                    "holder": {"S": "{% $states.context.Execution.Id %}"},
                    "until": {"N": until},
                },
                "ConditionExpression": "attribute_not_exists(#name) OR #until < :now",
                "ExpressionAttributeNames": {"#name": "name", "#until": "until"},
                "ExpressionAttributeValues": {":now": {"N": f"{{% $string({_NOW}) %}}"}},
            },
            # Not by retrying: each try must look at the time anew.
            "Catch": [
                {"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "Next": "Wait"}
            ],
            "Next": "Alone",
        }

    def _run(self, command: list[str], then: str, failed: str) -> dict[str, Any]:
        network, cluster = self._foundation.network, self._foundation.cluster
        groups = [network.clients, self._workers.group]
        override = {"Name": "main", "Command": ["intentlib", *command]}
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::ecs:runTask.sync",
            "TimeoutSeconds": HOURS * 3600,
            "Arguments": {
                "Cluster": cluster.cluster_arn,
                "TaskDefinition": self._program.task.task_definition_arn,
                "LaunchType": "FARGATE",
                "NetworkConfiguration": network.of_tasks(groups),
                "Overrides": {"ContainerOverrides": [override]},
            },
            "Catch": caught(failed),
            "Next": then,
        }

    def _give(self, then: str) -> dict[str, Any]:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:deleteItem",
            "Arguments": {
                "TableName": self._lock.table_name,
                "Key": {"name": {"S": "refresh"}},
                "ConditionExpression": "holder = :me",
                "ExpressionAttributeValues": {":me": {"S": "{% $states.context.Execution.Id %}"}},
            },
            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}],
            "Next": then,
        }

    def _read(self, key: str, field: str, then: str) -> dict[str, Any]:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
            "Arguments": {"Bucket": self._foundation.storage.data.bucket_name, "Key": key},
            "Output": f"{{% $parse($states.result.Body).{field} %}}",
            "Next": then,
        }

    def _tell(self, subject: str, message: str, then: str) -> dict[str, Any]:
        topic = self._foundation.notices.topic.topic_arn
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Arguments": {"TopicArn": topic, "Subject": subject, "Message": message},
            "Next": then,
        }

    def _allowed(self) -> list[iam.PolicyStatement]:
        task, bucket = self._program.task, self._foundation.storage.data
        cluster, stack = self._foundation.cluster, Stack.of(self)
        tasks = stack.format_arn(
            service="ecs", resource="task", resource_name=f"{cluster.cluster_name}/*"
        )
        rule = stack.format_arn(
            service="events",
            resource="rule",
            resource_name=_RULE,
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        manifests = [f"{RUNS}/latest.json", f"{RUNS}/*/manifest.json"]
        own = [task.task_role, task.obtain_execution_role(), *self._workers.roles()]
        roles = [role.role_arn for role in own]
        started = [each.task_definition_arn for each in (task, *self._workers.tasks())]
        by_ecs = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
        allowed = [
            (["dynamodb:PutItem", "dynamodb:DeleteItem"], [self._lock.table_arn], None),
            (["ecs:RunTask"], started, None),
            (["ecs:DescribeTasks", "ecs:StopTask"], [tasks], None),
            (["events:DescribeRule", "events:PutRule", "events:PutTargets"], [rule], None),
            (["iam:PassRole"], roles, by_ecs),
            (["s3:GetObject"], [bucket.arn_for_objects(key) for key in manifests], None),
        ]
        return [
            iam.PolicyStatement(actions=actions, resources=resources, conditions=conditions)
            for actions, resources, conditions in allowed
        ]
