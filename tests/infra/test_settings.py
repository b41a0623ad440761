"""What the environment says, as settings."""

from dataclasses import replace

import pytest

from infra.settings import PROFILES, OpenId, SettingsError, read

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/ab-1"


def said(**settings: str) -> dict[str, str]:
    return {f"INTENTLIB_AWS_{name.upper()}": value for name, value in settings.items()}


def test_is_minimal_where_nothing_is_said():
    assert read({"EMAIL": "someone@example.com"}) == PROFILES["minimal"]
    assert read(said(profile="", email="")) == PROFILES["minimal"]


def test_is_the_profile_with_what_is_said():
    settings = read(
        said(
            profile="production",
            email="ann@example.com",
            viewers="203.0.113.0/24, 198.51.100.7",
            budget="75",
            night="Yes",
            timezone="Europe/Paris",
            schedule="0 3 ? * MON *",
            scheduled_file="incoming/week.parquet",
            repository="some.one/intents",
        )
    )
    assert settings == replace(
        PROFILES["production"],
        email="ann@example.com",
        viewers=("203.0.113.0/24", "198.51.100.7/32"),
        budget=75,
        night=True,
        timezone="Europe/Paris",
        schedule="0 3 ? * MON *",
        scheduled_file="incoming/week.parquet",
        repository="some.one/intents",
    )


def test_takes_any_provider_of_openid():
    settings = read(
        said(domain="a.example", certificate=CERTIFICATE, openid="https://i,https://a,t,u,me,name")
    )
    assert settings.openid == OpenId("https://i", "https://a", "t", "u", "me", "name")


def test_sizes_can_not_be_said():
    assert read(said(tasks="9", guarded="no")) == PROFILES["minimal"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"profile": "huge"}, "profile can't be used: 'huge'. Give minimal or production."),
        ({"email": "ann"}, "email can't be used: 'ann'"),
        ({"viewers": "203.0.113.1/24"}, "viewers can't be used: '203.0.113.1/24'"),
        ({"viewers": "2001:db8::/32"}, "Give IPv4 ranges"),
        ({"budget": "0"}, "budget can't be used: '0'"),
        ({"night": "on"}, "Give yes or no"),
        ({"certificate": "mine", "domain": "a.example"}, "ARN of a certificate"),
        ({"domain": "a.example"}, "Give domain and certificate together"),
        ({"certificate": CERTIFICATE}, "Give domain and certificate together"),
        ({"repository": "intents"}, "Give its name on GitHub, such as owner/name"),
        ({"openid": "a,b"}, "Give issuer,authorization,token,user_info,client_id,secret"),
        ({"openid": "a,b,c,d,e,f"}, "Give domain and certificate with it"),
        ({"scheduled_file": "runs/calls.csv"}, "Give a key such as incoming/calls.csv"),
    ],
)
def test_says_which_setting_is_wrong_and_what_to_give(settings, message):
    with pytest.raises(SettingsError) as raised:
        read(said(**settings))
    assert message in str(raised.value)
