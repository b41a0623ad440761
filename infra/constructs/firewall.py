"""The firewall in front of the load balancer."""

from __future__ import annotations

from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

_MANAGED = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)
_PER_FIVE_MINUTES = 3000
"""Requests of one address; opening the dashboard takes about forty."""


class Firewall(Construct):
    """Amazon's managed rules, and a limit on how often one address may ask.

    Parameters
    ----------
    forwarded
        The address is that which CloudFront forwards, not that of the connection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        balancer: elb.ApplicationLoadBalancer,
        forwarded: bool,
    ) -> None:
        super().__init__(scope, id_)
        managed = [_managed(place, name) for place, name in enumerate(_MANAGED)]
        rules = [*managed, _limit(len(managed), forwarded=forwarded)]
        acl = wafv2.CfnWebACL(
            self,
            "Rules",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen("intentlib"),
            rules=rules,
        )
        wafv2.CfnWebACLAssociation(
            self,
            "Association",
            resource_arn=balancer.load_balancer_arn,
            web_acl_arn=acl.attr_arn,
        )


def _managed(place: int, name: str) -> wafv2.CfnWebACL.RuleProperty:
    group = wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(vendor_name="AWS", name=name)
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=place,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        visibility_config=_seen(name),
    )


def _limit(place: int, *, forwarded: bool) -> wafv2.CfnWebACL.RuleProperty:
    header = wafv2.CfnWebACL.ForwardedIPConfigurationProperty(
        header_name="X-Forwarded-For", fallback_behavior="NO_MATCH"
    )
    rate = wafv2.CfnWebACL.RateBasedStatementProperty(
        limit=_PER_FIVE_MINUTES,
        aggregate_key_type="FORWARDED_IP" if forwarded else "IP",
        forwarded_ip_config=header if forwarded else None,
    )
    return wafv2.CfnWebACL.RuleProperty(
        name="Limit",
        priority=place,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(rate_based_statement=rate),
        visibility_config=_seen("Limit"),
    )


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
