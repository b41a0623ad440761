"""What the commands that make runs pass down, print and exit with."""

import dataclasses
import json
from pathlib import Path

from small_file import CALLS
from terminal import spawn

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


def test_run_passes_every_option_on(made, tmp_path):
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
