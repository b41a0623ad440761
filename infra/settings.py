"""What is deployed: two profiles, and what the one who deploys says about them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

PREFIX = "INTENTLIB_AWS_"
"""Of the variables of the environment that say the settings."""

PREFIX_LIST = "CloudFrontPrefixList"
"""Parameter of the dashboard's stack: id of the managed list of addresses of CloudFront."""

OPENID = ("issuer", "authorization", "token", "user_info", "client_id", "secret")


class SettingsError(ValueError):
    """A setting can't be used; the message says which, its value and what to give."""

    def __init__(self, name: str, value: object, do: str) -> None:
        super().__init__(f"the setting {name} can't be used: {value!r}. {do}.")


@dataclass(frozen=True)
class Size:
    """What a task may use.

    Parameters
    ----------
    cpu
        In 1,024ths of a processor.
    memory
        In MiB.
    """

    cpu: int
    memory: int


@dataclass(frozen=True)
class OpenId:
    """Who says who a viewer is: any provider of OpenID Connect.

    Parameters
    ----------
    issuer, authorization, token, user_info
        Addresses of the provider, as its ``/.well-known/openid-configuration`` has them.
    client_id
        Under which the provider knows this dashboard.
    secret
        Name of the secret in Secrets Manager that holds the client's secret as plain text.
    """

    issuer: str
    authorization: str
    token: str
    user_info: str
    client_id: str
    secret: str


@dataclass(frozen=True)
class Settings:
    """One deployment.

    Parameters
    ----------
    profile
        ``minimal`` or ``production``.
    dashboard, refresh
        Sizes of their tasks. A viewer takes about 170 MB, so memory limits how many there can be.
    tasks, most_tasks
        Dashboards that always run, and those that run when many look at them.
    gateways
        NAT gateways, in front of private subnets for the tasks; with 0 the tasks are in public
        subnets, where nothing can reach them but the load balancer.
    serverless_ledger
        Aurora Serverless, which pauses, in place of one small server.
    backup_days, log_days
        How long backups of the ledger, and logs, are kept.
    guarded
        With firewall, alarms, metrics of every task and a password that changes each month.
    budget
        US dollars a month; a notice is sent at 80 % of it and when more is to be expected.
    night
        Stop the dashboard and a ledger that can't pause from 20:00 to 06:00.
    timezone
        Of the night and of the schedule.
    schedule, scheduled_file
        When the refresh reads which file of the bucket, as the fields of a cron expression.
    email
        Where notices go.
    viewers
        IPv4 ranges that may open the dashboard.
    domain, certificate
        Name under which it is served, and the ARN of a certificate for it in the same region;
        without them CloudFront gives it a name, and no one has to sign in.
    repository
        On GitHub, such as ``owner/name``, whose workflows may deploy.
    openid
        Who viewers sign in with; a user pool of its own if there is a domain but no provider.
    """

    profile: str
    dashboard: Size
    refresh: Size
    tasks: int
    most_tasks: int
    gateways: int
    serverless_ledger: bool
    backup_days: int
    log_days: int
    guarded: bool
    budget: int
    night: bool = False
    timezone: str = "Etc/UTC"
    schedule: str = "0 5 * * ? *"
    scheduled_file: str = "incoming/calls.csv"
    email: str | None = None
    viewers: tuple[str, ...] = ()
    domain: str | None = None
    certificate: str | None = None
    repository: str | None = None
    openid: OpenId | None = None

    @property
    def name(self) -> str:
        """What the names of the stacks begin with."""
        return f"Intentlib-{self.profile.title()}"


PROFILES: Mapping[str, Settings] = {
    settings.profile: settings
    for settings in (
        Settings(
            profile="minimal",
            dashboard=Size(512, 2048),
            refresh=Size(2048, 8192),
            tasks=1,
            most_tasks=1,
            gateways=0,
            serverless_ledger=False,
            backup_days=1,
            log_days=14,
            guarded=False,
            budget=80,
        ),
        Settings(
            profile="production",
            dashboard=Size(2048, 8192),
            refresh=Size(4096, 16384),
            tasks=2,
            most_tasks=6,
            gateways=2,
            serverless_ledger=True,
            backup_days=35,
            log_days=90,
            guarded=True,
            budget=600,
        ),
    )
}


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings that the environment says.

    Parameters
    ----------
    environment
        ``INTENTLIB_AWS_PROFILE``, and ``INTENTLIB_AWS_`` with the name of any field from
        ``budget`` on; commas between several ``viewers``, and between the six fields of
        ``openid``. What is empty counts as not said.

    Raises
    ------
    SettingsError
        If a value can't be used.
    """
    names = {field.name: PREFIX + field.name.upper() for field in fields(Settings)}
    said = {name: environment[key] for name, key in names.items() if environment.get(key)}
    profile = said.pop("profile", "minimal")
    if profile not in PROFILES:
        raise SettingsError("profile", profile, f"Give {' or '.join(PROFILES)}")
    given = {name: _READ[name](value) for name, value in said.items() if name in _READ}
    settings = replace(PROFILES[profile], **given)
    if bool(settings.domain) != bool(settings.certificate):
        raise SettingsError("domain", settings.domain, "Give domain and certificate together")
    if settings.openid and not settings.domain:
        raise SettingsError("openid", settings.openid.issuer, "Give domain and certificate with it")
    return settings


def _budget(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d*", value):
        raise SettingsError("budget", value, "Give whole US dollars a month")
    return int(value)


def _night(value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise SettingsError("night", value, "Give yes or no")
    return value.lower() == "yes"


def _viewers(value: str) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.IPv4Network(part.strip())) for part in value.split(","))
    except ValueError as error:
        do = "Give IPv4 ranges such as 203.0.113.0/24,198.51.100.7/32"
        raise SettingsError("viewers", value, do) from error


def _certificate(value: str) -> str:
    if not re.fullmatch(r"arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate/[\w-]+", value):
        raise SettingsError("certificate", value, "Give the ARN of a certificate in ACM")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise SettingsError("email", value, "Give an address that notices can be sent to")
    return value


def _scheduled_file(value: str) -> str:
    if not re.fullmatch(r"incoming/.+", value):
        raise SettingsError("scheduled_file", value, "Give a key such as incoming/calls.csv")
    return value


def _repository(value: str) -> str:
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", value):
        raise SettingsError("repository", value, "Give its name on GitHub, such as owner/name")
    return value


def _openid(value: str) -> OpenId:
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != len(OPENID) or not all(parts):
        raise SettingsError("openid", value, f"Give {','.join(OPENID)}")
    return OpenId(*parts)


_READ: Mapping[str, Callable[[str], Any]] = {
    "timezone": str,
    "schedule": str,
    "domain": str,
    "budget": _budget,
    "night": _night,
    "viewers": _viewers,
    "certificate": _certificate,
    "email": _email,
    "scheduled_file": _scheduled_file,
    "repository": _repository,
    "openid": _openid,
}
