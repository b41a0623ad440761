"""Notices: what a person should hear of, by email, and the budget that is one of them."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.settings import Settings

_SENDERS = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com")


class Notices(Construct):
    """An encrypted topic, and a budget that reports to it.

    Attributes
    ----------
    topic
        What is published here reaches the person who deployed.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(scope, id_)
        self._key = kms.Key(
            self,
            "Key",
            description="Notices about intentlib",
            enable_key_rotation=True,
            pending_window=Duration.days(7),
        )
        self.topic = sns.Topic(
            self, "Topic", display_name="intentlib", master_key=self._key, enforce_ssl=True
        )
        if settings.email:
            self.topic.add_subscription(subscriptions.EmailSubscription(settings.email))
        from_here = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        for sender in _SENDERS:
            self.topic.grant_publish(iam.ServicePrincipal(sender, conditions=from_here))
        self._budget(settings)

    def allow_sending(self, role: iam.IRole) -> None:
        """Let a role publish."""
        for allowed, resource in (
            (["sns:Publish"], self.topic.topic_arn),
            (["kms:Decrypt", "kms:GenerateDataKey"], self._key.key_arn),
        ):
            role.add_to_principal_policy(iam.PolicyStatement(actions=allowed, resources=[resource]))

    def watch(self, alarm: cloudwatch.Alarm) -> None:
        """Send a notice when an alarm goes off, and when it is over."""
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))

    def _budget(self, settings: Settings) -> None:
        topic = budgets.CfnBudget.SubscriberProperty(
            subscription_type="SNS", address=self.topic.topic_arn
        )
        thresholds = (("ACTUAL", 80), ("FORECASTED", 100))
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=settings.budget, unit="USD"),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind,
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[topic],
                )
                for kind, percent in thresholds
            ],
        )
