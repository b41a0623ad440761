"""What the command line passes down, prints and exits with."""

import csv
import dataclasses
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_file import CALLS, write_calls

import intentlib
from intentlib.cli import main

SUMMARY = ["run_id", "calls", "wordings", "intents", "themes", "seconds", "peak_rss_mb", "path"]
SCORES = [
    "calls",
    "wordings",
    "intents",
    "gold_intents",
    "ari",
    "nmi",
    "accuracy",
    "seconds",
    "peak_rss_mb",
]
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


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def made(home):
    """The arguments that a published run was made with; it has 4 intents."""
    file, runs, cache = write_calls(home / "calls.csv"), home / "runs", home / "cache"
    made = [str(file), "--runs", str(runs), "--text", "reason", "--cache", str(cache)]
    assert main(["run", *made, "--granularity", "4", "--progress", "none"]) == 0
    return made


@pytest.fixture
def runs(made):
    return ["--runs", made[2]]


def spawn(*args, **given):
    return subprocess.run(
        [sys.executable, "-m", "intentlib", *args], capture_output=True, text=True, **given
    )


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def feed(monkeypatch, text):
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


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


def test_run_prints_one_json_object(made, capsys):
    assert main(["run", *made, "--granularity", "4", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert list(told) == SUMMARY
    assert told["intents"] == 4
    assert told["wordings"] == sum(len(texts) for texts in CALLS.values())
    assert Path(told["path"]).name == told["run_id"]
    assert {json.loads(line)["level"] for line in err.splitlines()} == {"info"}


def test_run_prints_a_summary_for_people(made, capsys):
    assert main(["run", *made, "--granularity", "4"]) == 0
    told = capsys.readouterr().out
    published = intentlib.open_run(made[2])
    assert "4 intents" in told
    assert "2 calls have no intent recorded" in told
    assert all(name in told for name in published.intents["name"])
    assert published.run_id in told


def test_run_passes_every_option_on(made, tmp_path, capsys):
    table = Path(made[0]).read_text().replace(",", ";")
    file = tmp_path / "calls.csv"
    file.write_text(f"id;{table}".replace("\n", "\n7;").removesuffix("7;"), "cp1252")
    numbered = [
        line if n == 0 else line.replace("7;", f"{n};", 1)
        for n, line in enumerate(file.read_text("cp1252").splitlines())
    ]
    file.write_text("\n".join(numbered) + "\n", "cp1252")
    given = ["--text", "reason", "--at", "started", "--call-id", "id", "--encoding", "cp1252"]
    given += ["--delimiter", ";", "--max-bytes", "100000", "--granularity", "0.5"]
    given += ["--model", "all-MiniLM-L6-v2", "--cache", made[6], "--runs", str(tmp_path / "runs")]
    given += ["--skip-rule", "case", "--skip-rule", "quotes"]
    assert main(["run", str(file), *given]) == 0
    config = intentlib.open_run(str(tmp_path / "runs")).manifest.config
    assert config == dataclasses.asdict(
        intentlib.RunConfig(
            input=str(file),
            runs=str(tmp_path / "runs"),
            text="reason",
            at="started",
            call_id="id",
            encoding="cp1252",
            delimiter=";",
            max_bytes=100_000,
            granularity=0.5,
            cache=made[6],
        )
    ) | {"skip_rules": ["case", "quotes"]}


def test_run_reads_standard_input(made, tmp_path):
    done = spawn(
        "run", "-", "--json", "--runs", str(tmp_path), *made[3:], input=Path(made[0]).read_text()
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["calls"] == len(Path(made[0]).read_text().splitlines()) - 1


def test_progress_as_lines_of_json(made, capsys):
    assert main(["run", *made, "--json", "--progress", "json"]) == 0
    out, err = capsys.readouterr()
    lines = [line for line in map(json.loads, err.splitlines()) if "message" not in line]
    assert all(list(line) == ["stage", "done", "total"] for line in lines)
    assert lines[0]["stage"] == "read"
    assert lines[-1]["done"] == lines[-1]["total"]
    assert list(json.loads(out)) == SUMMARY


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


def test_unexpected_failure_is_one_line_and_status_1(made, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("INTENTLIB_LOG", "none")
    monkeypatch.delenv("INTENTLIB_DEBUG", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
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


def test_evaluate_prints_one_json_object(made, capsys):
    assert main(["evaluate", made[0], "--text", "reason", "--gold", "truth", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == SCORES
    assert told["gold_intents"] == len(CALLS)
    assert -1 <= told["ari"] <= 1


def test_evaluate_tells_how_many_questions_were_answered(made, capsys):
    given = ["evaluate", made[0], "--text", "reason", "--gold", "truth", "--reviews", "2"]
    assert main([*given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(told) == sorted([*SCORES, "reviews"])
    assert told["reviews"] == 2


def test_evaluate_prints_scores_for_people(made, capsys):
    assert main(["evaluate", made[0], "--text", "reason", "--gold", "truth"]) == 0
    assert "Adjusted Rand index" in capsys.readouterr().out


def test_assign_prints_csv(made, runs, capsys, monkeypatch):
    feed(monkeypatch, 'Pay my bill\n\npay, "now"\r\n=cmd()\n')
    assert main(["assign", *runs, "--cache", made[6]]) == 0
    out = capsys.readouterr().out
    assert out.startswith("text,intent_id,name,confidence\n")
    told = rows(out)
    assert [row["text"] for row in told] == ["Pay my bill", "", 'pay, "now"', "'=cmd()"]
    assert told[1] == {"text": "", "intent_id": "", "name": "No intent recorded", "confidence": ""}
    assert all(0 <= float(row["confidence"]) <= 1 for row in told if row["intent_id"])


def test_assign_refuses_what_is_not_utf_8(runs, capsys, monkeypatch):
    feed(monkeypatch, "Pay my bill\nFacturación\n".encode("cp1252"))
    assert main(["assign", *runs]) == 2
    assert "line 2" in capsys.readouterr().err


def test_assign_of_nothing_is_a_header(runs, capsys, monkeypatch):
    feed(monkeypatch, "")
    assert main(["assign", *runs]) == 0
    assert capsys.readouterr().out == "text,intent_id,name,confidence\n"


def test_compare_of_two_runs(made, runs, capsys):
    before = intentlib.open_run(made[2]).run_id
    assert main(["run", *made, "--granularity", "2", "--json"]) == 0
    after = json.loads(capsys.readouterr().out)["run_id"]
    assert main(["compare", before, after, *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run_a"], told["run_b"]) == (before, after)
    assert told["moved"] == sum(told["causes"].values()) == sum(m["calls"] for m in told["moves"])
    assert main(["compare", before, after, *runs]) == 0
    assert before in capsys.readouterr().out


@pytest.mark.parametrize("frame", ["intents", "wordings", "calls", "themes", "lineage"])
def test_every_frame_can_be_exported(runs, capsys, frame):
    assert main(["export", frame, *runs]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    stored = intentlib.open_run(runs[1])
    assert len(rows) == len(getattr(stored, frame))
    assert list(rows[0])[:3] == list(getattr(stored, frame).columns[:3])


def test_verify_finds_a_changed_file(made, tmp_path, capsys):
    runs = str(tmp_path)
    assert main(["run", made[0], "--runs", runs, *made[3:], "--json"]) == 0
    path = Path(json.loads(capsys.readouterr().out)["path"])
    assert main(["verify", "--runs", runs]) == 0
    assert "hold" in capsys.readouterr().out
    with (path / "intents.parquet").open("ab") as file:
        file.write(b"x")
    assert main(["verify", path.name, "--runs", runs]) == 1
    assert "intents.parquet" in capsys.readouterr().out
    assert main(["verify", path.name, "--runs", runs, "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 1


def test_runs_are_listed(made, runs, capsys):
    published = intentlib.open_run(made[2]).run_id
    assert main(["runs", *runs]) == 0
    out = capsys.readouterr().out
    assert re.search(rf"● +{published}", out)
    assert main(["runs", *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [run["run_id"] for run in told if run["published"]] == [published]


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
def test_interrupted_run_leaves_nothing(made, tmp_path, sent, status):
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


def test_old_runs_are_pruned_and_published_again(made, capsys, tmp_path):
    runs = ["--runs", str(tmp_path / "runs")]
    for _ in range(3):
        assert main(["run", made[0], *runs, *made[3:], "--json"]) == 0
    told = [json.loads(line)["run_id"] for line in capsys.readouterr().out.splitlines()]
    assert main(["runs", "prune", "--keep", "1", *runs, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [told[0]]
    assert main(["runs", "restore", told[1], *runs]) == 0
    capsys.readouterr()
    for command in (["runs"], ["runs", "list"]):
        assert main([*command, *runs, "--json"]) == 0
        listed = json.loads(capsys.readouterr().out)
        assert {each["run_id"]: each["published"] for each in listed} == {
            told[1]: True,
            told[2]: False,
        }
    assert main(["runs", "restore", told[0], *runs]) == 2
