"""Every part that a run needs is looked at, and what is wrong comes with a way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from small_file import small_config

from intentlib.cli import main
from intentlib.health import examine
from intentlib.pipeline import run
from intentlib.review import Rename, open_ledger
from intentlib.store.ledger_engine import Address
from intentlib.store.ledger_schema import VERSIONS, downgrade


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    config = small_config(tmp_path_factory.mktemp("health"))
    run(config)
    return config


def unwell(runs, **given):
    return {each.part: each.told for each in examine(str(runs), **given) if not each.well}


def test_all_is_well_and_nothing_is_left_behind(config):
    before = sorted(Path(config.runs).rglob("*"))
    assert unwell(config.runs, cache=config.cache) == {}
    assert sorted(Path(config.runs).rglob("*")) == before


def test_before_the_first_run_all_is_well(tmp_path):
    assert unwell(tmp_path / "runs", cache=str(tmp_path)) == {}


def test_each_part_says_what_is_wrong_and_what_to_do(config, tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert "Give all-MiniLM-L6-v2" in unwell(config.runs, model="nonsense")["model"]
    assert "--cache" in unwell(config.runs, cache=str(file))["cache"]
    assert "permissions" in unwell(file / "runs", cache=config.cache)["runs"]
    ledger = unwell(config.runs, cache=config.cache, ledger="nosuch://host/name")["ledger"]
    assert "postgresql://" in ledger


def test_a_damaged_run_is_found(config, capsys):
    path = run(config).path
    (Path(path) / "tree.npy").write_bytes(b"other bytes")
    given = ["doctor", "--runs", config.runs, "--cache", config.cache]
    assert main(given) == 1
    told = capsys.readouterr().out
    assert "UNWELL  published run" in told
    assert "tree.npy: changed" in told
    assert "well    model" in told


def migrations(runs, ledger):
    (found,) = (each for each in examine(str(runs), ledger=ledger) if each.part == "migrations")
    return found


def test_versions_of_the_ledger_are_told(tmp_path, ledger_url, monkeypatch):
    monkeypatch.setattr("intentlib.health._model", lambda _: "not looked at")
    monkeypatch.setattr("intentlib.health._cache", lambda *_: "not looked at")
    assert "no tables yet" in migrations(tmp_path, ledger_url).told
    with open_ledger(ledger_url) as ledger:
        ledger.append(Rename("i1", "Pay"), reviewer="ann")
    assert VERSIONS[-1] in migrations(tmp_path, ledger_url).told
    engine = Address.of(ledger_url).engine()

    def set_version(version):
        with engine.connect() as connection:
            connection.info["begin"] = "immediate"
            with connection.begin():
                connection.execute(sa.text(f"update ledger_version set version_num = '{version}'"))

    set_version("9999")
    found = migrations(tmp_path, ledger_url)
    assert not found.well
    assert "Upgrade intentlib" in found.told
    set_version(VERSIONS[-1])
    with engine.connect() as connection:
        connection.info["begin"] = "immediate"
        with connection.begin():
            downgrade(connection, VERSIONS[0])
    found = migrations(tmp_path, ledger_url)
    assert found.well
    assert f"from version {VERSIONS[0]} to {VERSIONS[-1]}" in found.told
    assert "current" in migrations(tmp_path, ledger_url).told
    engine.dispose()
