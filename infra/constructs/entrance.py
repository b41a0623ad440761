"""The way in: CloudFront in front of a hidden load balancer, or a domain and a sign-in."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from pathlib import Path

from aws_cdk import CfnOutput, CfnParameter, Duration, RemovalPolicy, SecretValue
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_elasticloadbalancingv2_actions as elb_actions
from constructs import Construct

from infra.constructs.storage import BALANCER
from infra.settings import PREFIX_LIST, OpenId, Settings
from infra.stacks.foundation import FoundationStack

IDLE = Duration.minutes(5)
"""Open dashboards send a ping every half minute."""

_SESSION = Duration.hours(12)


class Entrance(Construct):
    """A load balancer that sends each viewer to the task that has their kernel, and its address.

    Attributes
    ----------
    balancer
        The load balancer.
    address
        Where viewers find the dashboard.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        foundation: FoundationStack,
        target: elb.ApplicationTargetGroup,
    ) -> None:
        super().__init__(scope, id_)
        settings = foundation.settings
        network = foundation.network
        groups = ec2.SecurityGroup(
            self,
            "Group",
            vpc=network.vpc,
            description="The load balancer",
            allow_all_outbound=False,
        )
        self.balancer = elb.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=network.vpc,
            internet_facing=bool(settings.domain),
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="Public")
            if settings.domain
            else network.inside,
            security_group=groups,
            idle_timeout=IDLE,
            drop_invalid_header_fields=True,
            deletion_protection=settings.guarded,
        )
        for name, value in {
            "enabled": "true",
            "bucket": foundation.storage.logs.bucket_name,
            "prefix": BALANCER,
        }.items():
            self.balancer.set_attribute(f"access_logs.s3.{name}", value)
        if settings.domain:
            self.address = self._domain(settings, target)
        else:
            self.address = self._cloudfront(foundation, target)
        CfnOutput(self, "Address", value=self.address).override_logical_id("Address")

    def _cloudfront(self, foundation: FoundationStack, target: elb.ApplicationTargetGroup) -> str:
        from_cloudfront = CfnParameter(
            self, PREFIX_LIST, allowed_pattern="pl-[0-9a-f]+", description="make deploy finds it"
        )
        from_cloudfront.override_logical_id(PREFIX_LIST)
        listener = self.balancer.add_listener(
            "Http", port=80, open=False, default_target_groups=[target]
        )
        listener.connections.allow_default_port_from(
            ec2.Peer.prefix_list(from_cloudfront.value_as_string), "CloudFront"
        )
        viewers = cloudfront.Function(
            self,
            "Viewers",
            comment="Lets in the viewers of the settings only",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(only(foundation.settings.viewers)),
        )
        origin = origins.VpcOrigin.with_application_load_balancer(
            self.balancer,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
            read_timeout=Duration.seconds(60),
        )
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="intentlib",
            enable_ipv6=False,  # the ranges of viewers are of IPv4
            http_version=cloudfront.HttpVersion.HTTP2,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            log_bucket=foundation.storage.logs,
            log_file_prefix="cloudfront/",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origin,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                # With the Host header, against which Voila holds the origin of a websocket.
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER,
                response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        function=viewers,
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                    )
                ],
            ),
        )
        return f"https://{distribution.distribution_domain_name}/"

    def _domain(self, settings: Settings, target: elb.ApplicationTargetGroup) -> str:
        certificate = acm.Certificate.from_certificate_arn(
            self, "Certificate", str(settings.certificate)
        )
        forward = elb.ListenerAction.forward([target])
        signed_in = (
            _provider(settings.openid, forward)
            if settings.openid
            else self._pool(str(settings.domain), forward)
        )
        secure = self.balancer.add_listener(
            "Https",
            port=443,
            open=False,
            certificates=[certificate],
            ssl_policy=elb.SslPolicy.RECOMMENDED_TLS,
            default_action=signed_in,
        )
        plain = self.balancer.add_listener(
            "Redirect",
            port=80,
            open=False,
            default_action=elb.ListenerAction.redirect(
                protocol="HTTPS", port="443", permanent=True
            ),
        )
        for viewers in settings.viewers:
            for listener in (secure, plain):
                listener.connections.allow_default_port_from(ec2.Peer.ipv4(viewers), "Viewers")
        CfnOutput(self, "Alias", value=self.balancer.load_balancer_dns_name).override_logical_id(
            "Alias"
        )
        return f"https://{settings.domain}/"

    def _pool(self, domain: str, forward: elb.ListenerAction) -> elb.ListenerAction:
        pool = cognito.UserPool(
            self,
            "People",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        client = pool.add_client(
            "Client",
            generate_secret=True,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=[f"https://{domain}/oauth2/idpresponse"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
        )
        page = pool.add_domain(
            "Page",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain.replace(".", "-")),
        )
        CfnOutput(self, "Pool", value=pool.user_pool_id).override_logical_id("People")
        return elb_actions.AuthenticateCognitoAction(
            user_pool=pool,
            user_pool_client=client,
            user_pool_domain=page,
            scope="openid email",
            session_timeout=_SESSION,
            next=forward,
        )


def only(viewers: Iterable[str]) -> str:
    """Return the function for CloudFront that lets in only these IPv4 ranges."""
    networks = [ipaddress.IPv4Network(viewer) for viewer in viewers]
    ranges = [[int(network.network_address), int(network.netmask)] for network in networks]
    code = Path(__file__).with_name("viewers.js").read_text("utf-8")
    return code.replace("RANGES = []", f"RANGES = {json.dumps(ranges)}")


def _provider(openid: OpenId, forward: elb.ListenerAction) -> elb.ListenerAction:
    return elb.ListenerAction.authenticate_oidc(
        issuer=openid.issuer,
        authorization_endpoint=openid.authorization,
        token_endpoint=openid.token,
        user_info_endpoint=openid.user_info,
        client_id=openid.client_id,
        client_secret=SecretValue.secrets_manager(openid.secret),
        scope="openid email",
        session_timeout=_SESSION,
        next=forward,
    )
