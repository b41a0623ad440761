"""The log is JSON for programs, warnings alone for people, and never in the way of the answer."""

import json
import logging

import pytest
from small_file import small_config

from intentlib.cli import main
from intentlib.logs import LogKind, shown
from intentlib.store import open_run

LOGGER = logging.getLogger("intentlib.store.remote")


def logged(kind, capsys):
    with shown(kind):
        LOGGER.info("quiet")
        LOGGER.warning("it failed %d times", 2)
    return capsys.readouterr()


def test_each_line_is_an_object(capsys):
    out, err = logged(LogKind.auto, capsys)
    assert out == ""
    quiet, told = map(json.loads, err.splitlines())
    assert list(told) == ["at", "level", "message", "process"]
    assert (told["level"], told["message"]) == ("warning", "it failed 2 times")
    assert told["at"] >= quiet["at"]


def test_people_are_told_warnings_only(capsys):
    assert logged(LogKind.text, capsys).err == "WARNING: it failed 2 times\n"


def test_none_is_nothing(capsys):
    assert logged(LogKind.none, capsys).err == ""


def test_what_was_set_up_is_taken_down(capsys):
    logger = logging.getLogger("intentlib")
    before = logger.level, logger.propagate, logger.handlers[:]
    logged(LogKind.json, capsys)
    assert (logger.level, logger.propagate, logger.handlers) == before


@pytest.mark.parametrize("command", ["run", pytest.param("refresh", marks=pytest.mark.slow)])
def test_a_run_tells_what_each_stage_cost_and_its_id(command, tmp_path, capsys):
    config = small_config(tmp_path)
    given = ["--text", "reason", "--runs", config.runs, "--cache", config.cache]
    assert main(["--log", "json", command, config.input, *given, "--json"]) == 0
    out, err = capsys.readouterr()
    run = open_run(config.runs)
    assert json.loads(out)["run_id"] == run.run_id
    lines = [json.loads(line) for line in err.splitlines()]
    stages = {line["stage"]: line for line in lines if line["message"] == "stage"}
    assert set(run.manifest.seconds) <= set(stages)
    assert stages["naming"]["run_id"] == run.run_id
    assert all(line["seconds"] >= 0 < line["peak_rss_mb"] for line in stages.values())
    assert lines[-1]["message"] == "published"
    assert lines[-1]["run_id"] == run.run_id
    assert lines[-1]["calls"] == len(run.calls)


def test_a_failure_is_one_line_after_the_log(tmp_path, capsys):
    assert main(["--log", "json", "run", str(tmp_path / "missing.csv")]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("Error: ")
