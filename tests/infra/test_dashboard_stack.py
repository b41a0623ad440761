"""The dashboard's service, and the ways in."""

import json

import pytest


def test_runs_as_nobody_with_nothing_to_write_but_scratch(each):
    tasks = each.all("AWS::ECS::TaskDefinition")
    containers = [container for task in tasks for container in task["ContainerDefinitions"]]
    assert [container["Name"] for container in containers] == ["main", "migrate", *["main"] * 3]
    for container in containers:
        assert container["User"] == "10001:10001"
        assert container["ReadonlyRootFilesystem"] is True
        assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
        assert [m["ContainerPath"] for m in container["MountPoints"]] == ["/scratch"]


def test_tells_where_the_ledger_is_and_keeps_its_password_secret(each):
    containers = [
        container
        for task in each.all("AWS::ECS::TaskDefinition")
        for container in task["ContainerDefinitions"]
        if container["Command"][0] == "intentlib"
    ]
    assert len(containers) == 3
    for container in containers:
        environment = {pair["Name"]: pair["Value"] for pair in container["Environment"]}
        assert set(environment) >= {"INTENTLIB_RUNS", "INTENTLIB_LEDGER"}
        address = "".join(
            part if isinstance(part, str) else "HOST"
            for part in environment["INTENTLIB_LEDGER"]["Fn::Join"][1]
        )
        assert address == "postgresql://intentlib@HOST:5433/intentlib?sslmode=require"
        assert [secret["Name"] for secret in container["Secrets"]] == ["PGPASSWORD"]


@pytest.mark.parametrize(
    ("name", "header"),
    [("signed-in", "X-Amzn-Oidc-Identity"), ("openid", "X-Amzn-Oidc-Identity"), ("minimal", None)],
)
def test_reviewers_are_who_signed_in_where_there_is_a_sign_in(deployments, name, header):
    task = deployments[name].one("AWS::ECS::TaskDefinition", "Dashboard")
    (main,) = [c for c in task["ContainerDefinitions"] if c["Name"] == "main"]
    environment = {pair["Name"]: pair["Value"] for pair in main["Environment"]}
    assert environment.get("INTENTLIB_IDENTITY_HEADER") == header


def test_migrates_the_ledger_before_a_new_version_answers(each):
    main, migrate = each.one("AWS::ECS::TaskDefinition", "Dashboard")["ContainerDefinitions"]
    assert main["DependsOn"] == [{"ContainerName": "migrate", "Condition": "SUCCESS"}]
    assert migrate["Essential"] is False
    assert migrate["Command"][:2] == ["intentlib", "review"]


def test_a_version_that_fails_is_rolled_back_and_the_old_one_stays_until_then(each):
    service = each.one("AWS::ECS::Service")
    deployment = service["DeploymentConfiguration"]
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["MinimumHealthyPercent"] == 100


def test_a_viewer_stays_with_the_task_that_has_their_kernel(each):
    target = each.one("AWS::ElasticLoadBalancingV2::TargetGroup")
    told = {pair["Key"]: pair["Value"] for pair in target["TargetGroupAttributes"]}
    assert told["stickiness.enabled"] == "true"
    assert told["stickiness.type"] == "lb_cookie"
    assert target["HealthCheckPath"] == "/voila/static/voila.js"


def attributes(deployment) -> dict[str, str]:
    balancer = deployment.one("AWS::ElasticLoadBalancingV2::LoadBalancer")
    return {pair["Key"]: pair["Value"] for pair in balancer["LoadBalancerAttributes"]}


def test_open_dashboards_are_not_cut_off_between_two_pings(each):
    assert int(attributes(each)["idle_timeout.timeout_seconds"]) > 2 * 30


