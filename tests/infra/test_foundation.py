"""What is kept: encrypted, hidden, backed up, and there after the stack is gone."""

KEPT = ("AWS::S3::Bucket", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Cognito::UserPool")
"""What has contents; the instances of a cluster have none of their own."""


def test_nothing_that_is_kept_goes_with_its_stack(each):
    kept = [
        resource
        for kind in KEPT
        for resource in each.resources(kind)
        if "DBClusterIdentifier" not in resource["Properties"] or kind == "AWS::RDS::DBCluster"
    ]
    assert len(kept) >= 3
    for resource in kept:
        assert resource["DeletionPolicy"] in {"Retain", "Snapshot"}
        assert resource["UpdateReplacePolicy"] in {"Retain", "Snapshot"}


def test_buckets_are_private_encrypted_and_spoken_to_in_secret(each):
    buckets = each.all("AWS::S3::Bucket")
    assert len(buckets) == 2
    for bucket in buckets:
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    policies = each.all("AWS::S3::BucketPolicy")
    for policy in policies:
        refused = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
        assert refused[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(policies) == 2


def test_earlier_versions_of_runs_can_be_had_back(each):
    (data,) = [b for b in each.all("AWS::S3::Bucket") if "VersioningConfiguration" in b]
    assert data["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = data["LifecycleConfiguration"]["Rules"]
    assert "ExpirationInDays" not in rule
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}


def test_minimal_has_one_small_server(minimal):
    server = minimal.one("AWS::RDS::DBInstance")
    assert server["DBInstanceClass"] == "db.t4g.micro"
    assert server["StorageEncrypted"] is True
    assert server["PubliclyAccessible"] is False
    assert server["DeletionProtection"] is True
    assert server["BackupRetentionPeriod"] == 1


def test_production_pauses_is_backed_up_and_has_a_second_one(production):
    cluster = production.one("AWS::RDS::DBCluster")
    assert cluster["StorageEncrypted"] is True
    assert cluster["DeletionProtection"] is True
    assert cluster["BackupRetentionPeriod"] == 35
    scaling = cluster["ServerlessV2ScalingConfiguration"]
    assert (scaling["MinCapacity"], scaling["SecondsUntilAutoPause"]) == (0, 1800)
    assert len(production.all("AWS::RDS::DBInstance")) == 2


def test_the_password_is_made_by_amazon_and_changes_in_production(minimal, production):
    for deployment in (minimal, production):
        secret = deployment.one("AWS::SecretsManager::Secret")
        assert secret["GenerateSecretString"]["GenerateStringKey"] == "password"
    rotation = production.one("AWS::SecretsManager::RotationSchedule")
    assert rotation["RotationRules"]["ScheduleExpression"] == "cron(0 3 1 * ? *)"
    assert minimal.all("AWS::SecretsManager::RotationSchedule") == []


def test_only_the_tasks_reach_the_ledger(each):
    clients = [
        rule
        for rule in each.all("AWS::EC2::SecurityGroupIngress", "Foundation")
        if rule["Description"] == "The tasks"
    ]
    assert [(rule["FromPort"], rule["ToPort"]) for rule in clients] == [(5433, 5433)]
    assert all("SourceSecurityGroupId" in rule for rule in clients)
    for group in each.all("AWS::EC2::SecurityGroup", "Foundation"):
        assert group.get("SecurityGroupIngress", []) == []


def test_minimal_has_no_gateway_and_production_one_in_each_zone(minimal, production):
    assert minimal.all("AWS::EC2::NatGateway") == []
    assert len(production.all("AWS::EC2::NatGateway")) == 2
    assert len(minimal.all("AWS::EC2::FlowLog")) == len(production.all("AWS::EC2::FlowLog")) == 1


def test_a_budget_reports_what_is_spent_and_what_will_be(minimal):
    budget = minimal.one("AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 80, "Unit": "USD"}
    told = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]
    assert [(each["NotificationType"], each["Threshold"]) for each in told] == [
        ("ACTUAL", 80),
        ("FORECASTED", 100),
    ]


def test_notices_are_encrypted_and_go_to_the_one_who_deploys(minimal):
    assert "KmsMasterKeyId" in minimal.one("AWS::SNS::Topic")
    assert minimal.one("AWS::KMS::Key")["EnableKeyRotation"] is True
    subscription = minimal.one("AWS::SNS::Subscription")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "ann@example.com")


def test_budget_and_alarms_of_this_account_may_send_notices_and_use_their_key(each):
    topic = each.one("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    key = each.one("AWS::KMS::Key")["KeyPolicy"]["Statement"]
    senders = {"Service": ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]}
    for statements in (topic, key):
        (allowed,) = [s for s in statements if s["Principal"] == senders]
        assert allowed["Condition"] == {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        }


def test_no_role_may_do_everything_or_touch_everything(each):
    free = {
        "ec2:DescribeManagedPrefixLists",
        "ecr:GetAuthorizationToken",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
    statements = each.statements()
    assert len(statements) > 10
    for statement in statements:
        actions = statement["Action"]
        actions = {actions} if isinstance(actions, str) else set(actions)
        assert not any("*" in action for action in actions)
        if statement["Resource"] == "*":
            assert actions <= free
