"""Dask for large files: what is started, who reaches it, and that it ends."""

import json
import os
import socket
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from machine import FILE, definition, said

DASK = Path(sys.prefix).parent / "bin/dask"
"""Of the environment that this one lies in."""


@pytest.fixture
def states(minimal) -> dict:
    return definition(minimal)["States"]


@pytest.fixture
def definitions(minimal) -> dict[str, dict]:
    """The tasks of Dask, by the program that they run."""
    tasks = minimal.all("AWS::ECS::TaskDefinition", "Refresh")
    containers = [(task, task["ContainerDefinitions"][0]) for task in tasks]
    return {c["Command"][1]: task for task, c in containers if c["Command"][0] == "dask"}


def test_a_file_goes_to_workers_only_where_they_are_asked_for(states):
    asked = states["Begin"]["Assign"]["workers"]
    (choice,) = states["Alone"]["Choices"]
    assert (choice["Next"], states["Alone"]["Default"]) == ("Scheduler", "Refresh")
    for given, workers, wanted in ((None, 0, False), (0, 0, False), (3, 3, True), ("4", 4, True)):
        found = said(asked, given={"workers": given} if given is not None else {})
        assert found == workers
        assert said(choice["Condition"], workers=found) is wanted


def test_what_is_no_number_fails_before_the_lock_is_taken(states):
    with pytest.raises(Exception, match="many"):
        said(states["Begin"]["Assign"]["workers"], given={"workers": "many"})
    assert states["Begin"]["Next"] == "Lock"


@pytest.mark.parametrize(
    ("status", "address"), [("PENDING", ""), ("PROVISIONING", ""), ("RUNNING", "10.0.4.7")]
)
def test_waits_until_the_scheduler_has_an_address(states, status, address):
    found = said(states["Address"]["Assign"]["address"], result=described(status))
    assert found == address
    (choice,) = states["Answers"]["Choices"]
    assert said(choice["Condition"], address=found) is bool(address)
    assert (choice["Next"], states["Answers"]["Default"]) == ("Workers", "WaitForScheduler")
    assert states["WaitForScheduler"]["Next"] == "Address"


def test_does_not_wait_for_a_scheduler_that_has_ended(states):
    with pytest.raises(Exception, match="The scheduler ended"):
        said(states["Address"]["Assign"]["address"], result=described("STOPPED"))
    assert states["Address"]["Catch"][0]["Next"] == "StopFailed"


def test_workers_run_on_spot_and_know_their_scheduler(states):
    start = states["Workers"]["Arguments"]
    assert start["CapacityProviderStrategy"] == [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}]
    assert [said(start["Count"], workers=given) for given in (3, 40)] == [3, 10]
    (override,) = start["Overrides"]["ContainerOverrides"]
    (pair,) = override["Environment"]
    assert pair["Name"] == "DASK_SCHEDULER_ADDRESS"
    assert said(pair["Value"], address="10.0.4.7") == "tcp://10.0.4.7:8786"


def test_does_not_wait_where_spot_has_no_room(states):
    came = states["Workers"]["Assign"]["came"]
    assert said(came, result={"Tasks": [{}, {}]}) == 2
    with pytest.raises(Exception, match="No worker found a place"):
        said(came, result={"Tasks": []})


def test_the_refresh_is_told_of_the_scheduler(states):
    (override,) = states["Together"]["Arguments"]["Overrides"]["ContainerOverrides"]
    *command, file, option, address, json_ = override["Command"]
    assert [*command, option, json_] == ["intentlib", "refresh", "--dask", "--json"]
    assert said(file) == FILE
    assert said(address, address="10.0.4.7") == "tcp://10.0.4.7:8786"


