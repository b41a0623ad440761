"""The refresh: what starts it, that it takes turns, and who hears of it."""

import json

import pytest
from machine import definition, said


@pytest.fixture
def states(minimal) -> dict:
    return definition(minimal)["States"]


def test_reads_the_file_of_the_settings_each_morning(minimal):
    schedule = minimal.one("AWS::Scheduler::Schedule", "Refresh")
    assert schedule["ScheduleExpression"] == "cron(0 5 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Paris"
    assert "DeadLetterConfig" in schedule["Target"]
    assert '/incoming/calls.csv\\"}' in json.dumps(schedule["Target"]["Input"])


def test_reads_a_file_that_comes_in(minimal):
    (data,) = [b for b in minimal.all("AWS::S3::Bucket") if "VersioningConfiguration" in b]
    told = data["NotificationConfiguration"]["EventBridgeConfiguration"]
    assert told == {"EventBridgeEnabled": True}
    rule = minimal.one("AWS::Events::Rule")
    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    wanted = rule["EventPattern"]["detail"]["object"]
    assert wanted == {"key": [{"prefix": "incoming/"}], "size": [{"numeric": [">", 0]}]}
    (target,) = rule["Targets"]
    assert target["InputTransformer"]["InputTemplate"] == (
        '{"file":"s3://<detail-bucket-name>/<detail-object-key>"}'
    )
    assert "DeadLetterConfig" in target


def test_starts_only_when_the_lock_is_free_or_too_old(states):
    lock = states["Lock"]
    condition = "attribute_not_exists(#name) OR #until < :now"
    assert lock["Arguments"]["ConditionExpression"] == condition
    assert lock["Next"] == "Alone"
    (taken,) = lock["Catch"]
    assert states[taken["Next"]] == {"Type": "Wait", "Seconds": 60, "Next": "Lock"}


def test_the_lock_outlasts_the_longest_refresh(states):
    lock = states["Lock"]["Arguments"]
    until, now = lock["Item"]["until"]["N"], lock["ExpressionAttributeValues"][":now"]["N"]
    assert int(said(until)) - int(said(now)) > states["Refresh"]["TimeoutSeconds"]


@pytest.mark.parametrize(("state", "then"), [("Unlock", "Latest"), ("UnlockFailed", "TellFailed")])
def test_only_its_holder_gives_the_lock_back_however_it_went(states, state, then):
    assert states[state]["Arguments"]["ConditionExpression"] == "holder = :me"
    assert states[state]["Next"] == then
    run = states["Refresh"]
    assert (run["Next"], run["Catch"][0]["Next"]) == ("Unlock", "UnlockFailed")
    assert run["Catch"][0]["ErrorEquals"] == ["States.ALL"]


def test_runs_the_file_in_a_task_and_waits_for_it(states):
    run = states["Refresh"]
    assert run["Resource"] == "arn:aws:states:::ecs:runTask.sync"
    (override,) = run["Arguments"]["Overrides"]["ContainerOverrides"]
    file = "{% $states.context.Execution.Input.file %}"
    assert override == {"Name": "main", "Command": ["intentlib", "refresh", file, "--json"]}


def test_tells_of_new_intents_and_of_failure(states):
    (any_new,) = states["AnyNew"]["Choices"]
    assert any_new["Next"] == "TellNew"
    assert [said(any_new["Condition"], input=new) for new in (0, 1)] == [False, True]
    told = states["TellNew"]["Arguments"]["Message"]
    assert said(told, input=3) == "3 new intents in s3://calls/incoming/a b.csv"
    failed = states["TellFailed"]["Arguments"]["Message"]
    assert said(failed, why="it broke") == "s3://calls/incoming/a b.csv: it broke"
    assert (states["TellFailed"]["Next"], states["Failed"]["Type"]) == ("Failed", "Fail")


def test_counts_new_intents_in_the_manifest_of_the_run_that_was_published(states):
    run_id = said(states["Latest"]["Output"], result={"Body": '{"run_id": "20260101T0-1"}'})
    key = said(states["Manifest"]["Arguments"]["Key"], input=run_id)
    assert key == "runs/20260101T0-1/manifest.json"
    assert said(states["Manifest"]["Output"], result={"Body": '{"counts": {"new": 7}}'}) == 7


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ({"Error": "States.TaskFailed", "Cause": "exit 2"}, "States.TaskFailed exit 2"),
        ({"Error": "States.Timeout"}, "States.Timeout "),
    ],
)
def test_says_why_even_where_a_task_only_took_too_long(states, error, why):
    (caught,) = states["Refresh"]["Catch"]
    assert said(caught["Assign"]["why"], errorOutput=error) == why


def test_every_state_leads_to_one_that_is_there(states):
    for state in states.values():
        after = [state.get("Next"), state.get("Default")]
        after += [other["Next"] for other in state.get("Catch", []) + state.get("Choices", [])]
        assert {name for name in after if name} <= set(states)


@pytest.mark.parametrize(("name", "public"), [("minimal", "ENABLED"), ("production", "DISABLED")])
def test_runs_where_the_profile_has_its_tasks(deployments, name, public):
    run = definition(deployments[name])["States"]["Refresh"]["Arguments"]
    network = run["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == public
    assert len(network["Subnets"]) == 2


def test_the_refresh_reads_what_came_in_and_writes_runs(each):
    statements = each.statements("Refresh")
    wrote = [json.dumps(s["Resource"]) for s in statements if "s3:PutObject" in s["Action"]]
    assert len(wrote) == 2  # the refresh, and the workers
    assert all(resource.endswith('"/runs/*"]]}') for resource in wrote)
    read = [
        resource for s in statements if s["Action"] == "s3:GetObject" for resource in s["Resource"]
    ]
    assert {resource["Fn::Join"][1][-1] for resource in read} == {
        "/incoming/*",
        "/runs/*",
        "/runs/*/manifest.json",
        "/runs/latest.json",
    }


def test_roles_are_passed_to_tasks_only(each):
    (passed,) = [s for s in each.statements("Refresh") if s["Action"] == "iam:PassRole"]
    assert passed["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }
    assert len(passed["Resource"]) == 6
