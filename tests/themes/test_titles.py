import numpy as np
import pytest

from intentlib.themes import OTHER, name_themes

NAMES = {
    "Bills and fees": ["Enquire about the monthly bill", "Dispute a bill", "Check late fees"],
    "Plans": ["Change plan", "Cancel plan", "Compare plans"],
    "Plans and services": ["Change plan", "Suspend a service", "Renew a service"],
    "Phones": ["Report a lost phone", "Unlock phone"],
    "Devices": ["Report a lost phone", "Unlock tablet", "Buy a handset"],
    "Account access and addresses": ["Reset password", "Change security question", "New address"],
    "Unclear calls": ["Accidental call", "Caller hung up", "Report a wrong number"],
    "Insurance quotes": ["Get a car insurance quote", "Get an insurance quote"],
    "SIMs": ["Activate SIM", "Replace SIM"],
}


def named(groups, calls=None, order=None):
    names = [name for group in groups for name in group]
    themes = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    calls = np.ones(len(names)) if calls is None else np.array(calls, dtype=float)
    vectors = np.eye(len(groups))[themes]
    order = np.arange(len(names)) if order is None else order
    return name_themes([names[i] for i in order], calls[order], vectors[order], themes[order])


@pytest.mark.parametrize("name", [*NAMES])
def test_themes_are_called_by_their_nouns(name):
    assert named([NAMES[name], ["Bake a cake"]])[0] == name


def test_what_has_gone_wrong_is_in_the_name():
    name, _ = named([["Report a late delivery problem", "Report a technical problem"], ["Cake"]])

    assert "problems" in name.lower()


@pytest.mark.parametrize("hollow", ["Enquire about things", "Enquire about qzxv"])
def test_no_noun_that_tells_nothing_is_in_the_name(hollow):
    assert named([["Book a hotel", hollow], ["Bake a cake"]])[0] == "Hotels"


def test_names_of_themes_do_not_depend_on_order_or_unit():
    groups = list(NAMES.values())
    n = sum(map(len, groups))
    calls = np.arange(1, n + 1)
    expected = named(groups, calls)
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(n)
        assert named(groups, calls * 10, order) == expected


def test_themes_about_the_same_are_told_apart():
    found = named([["Pay bill", "Change bill"], ["Dispute a bill"], ["Copy of a bill"]])

    assert len(set(found)) == 3


def test_every_name_is_short_and_none_is_empty():
    odd = [
        ["???", "Unclear wording"],
        ["请问我的账单"],
        ["Thank you very much"],
        ["Cancel"],
        ["--"],
    ]

    for name in named(odd):
        assert 1 <= len(name.split()) <= 4
    assert named([["???"], ["!!"]]) == [OTHER, f"{OTHER} 2"]
