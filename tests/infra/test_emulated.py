"""The deployment on an emulator: a file comes in, and a run is published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from synthesised import ROOT

INTENTLIB = Path(sys.prefix).parent / "bin/intentlib"
"""Of the environment that this one lies in."""

needs_intentlib = pytest.mark.skipif(
    not INTENTLIB.exists(), reason="needs intentlib beside it, as make test has"
)


@pytest.fixture(scope="module")
def aws(deployments, tmp_path_factory):
    from emulator import emulator

    folder = deployments["minimal"].folder
    stack = folder / "Intentlib-Minimal-{}.template.json"
    with emulator(tmp_path_factory.mktemp("emulator")) as aws:
        told = aws.deploy(Path(str(stack).format("Foundation")))
        aws.deploy(Path(str(stack).format("Dashboard")), CloudFrontPrefixList="pl-0123456789")
        aws.machine = aws.deploy(Path(str(stack).format("Refresh")))["Machine"]
        aws.bucket = told["Bucket"]
        yield aws


@pytest.fixture(scope="module")
def ledger():
    """Give the URL of a real server's database."""
    import postgres

    if not postgres.binaries():
        pytest.skip("needs PostgreSQL: see .ci/services")
    with postgres.server() as url:
        yield url


def asked(ledger: str, question: str) -> str:
    """What a database answers."""
    import postgres

    command = [postgres.binaries() / "psql", ledger.replace("+psycopg", ""), "-tA", "-c", question]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def upload(aws):
    """Put a file of calls where files come in, and return the execution that this starts."""

    def upload(name: str) -> str:
        from emulator import wait

        def started() -> set[str]:
            listed = aws.client("stepfunctions").list_executions(stateMachineArn=aws.machine)
            return {each["executionArn"] for each in listed["executions"]}

        before = started()
        calls = "intent\npay my bill\nsettle the bill\nmy router is broken\nthe router is down\n"
        aws.client("s3").put_object(Bucket=aws.bucket, Key=f"incoming/{name}", Body=calls)
        (execution,) = wait(lambda: started() - before)
        return execution

    return upload


def states(aws, execution: str) -> list[str]:
    """The states that an execution has entered."""
    told = aws.client("stepfunctions").get_execution_history(executionArn=execution)
    return [
        event["stateEnteredEventDetails"]["name"]
        for event in told["events"]
        if "stateEnteredEventDetails" in event
    ]


def refresh_task(aws) -> dict:
    """The task of the refresh that is running."""
    ecs = aws.client("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    tasks = ecs.list_tasks(cluster=cluster, desiredStatus="RUNNING")["taskArns"]
    described = ecs.describe_tasks(cluster=cluster, tasks=tasks)["tasks"]
    (task,) = [task for task in described if "Refresh" in task["taskDefinitionArn"]]
    return task


def run_as_told(aws, container: dict, command: list[str], ledger: str, scratch: Path) -> str:
    """Run what a container would run, with its environment, and return what it prints."""
    environment = {pair["name"]: pair["value"] for pair in container["environment"]}
    # There is no server behind the emulator's address.
    told, there = urlsplit(environment["INTENTLIB_LEDGER"]), urlsplit(ledger)
    environment["INTENTLIB_LEDGER"] = urlunsplit(
        [told.scheme, there.netloc, there.path, f"{told.query}&{there.query}", ""]
    )
    program, *arguments = command
    assert program == "intentlib"
    done = subprocess.run(
        [INTENTLIB, *arguments],
        cwd=ROOT,
        env={"HOME": str(scratch), "HF_HUB_OFFLINE": "1"} | environment | aws.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def definition_of(aws, arn: str) -> dict[str, dict]:
    """The containers of a definition of a task, by name."""
    told = aws.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    return {container["name"]: container for container in told["containerDefinitions"]}


@needs_intentlib
def test_the_ledger_is_migrated_before_the_dashboard_starts(aws, ledger, tmp_path):
    service = aws.client("ecs").list_task_definitions(familyPrefix="IntentlibMinimalDashboard")
    (arn,) = service["taskDefinitionArns"]
    migrate = definition_of(aws, arn)["migrate"]
    assert run_as_told(aws, migrate, migrate["command"], ledger, tmp_path) == ""
    assert asked(ledger, "SELECT count(*) FROM ledger_version") == "1"


@needs_intentlib
def test_a_file_that_comes_in_becomes_a_run_while_the_next_one_waits(aws, ledger, upload, tmp_path):
    from emulator import wait

    first = upload("a first file.csv")
    wait(lambda: "Refresh" in states(aws, first))
    second = upload("second.csv")
    wait(lambda: "Wait" in states(aws, second))
    assert "Refresh" not in states(aws, second)

    task = refresh_task(aws)
    main = definition_of(aws, task["taskDefinitionArn"])["main"]
    (override,) = task["overrides"]["containerOverrides"]
    summary = json.loads(run_as_told(aws, main, override["command"], ledger, tmp_path))
    assert summary["calls"] == 4
    assert summary["path"].startswith(f"s3://{aws.bucket}/runs/")
    aws.client("ecs").stop_task(cluster=task["clusterArn"], task=task["taskArn"])

    # The emulator can't let a state read from S3: what comes after is tested by its expressions.
    wait(lambda: "Latest" in states(aws, first))
    assert states(aws, first) == ["Begin", "Lock", "Alone", "Refresh", "Unlock", "Latest"]
    (table,) = aws.client("dynamodb").list_tables()["TableNames"]
    holders = [
        item["holder"]["S"] for item in aws.client("dynamodb").scan(TableName=table)["Items"]
    ]
    assert first not in holders
