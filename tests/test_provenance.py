from dataclasses import replace
from importlib.metadata import version

import pytest

from intentlib.model import RunConfig
from intentlib.provenance import config_hash, versions

CONFIG = RunConfig(input="calls.csv")


def test_versions_are_the_installed_ones():
    found = versions()
    assert found["numpy"] == version("numpy")
    assert {"python", "intentlib", "torch"} <= set(found)
    assert "not installed" not in found.values()


@pytest.mark.parametrize(
    "change", [{"input": "other.csv"}, {"runs": "elsewhere"}, {"cache": "x"}, {"max_bytes": 9}]
)
def test_where_things_are_kept_is_no_matter(change):
    assert config_hash(replace(CONFIG, **change)) == config_hash(CONFIG)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "reason"},
        {"granularity": 20},
        {"granularity": 20.0},
        {"model": "another"},
        {"skip_rules": ("case",)},
    ],
)
def test_what_can_change_a_result_changes_the_hash(change):
    assert config_hash(replace(CONFIG, **change)) != config_hash(CONFIG)


def test_number_of_intents_is_no_height():
    assert config_hash(replace(CONFIG, granularity=20)) != config_hash(
        replace(CONFIG, granularity=20.0)
    )
