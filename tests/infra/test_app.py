"""The whole app: made without an account, and clean by those who check it."""

import subprocess
import sys
from pathlib import Path

import pytest
from synthesised import PROGRAMS, run_module, variables


def test_says_in_one_line_which_setting_is_wrong():
    pytest.importorskip("aws_cdk")
    done = run_module("infra.app", PROGRAMS, **variables({"profile": "huge"}))
    assert done.returncode == 1
    assert done.stderr == (
        "Error: the setting profile can't be used: 'huge'. Give minimal or production.\n"
    )


def test_cdk_nag_has_nothing_to_say(each):
    checked = {plugin["pluginName"]: plugin for plugin in each.report["pluginReports"]}
    assert checked["AwsSolutions"]["suppressedViolations"]
    assert [plugin["violations"] for plugin in checked.values()] == [[]] * len(checked)


def test_each_acknowledgement_is_of_a_finding_that_is_there(deployments):
    from infra.nag import FINDINGS

    used = {
        (found["acknowledgedAt"].split("-", 2)[2], found["ruleName"].split("[")[0], found["reason"])
        for deployment in deployments.values()
        for plugin in deployment.report["pluginReports"]
        for found in plugin["suppressedViolations"]
        if plugin["pluginName"] == "AwsSolutions"
    }
    given = {(finding.path, finding.rule.split("[")[0], finding.reason) for finding in FINDINGS}
    assert given == used


def test_cfn_lint_has_nothing_to_say(deployments):
    paths = [
        str(path)
        for deployment in deployments.values()
        for path in deployment.folder.glob("*.template.json")
    ]
    assert len(paths) == 13
    # CDK names dependencies that go without saying.
    program = Path(sys.executable).with_name("cfn-lint")
    command = [program, "--ignore-checks", "W3005", "--", *paths]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_resource_says_what_it_belongs_to(each):
    for bucket in each.all("AWS::S3::Bucket"):
        assert {"Key": "project", "Value": "intentlib"} in bucket["Tags"]
