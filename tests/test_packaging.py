"""What installs, pins and exports the package agrees with pyproject.toml."""

import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import intentlib

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONDA_NAMES = {"python-duckdb": "duckdb", "pytorch-cpu": "torch"}
HEAVY = ("pandas", "scipy", "sklearn", "sqlalchemy", "bqplot", "ipywidgets", "IPython")
MODELS = ("torch", "sentence_transformers", "transformers", "onnxruntime")


def declared() -> dict[str, Requirement]:
    groups = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        PROJECT["dependency-groups"]["dev"],
    ]
    return by_name(text for group in groups for text in group)


def by_name(texts: Iterable[str]) -> dict[str, Requirement]:
    return {canonicalize_name(r.name): r for r in map(Requirement, texts)}


def conda() -> tuple[dict[str, Requirement], list[str]]:
    """Requirements of environment.yml by their PyPI names, and the lines that are none."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    lines = [entry for entry in entries if isinstance(entry, str)]
    (pip,) = (entry["pip"] for entry in entries if not isinstance(entry, str))
    wanted, others = {}, []
    for line in lines + pip:
        if line.startswith(("python=", "pip>=", "-e ")):
            others.append(line)
            continue
        requirement = Requirement(line)
        wanted[CONDA_NAMES.get(requirement.name, requirement.name)] = requirement
    return wanted, others


def constraints(file: str = "constraints.txt") -> dict[str, list[Requirement]]:
    """Pins by name; a name has several where they differ by Python or platform."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / ".ci" / file).read_text("utf-8").splitlines():
        pin = Requirement(line)
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_conda_environment_is_in_step_with_pyproject():
    wanted, others = conda()
    assert {n: str(r.specifier) for n, r in wanted.items()} == {
        n: str(r.specifier) for n, r in declared().items()
    }
    assert "-e ." in others


def test_conda_environment_has_a_python_that_the_package_allows():
    (python,) = (line for line in conda()[1] if line.startswith("python="))
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert python == f"python={lowest}"


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("constraints.txt", declared()),
        ("infra.txt", by_name(PROJECT["dependency-groups"]["infra"])),
    ],
)
def test_every_requirement_is_pinned_to_a_version_that_it_allows(file, wanted):
    pins = constraints(file)
    for name, requirement in wanted.items():
        assert name in pins, f"{name} is not in .ci/{file}: run `make lock`"
        for pin in pins[name]:
            (version,) = (s.version for s in pin.specifier)
            assert requirement.specifier.contains(version), f"{pin} is not {requirement}"


def test_image_has_the_versions_that_are_tested_each_with_its_hashes():
    text = (ROOT / ".ci/image.txt").read_text("utf-8")
    found = re.findall(r"^(\S+?)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(found) == len(re.findall(r"^\S", text, re.MULTILINE)) > 100
    pins = constraints()
    for name, version in found:
        assert any(pin.specifier.contains(version) for pin in pins[name]), (
            f"run `make lock`: {name}"
        )


def test_model_is_pinned_by_version_and_hash():
    text = (ROOT / ".ci/model.txt").read_text("utf-8")
    pin = re.search(r"^(\S+==\S+) \\\n    --hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    assert pin
    assert pin[1] in PROJECT["project"]["dependencies"]


def test_public_names_are_sorted_and_each_is_documented():
    names = list(intentlib.__all__)
    assert names
    assert names == sorted(names)
    undocumented = [n for n in names if not (inspect.getdoc(getattr(intentlib, n)) or "").strip()]
    assert not undocumented
    assert set(names) <= set(dir(intentlib))


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = intentlib.no_such_name


def test_import_is_quick_and_loads_nothing_heavy():
    code = f"""
import sys, time
start = time.perf_counter()
import intentlib
print(time.perf_counter() - start, *[m for m in {HEAVY + MODELS!r} if m in sys.modules])
"""
    seconds, *loaded = run_python(code).split()
    assert not loaded
    assert float(seconds) < 0.5


@pytest.mark.slow
def test_no_module_of_the_package_loads_a_model_library_when_imported():
    code = f"""
import importlib, pkgutil, sys, intentlib
for module in pkgutil.walk_packages(intentlib.__path__, "intentlib."):
    importlib.import_module(module.name)
print(*[m for m in {MODELS!r} if m in sys.modules])
"""
    assert run_python(code) == ""


def test_image_has_the_torch_that_is_tested_without_cuda_and_by_its_hash():
    (pin,) = constraints()["torch"]
    text = (ROOT / ".ci/torch.txt").read_text("utf-8")
    found = re.match(r"torch==(\S+)\+cpu \\\n    --hash=sha256:[0-9a-f]{64}", text)
    assert found
    assert pin.specifier == SpecifierSet(f"=={found[1]}")


def test_image_stands_on_a_base_pinned_by_its_digest():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(r"^ARG PYTHON=python:3\.11-\S+@sha256:[0-9a-f]{64}$", dockerfile, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON}"}


def test_everything_that_the_image_copies_is_let_through():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
        for name in line.split()
    }
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    let_through = re.findall(r"^!([^*\n]+)", ignored, re.MULTILINE)
    assert copied == {name.rstrip("/") for name in let_through}


def test_version_is_the_one_in_pyproject():
    assert intentlib.__version__ == PROJECT["project"]["version"]
