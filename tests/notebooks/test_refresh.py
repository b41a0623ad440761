"""The refresh notebook, executed for real by papermill."""

import dataclasses
import json
import re
import time
from pathlib import Path
from threading import Thread

import fsspec
import nbformat
import psutil
import pytest
from hooks import hook
from moto.server import ThreadedMotoServer
from small_file import write_calls

from intentlib.cli import main
from intentlib.errors import InputError, IntentlibError, OptionError, ProcessError
from intentlib.model import RunConfig
from intentlib.notebook_path import notebook
from intentlib.refresh import refresh
from intentlib.store import latest_id, verify


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    home = tmp_path_factory.mktemp("refresh")
    return RunConfig(
        input=str(write_calls(home / "calls.csv")),
        runs=str(home / "runs"),
        text="reason",
        granularity=4,
        skip_rules=("case",),
        cache=str(home / "cache"),
    )


@pytest.fixture(scope="module")
def done(config):
    return refresh(config)


@pytest.fixture
def bucket(monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    kind = fsspec.get_filesystem_class("s3")
    kind.clear_instance_cache()
    kind().mkdir("calls")
    yield "s3://calls"
    kind.clear_instance_cache()
    server.stop()


def parameters():
    source = nbformat.read(notebook("refresh.ipynb"), as_version=4)
    (cell,) = [c for c in source.cells if "parameters" in c.metadata.get("tags", [])]
    values = {}
    exec(cell.source, {}, values)
    return values


def test_parameters_are_the_fields_of_the_configuration():
    fields = {field.name: field for field in dataclasses.fields(RunConfig)}
    values = parameters()
    assert list(values) == [*fields, "period", "notify"]
    assert (values.pop("period"), values.pop("notify")) == (None, [])
    defaults = {**values, "skip_rules": tuple(values["skip_rules"])}
    assert RunConfig(**defaults) == RunConfig(input=values["input"])


def test_publishes_the_run_that_was_asked_for(done, config):
    assert latest_id(config.runs) == done.run_id
    assert len(done.intents) == 4
    told = {**done.manifest.config, "skip_rules": tuple(done.manifest.config["skip_rules"])}
    assert RunConfig(**told) == config
    assert verify(config.runs, done.run_id) == []


def test_executed_notebook_is_kept_beside_the_run(done):
    kept = nbformat.read(Path(done.path) / "refresh.ipynb", as_version=4)
    nbformat.validate(kept)
    assert all(cell.execution_count for cell in kept.cells if cell.cell_type == "code")
    outputs = [output for cell in kept.cells for output in cell.get("outputs", [])]
    html = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    assert all(name in html for name in done.intents["name"])
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert "widget-view" not in json.dumps(kept)


def test_a_report_is_kept_that_needs_no_other_host(done):
    report = (Path(done.path) / "report.html").read_text(encoding="utf-8")
    assert all(name in report for name in done.intents["name"])
    assert "What it cost" in report
    assert "RunConfig(" not in report
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//|<script|@import", report)


def test_the_command_adds_to_what_is_known_and_a_file_only_once(tmp_path, capsys):
    runs, files = str(tmp_path / "runs"), [tmp_path / "monday.csv", tmp_path / "tuesday.csv"]
    for path, repeat in zip(files, (3, 2), strict=True):
        write_calls(path, repeat=repeat)
    with files[1].open("a") as file:
        file.write("Pay my bill,soon,care,x\n")
    told, gone = [], ("refresh.ipynb", "report.html")
    with hook() as server:
        given = ["--runs", runs, "--text", "reason", "--bad-rows", "0.1", "--period", "week"]
        given += ["--notify", server.url, "--json"]
        for path in (*files, files[0]):
            assert main(["refresh", str(path), *given]) == 0
            told.append(json.loads(capsys.readouterr().out))
            for name in gone if path == files[1] else ():
                (Path(told[-1]["path"]) / name).unlink()  # as if it had died before they were kept
    n_calls = [len(path.read_text().splitlines()) - 1 for path in files]
    assert [each["calls"] for each in told] == [n_calls[0], *[sum(n_calls) - 1] * 2]
    assert [each["published"] for each in told] == [True, True, False]
    assert [each["added"] for each in told] == [n_calls[0], n_calls[1] - 1, 0]
    assert [each["set_aside"] for each in told] == [0, 1, 0]
    assert "1 row set aside" in " ".join(told[1]["news"])
    assert [each["told"][0]["sent"] for each in told] == [True, True, False]
    assert told[2]["run_id"] == told[1]["run_id"]
    assert [body["run_id"] for _, body in server.seen] == [each["run_id"] for each in told[:2]]
    assert server.seen[1][1]["news"] == told[1]["news"]
    assert all((Path(told[1]["path"]) / name).exists() for name in gone)


def test_failure_is_the_error_that_stopped_the_notebook(config, done):
    before = sorted(Path(config.runs).iterdir())
    with pytest.raises(InputError) as told:
        refresh(dataclasses.replace(config, input="missing.csv"))
    assert "missing.csv" in str(told.value)
    assert "Traceback" not in str(told.value)
    assert ".." not in str(told.value)
    assert sorted(Path(config.runs).iterdir()) == before
    assert latest_id(config.runs) == done.run_id


def test_unexpected_failure_names_the_cell(config):
    with pytest.raises(IntentlibError, match=r"AttributeError: .*\(cell 4\)") as told:
        refresh(dataclasses.replace(config, text=["not a name"]))
    assert told.value.exit_status == 1


def test_a_process_that_is_killed_half_way_is_told_and_changes_nothing(config, done):
    here = psutil.Process()
    others = {each.pid for each in here.children()}

    def kill():
        while not (found := [each for each in here.children() if each.pid not in others]):
            time.sleep(0.05)
        time.sleep(3)
        for each in found:
            each.kill()

    killer = Thread(target=kill)
    killer.start()
    with pytest.raises(ProcessError, match="memory"):
        refresh(dataclasses.replace(config, granularity=3))
    killer.join()
    assert latest_id(config.runs) == done.run_id


def test_standard_input_is_refused(config):
    with pytest.raises(OptionError, match="Give a file"):
        refresh(dataclasses.replace(config, input="-"))


def test_refresh_in_a_bucket_keeps_the_notebook_there(config, bucket):
    done = refresh(dataclasses.replace(config, runs=f"{bucket}/runs"))
    with fsspec.open(f"{done.path}/refresh.ipynb") as file:
        kept = nbformat.reads(file.read().decode(), as_version=4)
    assert done.path.startswith(bucket)
    assert any(cell.get("outputs") for cell in kept.cells)
    with fsspec.open(f"{done.path}/report.html") as file:
        assert b"</html>" in file.read()