def test_the_scheduler_is_stopped_and_the_lock_given_back_however_it_went(states):
    assert states["Scheduler"]["Catch"][0]["Next"] == "UnlockFailed"
    for name in ("Address", "Workers", "Together"):
        assert states[name]["Catch"][0]["Next"] == "StopFailed"
    assert states["Together"]["Next"] == "Stop"
    for stop, then in (("Stop", "Unlock"), ("StopFailed", "UnlockFailed")):
        assert said(states[stop]["Arguments"]["Task"], scheduler="arn") == "arn"
        assert (states[stop]["Next"], states[stop]["Catch"][0]["Next"]) == (then, then)


def test_dask_is_reached_by_its_own_and_the_refresh_only(minimal, states):
    rules = [
        rule
        for rule in minimal.all("AWS::EC2::SecurityGroupIngress", "Refresh")
        if rule["Description"] == "Dask"
    ]
    (rule,) = rules
    assert rule["SourceSecurityGroupId"] == rule["GroupId"]
    assert (rule["FromPort"], rule["ToPort"]) == (8786, 8999)
    (group,) = minimal.all("AWS::EC2::SecurityGroup", "Refresh")
    assert "SecurityGroupIngress" not in group
    members = {name: groups(states[name]) for name in ("Scheduler", "Workers", "Together")}
    assert members["Scheduler"] == members["Workers"] == 1
    assert members["Together"] == 2


def test_dask_knows_nothing_of_the_ledger(definitions):
    assert set(definitions) == {"scheduler", "worker"}
    for task in definitions.values():
        (container,) = task["ContainerDefinitions"]
        assert "Secrets" not in container
        assert [pair["Name"] for pair in container["Environment"]] == ["INTENTLIB_RUNS"]


def test_the_scheduler_may_do_nothing_and_workers_read_files_and_write_runs(minimal):
    policies = {
        policy["PolicyName"]: policy["PolicyDocument"]["Statement"]
        for policy in minimal.all("AWS::IAM::Policy", "Refresh")
    }
    roles = [name for name in policies if name.startswith("WorkersSchedulerTaskTaskRole")]
    assert roles == []
    (name,) = [name for name in policies if name.startswith("WorkersWorkerTaskTaskRole")]
    told = json.dumps([s["Resource"] for s in policies[name] if "s3:PutObject" in s["Action"]])
    assert "/runs/*" in told
    assert "/incoming/*" not in told


def test_a_worker_fits_its_task(definitions):
    (container,) = definitions["worker"]["ContainerDefinitions"]
    command = container["Command"]
    told = dict(zip(command[3::2], command[4::2], strict=True))
    processes = int(told["--nworkers"])
    assert processes * 1024 == int(definitions["worker"]["Cpu"])
    each = int(told["--memory-limit"].removesuffix("MiB"))
    assert processes * each == int(definitions["worker"]["Memory"])


@pytest.mark.skipif(not DASK.exists(), reason="needs Dask beside it, as make test has")
def test_workers_find_their_scheduler_and_end_with_it(definitions, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    there = {"8786": port, "/scratch": str(tmp_path)}
    commands = {
        name: [
            DASK,
            *(there.get(word, word) for word in task["ContainerDefinitions"][0]["Command"][1:]),
        ]
        for name, task in definitions.items()
    }
    told = {"DASK_SCHEDULER_ADDRESS": f"tcp://127.0.0.1:{port}"}
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    scheduler = subprocess.Popen(commands["scheduler"], **quiet)
    worker = subprocess.Popen(commands["worker"], env=os.environ | told, **quiet)
    try:
        registered = (line for line in worker.stderr if "Registered to" in line and port in line)
        assert len(list(islice(registered, 2))) == 2, "both processes of a worker"
        scheduler.terminate()
        worker.communicate(timeout=60)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()


def described(status: str) -> dict:
    """What ECS says of a task; it has an address before anything answers there."""
    details = [
        {"Name": "subnetId", "Value": "subnet-1"},
        {"Name": "privateIPv4Address", "Value": "10.0.4.7"},
    ]
    return {"Tasks": [{"LastStatus": status, "Attachments": [{"Details": details}]}]}


def groups(state: dict) -> int:
    network = state["Arguments"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    return len(network["SecurityGroups"])
