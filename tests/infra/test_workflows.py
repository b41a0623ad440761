"""The workflows on GitHub: of their schema, pinned, and with nothing that zizmor warns of."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from synthesised import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
UPDATES = ROOT / ".github/dependabot.yml"
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PROGRAMS = Path(sys.executable).parent


def checked(*command: str, paths: Sequence[Path] = WORKFLOWS) -> str:
    """Run a program of this environment on files, all workflows by default; return its words."""
    program = PROGRAMS / command[0]
    if not program.exists():
        pytest.skip("needs the environment that `make synth` makes")
    done = subprocess.run([program, *command[1:], *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_zizmor_has_nothing_to_say():
    command = ["zizmor", "--offline", "--color", "never", "--persona", "pedantic"]
    assert checked(*command, paths=[*WORKFLOWS, UPDATES]).startswith("No findings")


def test_workflows_are_of_their_schema():
    assert checked("check-jsonschema", "--builtin-schema", "vendor.github-workflows")


def test_pinned_actions_and_base_are_kept_new():
    assert checked("check-jsonschema", "--builtin-schema", "vendor.dependabot", paths=[UPDATES])
    kinds = re.findall(r"package-ecosystem: (\S+)", UPDATES.read_text("utf-8"))
    assert set(kinds) == {"docker", "github-actions"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path):
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert used
    assert [u for u in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", u)] == []


def test_workflows_run_targets_that_are_there():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for path in WORKFLOWS:
        called = set(re.findall(r"make ([a-z]+)", path.read_text("utf-8")))
        assert called
        assert called <= targets


def test_every_setting_reaches_the_deployment():
    said = set(
        re.findall(r"^export INTENTLIB_AWS_\w+ = \$\((?:or \$\()?(\w+)", MAKEFILE, re.MULTILINE)
    )
    for name in ("deploy", "diff"):
        passed = set(re.findall(r"^      ([A-Z_]+): \$", workflow(name), re.MULTILINE))
        assert passed == said


def workflow(name: str) -> str:
    return (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")
