"""The guide: what it names is there, and what is there it names."""

import re

from synthesised import ROOT

GUIDE = (ROOT / "infra/README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_names_every_setting():
    taken = re.findall(r"^export INTENTLIB_AWS_\w+ = \$\((?:or \$\()?(\w+)", MAKEFILE, re.MULTILINE)
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", GUIDE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"[A-Z_]+", row)} == set(taken)


def test_commands_are_targets_of_make():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = re.findall(r"^ *make ([a-z]+)|`make ([a-z]+)", GUIDE, re.MULTILINE)
    called = {name for names in named for name in names if name}
    assert {"bootstrap", "deploy", "diff", "synth"} <= called <= targets


def test_outputs_that_it_asks_for_are_there(deployments):
    asked = re.findall(r"OutputKey==`(\w+)`|outputs? `(\w+)`(?:, `(\w+)`)?", GUIDE)
    named = {name for names in asked for name in names if name}
    there = {
        output
        for deployment in deployments.values()
        for template in deployment.templates.values()
        for output in template.get("Outputs", {})
    }
    assert {"Bucket", "Machine", "Alias", "People", "DeployRole", "DiffRole"} == named
    assert named <= there