def test_access_is_logged_and_the_load_balancer_may_write_it(each):
    assert attributes(each)["access_logs.s3.enabled"] == "true"
    statements = [
        statement
        for policy in each.all("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    sender = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    (allowed,) = [s for s in statements if s["Principal"] == sender]
    assert allowed["Action"] == "s3:PutObject"
    assert "balancer/AWSLogs/" in json.dumps(allowed["Resource"])


@pytest.mark.parametrize("name", ["minimal", "production"])
def test_without_a_domain_only_cloudfront_reaches_the_load_balancer(deployments, name):
    deployment = deployments[name]
    balancer = deployment.one("AWS::ElasticLoadBalancingV2::LoadBalancer")
    assert balancer["Scheme"] == "internal"
    rules = deployment.all("AWS::EC2::SecurityGroupIngress", "Dashboard")
    (entrance,) = [rule for rule in rules if rule.get("Description") == "CloudFront"]
    assert entrance["SourcePrefixListId"] == {"Ref": "CloudFrontPrefixList"}
    assert not any("CidrIp" in rule for rule in rules)


@pytest.mark.parametrize("name", ["minimal", "production"])
def test_cloudfront_keeps_nothing_and_passes_everything_on(deployments, name):
    config = deployments[name].one("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviour = config["DefaultCacheBehavior"]
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
    assert (
        behaviour["OriginRequestPolicyId"] == "216adef6-5c7f-47e4-b989-5492eafa07d3"  # AllViewer
    )
    assert "POST" in behaviour["AllowedMethods"]
    (function,) = behaviour["FunctionAssociations"]
    assert function["EventType"] == "viewer-request"
    assert config["IPV6Enabled"] is False
    assert config["Origins"][0]["VpcOriginConfig"]


@pytest.mark.parametrize(
    ("name", "kind"), [("signed-in", "authenticate-cognito"), ("openid", "authenticate-oidc")]
)
def test_with_a_domain_everyone_signs_in_and_comes_from_where_is_said(deployments, name, kind):
    deployment = deployments[name]
    balancer = deployment.one("AWS::ElasticLoadBalancingV2::LoadBalancer")
    assert balancer["Scheme"] == "internet-facing"
    listeners = deployment.all("AWS::ElasticLoadBalancingV2::Listener")
    actions = {
        listener["Protocol"]: [action["Type"] for action in listener["DefaultActions"]]
        for listener in listeners
    }
    assert actions == {"HTTPS": [kind, "forward"], "HTTP": ["redirect"]}
    groups = deployment.all("AWS::EC2::SecurityGroup", "Dashboard")
    ranges = [
        (rule["CidrIp"], rule["FromPort"])
        for group in groups
        for rule in group.get("SecurityGroupIngress", [])
    ]
    assert sorted(ranges) == [
        ("198.51.100.7/32", 80),
        ("198.51.100.7/32", 443),
        ("203.0.113.0/24", 80),
        ("203.0.113.0/24", 443),
    ]
    assert deployment.all("AWS::CloudFront::Distribution") == []


def test_people_of_the_pool_are_invited_and_show_a_second_factor(deployments):
    pool = deployments["signed-in"].one("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["MfaConfiguration"] == "ON"
    assert deployments["openid"].all("AWS::Cognito::UserPool") == []


def test_the_clients_secret_is_not_in_the_template(deployments):
    listeners = deployments["openid"].all("AWS::ElasticLoadBalancingV2::Listener")
    (config,) = [
        action["AuthenticateOidcConfig"]
        for listener in listeners
        for action in listener["DefaultActions"]
        if "AuthenticateOidcConfig" in action
    ]
    assert config["ClientSecret"] == "{{resolve:secretsmanager:intents/openid:SecretString:::}}"


def test_the_dashboard_touches_runs_only(each):
    statements = each.statements("Dashboard")
    objects = [s for s in statements if "s3:PutObject" in s["Action"]]
    assert len(objects) == 1
    assert json.dumps(objects[0]["Resource"]).endswith('"/runs/*"]]}')
    assert '"/incoming/*"' not in json.dumps(statements)


def test_minimal_is_one_small_task_that_nothing_but_the_load_balancer_reaches(minimal):
    task = minimal.one("AWS::ECS::TaskDefinition", "Dashboard")
    assert (task["Cpu"], task["Memory"]) == ("512", "2048")
    assert minimal.one("AWS::ECS::Service")["DesiredCount"] == 1
    rules = minimal.all("AWS::EC2::SecurityGroupIngress", "Dashboard")
    assert {rule["FromPort"] for rule in rules} == {80, 8866}
    (to_task,) = [rule for rule in rules if rule["FromPort"] == 8866]
    assert "SourceSecurityGroupId" in to_task


def test_minimal_can_stop_at_night_and_start_its_ledger_first(minimal, deployments):
    target = minimal.one("AWS::ApplicationAutoScaling::ScalableTarget")
    night, morning = target["ScheduledActions"]
    assert (night["Schedule"], morning["Schedule"]) == ("cron(0 20 * * ? *)", "cron(0 6 * * ? *)")
    assert (night["Timezone"], morning["Timezone"]) == ("Europe/Paris", "Europe/Paris")
    assert night["ScalableTargetAction"] == {"MinCapacity": 0, "MaxCapacity": 0}
    assert morning["ScalableTargetAction"] == {"MinCapacity": 1, "MaxCapacity": 1}
    calls = {
        schedule["Target"]["Arn"]["Fn::Join"][1][-1].rsplit(":", 1)[1]: schedule
        for schedule in minimal.all("AWS::Scheduler::Schedule", "Dashboard")
    }
    assert calls["stopDBInstance"]["ScheduleExpression"] == "cron(0 20 * * ? *)"
    assert calls["startDBInstance"]["ScheduleExpression"] == "cron(30 5 * * ? *)"
    assert all("DeadLetterConfig" in each["Target"] for each in calls.values())
    assert deployments["openid"].all("AWS::ApplicationAutoScaling::ScalableTarget") == []


def test_production_grows_with_its_viewers(production):
    target = production.one("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 6)
    policies = production.all("AWS::ApplicationAutoScaling::ScalingPolicy")
    followed = {
        policy["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"][
            "PredefinedMetricType"
        ]
        for policy in policies
    }
    assert followed == {"ECSServiceAverageMemoryUtilization", "ECSServiceAverageCPUUtilization"}


def test_production_replaces_its_tasks_once_the_password_has_changed(production):
    schedule = production.one("AWS::Scheduler::Schedule", "Dashboard")
    assert schedule["ScheduleExpression"] == "cron(30 4 1 * ? *)"
    assert json.dumps(schedule["Target"]["Arn"]).endswith(':aws-sdk:ecs:updateService"]]}')


@pytest.mark.parametrize(("name", "key"), [("production", "FORWARDED_IP"), ("signed-in", "IP")])
def test_production_has_a_firewall_and_knows_whose_requests_to_count(deployments, name, key):
    deployment = deployments[name]
    rules = deployment.one("AWS::WAFv2::WebACL")["Rules"]
    managed = [rule["Name"] for rule in rules if "ManagedRuleGroupStatement" in rule["Statement"]]
    assert "AWSManagedRulesCommonRuleSet" in managed
    assert rules[-1]["Statement"]["RateBasedStatement"]["AggregateKeyType"] == key
    assert len(deployment.all("AWS::WAFv2::WebACLAssociation")) == 1


def test_someone_hears_of_every_alarm(each):
    alarms = each.all("AWS::CloudWatch::Alarm")
    assert len(alarms) >= 3
    assert all(alarm["AlarmActions"] and alarm["OKActions"] for alarm in alarms)


def test_production_has_a_page_of_what_it_watches(production, minimal):
    assert len(production.all("AWS::CloudWatch::Dashboard")) == 1
    assert len(production.all("AWS::CloudWatch::Alarm", "Dashboard")) == 6
    assert minimal.all("AWS::CloudWatch::Dashboard") == []
