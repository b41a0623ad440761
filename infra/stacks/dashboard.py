"""The dashboard: a service of one task or more, and the way in."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from infra.constructs.alarms import Alarms, Watched, page
from infra.constructs.clock import Clock
from infra.constructs.entrance import Entrance
from infra.constructs.firewall import Firewall
from infra.constructs.program import Program
from infra.constructs.storage import RUNS
from infra.settings import Settings
from infra.stacks.foundation import FoundationStack

PORT = 8866
HEALTH = "/voila/static/voila.js"
"""Answers without starting a kernel."""

COMMAND = ["intentlib", "dashboard", "--wait", "--host", "0.0.0.0", "--port", str(PORT)]  # noqa: S104
MIGRATE = ["intentlib", "review", "history", "--last", "1", "--json"]
"""Reading the ledger brings its tables up to date, one process at a time."""

_AFTER_ROTATION = "30 4 1 * ? *"
_BUSY = 60
"""Percent of memory or processor beyond which another task is started."""


class DashboardStack(Stack):
    """The dashboard as a service, reached as the settings say."""

    def __init__(
        self, scope: Construct, id_: str, *, settings: Settings, foundation: FoundationStack
    ) -> None:
        super().__init__(scope, id_, description="intentlib: the dashboard")
        service, target = self._service(foundation)
        entrance = Entrance(self, "Entrance", foundation=foundation, target=target)
        if settings.night or settings.most_tasks > settings.tasks:
            tasks = service.auto_scale_task_count(
                min_capacity=settings.tasks, max_capacity=settings.most_tasks
            )
        if settings.most_tasks > settings.tasks:
            tasks.scale_on_memory_utilization("Memory", target_utilization_percent=_BUSY)
            tasks.scale_on_cpu_utilization("Processor", target_utilization_percent=_BUSY)
        if settings.night or settings.guarded:
            clock = Clock(self, "Clock", foundation=foundation)
        if settings.night:
            clock.stop_tasks(tasks)
            if foundation.ledger.server:
                clock.stop_server(foundation.ledger.server)
        if settings.guarded:
            clock.replace_tasks(_AFTER_ROTATION, service)
            Firewall(
                self,
                "Firewall",
                balancer=entrance.balancer,
                forwarded=not settings.domain,
            )
            watched = _watched(service, target, entrance.balancer)
            Alarms(self, "Alarms", notices=foundation.notices, watched=watched)
            page(self, "Page", watched)

    def _service(
        self, foundation: FoundationStack
    ) -> tuple[ecs.FargateService, elb.ApplicationTargetGroup]:
        settings, network = foundation.settings, foundation.network
        program = Program(
            self, "Program", foundation=foundation, size=settings.dashboard, command=COMMAND
        )
        program.container.add_port_mappings(ecs.PortMapping(container_port=PORT))
        program.after("migrate", MIGRATE)
        if settings.domain:
            # The load balancer overwrites what a visitor may have put there.
            program.container.add_environment("INTENTLIB_IDENTITY_HEADER", "X-Amzn-Oidc-Identity")
        # An upload becomes a run, made by the dashboard's own task.
        foundation.storage.allow_writing(program.task.task_role, RUNS)
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="Tasks of the dashboard"
        )
        # Else the rules that let the load balancer in would be added to the stack it stands on.
        clients = ec2.SecurityGroup.from_security_group_id(
            self, "Clients", network.clients.security_group_id, mutable=False
        )
        service = ecs.FargateService(
            self,
            "Service",
            cluster=foundation.cluster,
            task_definition=program.task,
            desired_count=settings.tasks,
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            health_check_grace_period=Duration.minutes(3),
            vpc_subnets=network.tasks,
            security_groups=[clients, group],
            assign_public_ip=not settings.gateways,
        )
        target = elb.ApplicationTargetGroup(
            self,
            "Target",
            vpc=network.vpc,
            port=PORT,
            protocol=elb.ApplicationProtocol.HTTP,
            target_type=elb.TargetType.IP,
            targets=[service.load_balancer_target(container_name="main", container_port=PORT)],
            # A viewer's kernel lives in one task.
            stickiness_cookie_duration=Duration.days(1),
            deregistration_delay=Duration.minutes(5),
            health_check=elb.HealthCheck(
                path=HEALTH,
                interval=Duration.seconds(15),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=4,
            ),
        )
        return service, target


def _watched(
    service: ecs.FargateService,
    target: elb.ApplicationTargetGroup,
    balancer: elb.ApplicationLoadBalancer,
) -> list[Watched]:
    errors = balancer.metrics.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT)
    most = cloudwatch.Stats.MAXIMUM
    return [
        Watched("ErrorsOfBalancer", errors, 10),
        Watched("ErrorsOfDashboard", target.metrics.http_code_target(_FAILED), 10),
        Watched("UnhealthyTasks", target.metrics.unhealthy_host_count(statistic=most), 1, 10),
        Watched("Memory", service.metric_memory_utilization(statistic=most), 90, 10),
        Watched("Processor", service.metric_cpu_utilization(), 90, 30),
    ]


_FAILED = elb.HttpCodeTarget.TARGET_5XX_COUNT
