"""What the workflows may do on AWS."""

import json


def trusted(deployment) -> dict[str, dict]:
    """The roles of the workflows, by whom they are for."""
    roles = deployment.all("AWS::IAM::Role", "Pipeline")
    found = {}
    for role in roles:
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
        said = statement["Condition"]["StringEquals"]
        assert said["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
        found[said["token.actions.githubusercontent.com:sub"]] = role
    return found


def test_only_workflows_of_the_repository_are_trusted(minimal):
    assert set(trusted(minimal)) == {
        "repo:someone/intents:environment:aws",
        "repo:someone/intents:pull_request",
    }


def test_pull_requests_may_only_look(minimal):
    allowed = [
        json.dumps(statement["Resource"])
        for statement in minimal.statements("Pipeline")
        if statement["Action"] == "sts:AssumeRole"
    ]
    kinds = [{word for word in ("lookup", "deploy", "publishing") if word in a} for a in allowed]
    assert sorted(kinds, key=len) == [{"lookup"}, {"lookup", "deploy", "publishing"}]


def test_no_one_is_trusted_unless_a_repository_is_named(deployments):
    assert "Pipeline" not in deployments["production"].templates
