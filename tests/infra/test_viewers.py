"""The function that CloudFront asks about every request, run as it will be."""

import json
import shutil
import subprocess

import pytest
from synthesised import PROGRAMS


def answers(ranges: list[str], addresses: list[str]) -> list[bool]:
    """Whether each address is let in."""
    pytest.importorskip("aws_cdk", reason="needs the environment that `make synth` makes")
    from infra.constructs.entrance import only

    ask = f"""
    const ask = (ip) => handler({{ viewer: {{ ip }}, request: 'in' }});
    const answers = {json.dumps(addresses)}.map(ask);
    console.log(JSON.stringify(answers.map((said) => said === 'in' || said.statusCode)));
    """
    done = subprocess.run(
        [shutil.which("node", path=PROGRAMS), "-e", only(ranges) + ask],
        env={"PATH": PROGRAMS},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert set(said) <= {True, 403}
    return [answer is True for answer in said]


def test_lets_in_the_ranges_and_no_one_beside_them():
    inside = ["203.0.113.0", "203.0.113.255", "198.51.100.7", "10.0.0.1", "255.1.2.3"]
    outside = ["203.0.112.255", "203.0.114.0", "198.51.100.6", "198.51.100.8", "11.0.0.1"]
    ranges = ["203.0.113.0/24", "198.51.100.7/32", "10.0.0.0/8", "255.0.0.0/8"]
    assert answers(ranges, inside + outside) == [True] * 5 + [False] * 5


def test_lets_in_no_one_where_no_one_is_named():
    assert answers([], ["203.0.113.7", "0.0.0.0"]) == [False, False]


def test_can_let_in_everyone():
    assert answers(["0.0.0.0/0"], ["203.0.113.7", "255.255.255.255"]) == [True, True]
