"""What holds for every command: help, wrong input, failures and signals."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from terminal import feed, spawn

import intentlib
from intentlib.cli import main
from intentlib.shell import exit_status

COMMANDS = [
    "run",
    "refresh",
    "evaluate",
    "dashboard",
    "assign",
    "export",
    "compare",
    "review",
    "verify",
    "doctor",
    "runs",
]


def test_version_is_told_quickly():
    start = time.perf_counter()
    done = spawn("--version")
    assert time.perf_counter() - start < 3  # 0.1 s on an idle machine
    assert done.stdout == f"intentlib {intentlib.__version__}\n"
    assert done.returncode == 0


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from intentlib.cli import main; main(['run', '--help']);"
        "print([m for m in ('pandas', 'numpy', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    assert re.search(rf"Examples?\b.*\bintentlib {command}\b", capsys.readouterr().out, re.DOTALL)


def test_help_names_every_command(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f" {command} " in told for command in COMMANDS)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["run", "missing.csv"], "missing.csv"),
        (["run", "{file}", "--text", "nonsense"], "nonsense"),
        (["run", "{file}", "--text", "reason", "--granularity", "1"], "granularity"),
        (["run", "{file}", "--text", "reason", "--granularity", "many"], "many"),
        (["run", "{file}", "--text", "reason", "--granularity", "999"], "999"),
        (["evaluate", "{file}", "--text", "reason", "--gold", "nonsense"], "queue, truth"),
        (["evaluate", "-", "--gold", "truth"], "Give a file"),
        (["refresh", "-"], "Give a file"),
        (["compare", "nonsense", "--runs", "{runs}"], "nonsense"),
        (["export", "nonsense", "--runs", "{runs}"], "Choose one of intents, wordings, calls"),
        (["verify", "nonsense", "--runs", "{runs}"], "nonsense"),
        (["verify", "--runs", "{empty}"], "no run has been published"),
        (["assign", "--runs", "{empty}"], "no run has been published"),
        (["runs", "--runs", "nosuch://bucket"], "nosuch://bucket"),
    ],
)
def test_wrong_input_is_one_message_and_status_2(args, told, made, tmp_path, capsys, monkeypatch):
    feed(monkeypatch, "")
    monkeypatch.setenv("INTENTLIB_LOG", "none")
    known = {"file": made[0], "runs": made[2], "empty": str(tmp_path / "empty")}
    assert main([arg.format(**known) for arg in args]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert told in err
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("args", [["nonsense"], ["run"], ["run", "a.csv", "--nonsense"]])
def test_wrong_usage_is_status_2(args, capsys):
    assert main(args) == 2
    assert "Error" in capsys.readouterr().err


def test_unexpected_failure_is_one_line_and_status_1(capsys, monkeypatch):
    monkeypatch.delenv("INTENTLIB_DEBUG", raising=False)
    assert exit_status(lambda: {}["no\nsuch key"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "unexpected KeyError: 'no\\nsuch key'. Run intentlib --debug" in err


def test_damaged_runs_are_told_in_one_line_with_status_1(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("INTENTLIB_LOG", "none")
    monkeypatch.delenv("INTENTLIB_DEBUG", raising=False)
    damaged = tmp_path / "runs"
    damaged.mkdir()
    (damaged / "latest.json").write_text("not json")
    assert main(["verify", "--runs", str(damaged)]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_debug_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setenv("INTENTLIB_DEBUG", "")
    assert main(["--debug", "run", "missing.csv"]) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("Error: ")


def test_reader_that_goes_away_is_no_traceback(runs):
    texts = "".join(f"text number {n}\n" for n in range(3))
    command = [sys.executable, "-m", "intentlib", "assign", *runs]
    read, write = os.pipe()
    os.close(read)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=write, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(write)
        _, err = process.communicate(texts)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_run_leaves_nothing(tmp_path, sent, status):
    command = [sys.executable, "-m", "intentlib", "run", "-", "--runs", str(tmp_path / "runs")]
    command += ["--progress", "json"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests started in the background inherit a deaf ear to SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert json.loads(process.stderr.readline())["stage"] == "read"
        process.send_signal(sent)
        _, err = process.communicate()
    assert process.returncode == status
    assert "Traceback" not in err
    assert not (tmp_path / "runs").exists()
