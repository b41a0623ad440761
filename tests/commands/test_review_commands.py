"""What ``intentlib review`` passes down, prints and exits with."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample_run import published

from intentlib.cli import main
from intentlib.review import Approve, Rename, open_ledger

COMMANDS = ["list", "apply", "queue", "undo", "history", "export", "import", "demo"]


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTENTLIB_LEDGER", "INTENTLIB_REVIEWER", "INTENTLIB_RUNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def runs(tmp_path: Path) -> str:
    runs = str(tmp_path / "runs")
    published(runs)
    return runs


def review(*args: str) -> int:
    return main(["review", *args])


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def feed(monkeypatch: pytest.MonkeyPatch, *decisions: object) -> None:
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in decisions)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    assert review(command, "--help") == 0
    told = capsys.readouterr().out
    assert re.search(rf"Examples?\b.*\bintentlib review {command}\b", told, re.DOTALL)


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from intentlib.cli import main; main(['review', 'apply', '--help']);"
        "print([m for m in ('pandas', 'numpy', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("[]")


def test_a_form_is_recorded_with_who_why_and_on_which_run(runs, capsys):
    given = ["--runs", runs, "--reviewer", "Ann", "--reason", "shorter", "--json"]
    assert review("apply", "rename", "Name 0", "Pay", *given) == 0
    (told,) = printed(capsys)
    assert told["decision_id"] == 1
    assert (told["kind"], told["payload"]["intent_id"]) == ("rename", "i0")
    (done,) = open_ledger(runs=runs).recorded()
    assert (done.reviewer, done.reason) == ("Ann", "shorter")
    assert done.run_id == json.loads(Path(runs, "latest.json").read_text())["run_id"]
    assert isinstance(done.decision, Rename)


def test_the_environment_names_the_ledger_and_the_reviewer(runs, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTENTLIB_LEDGER", str(tmp_path / "other.db"))
    monkeypatch.setenv("INTENTLIB_REVIEWER", "Bob")
    assert review("apply", "approve", "i0", "--runs", runs) == 0
    assert capsys.readouterr().out == "#1: Bob approved i0 (2 wordings)\n"
    assert not Path(runs, "ledger.db").exists()
    assert open_ledger(str(tmp_path / "other.db")).position == 1


def test_what_contradicts_needs_a_word_more(runs, capsys):
    assert review("apply", "approve", "i0", "--runs", runs) == 0
    assert review("apply", "noise", "--wording", "Wording 0", "--runs", runs) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--instead-of 1 on the command line" in told
    noise = ["apply", "noise", "--wording", "Wording 0", "--runs", runs]
    assert review(*noise, "--instead-of", "1", "--json") == 0
    assert [each["decision_id"] for each in printed(capsys)] == [4]
    assert review("list", "--runs", runs, "--json") == 0
    (told,) = printed(capsys)
    assert told["noise"] == {"wording 0": 4}
    assert told["components"][0]["keys"] == ["wording 1"]


def test_decisions_on_standard_input_are_all_recorded_or_none(runs, monkeypatch, capsys):
    approve = {"kind": "approve", "intent_id": "i0", "keys": ["a"], "reviewer": "Ann"}
    feed(monkeypatch, approve, "", {"kind": "noise", "keys": ["b"], "reason": "empty"})
    assert review("apply", "-", "--reviewer", "Bob", "--runs", runs, "--json") == 0
    assert [(each["reviewer"], each.get("reason")) for each in printed(capsys)] == [
        ("Ann", None),
        ("Bob", "empty"),
    ]
    feed(monkeypatch, {"kind": "skip", "question": "q"}, {"kind": "noise", "keys": ["a"]})
    assert review("apply", "-", "--runs", runs) == 2
    assert open_ledger(runs=runs).position == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["nonsense"], "not JSON: nonsense (line 1)"),
        ([{}], "no such kind of decision"),
        ([{"kind": "skip", "question": "q"}, {"kind": "undo"}], "(line 2)"),
        ([{"kind": "skip", "question": "q", "reviewer": 1}], "'reviewer' is not a text"),
        ([{"kind": "skip", "question": "q", "instead_of": "1"}], "(line 1)"),
        ([{"kind": "undo", "decision_id": 1}], "no such decision"),
    ],
)
def test_wrong_decisions_are_one_message_and_status_2(runs, lines, told, monkeypatch, capsys):
    feed(monkeypatch, *lines)
    assert review("apply", "-", "--runs", runs) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert told in err
    assert open_ledger(runs=runs).position == 0


def test_undo_and_what_undid_it(runs, capsys):
    assert review("apply", "skip", "q", "--runs", runs) == 0
    assert review("undo", "1", "--reason", "later", "--reviewer", "Ann", "--runs", runs) == 0
    assert "#2: Ann undid #1" in capsys.readouterr().out
    assert review("undo", "1", "--runs", runs) == 2
    assert "undone already: by #2" in capsys.readouterr().err
    assert review("history", "--runs", runs, "--json") == 0
    told = printed(capsys)
    assert [each["undone_by"] for each in told] == [2, None]
    assert told[1]["reason"] == "later"
    assert review("history", "--last", "1", "--runs", runs, "--json") == 0
    assert printed(capsys) == told[1:]


def test_what_people_are_shown(runs, capsys):
    assert review("demo", "--runs", runs) == 0
    assert review("history", "--runs", runs) == 0
    told = capsys.readouterr().out
    assert re.search(r"7 .*Ann Example .*merged i\d into i\d +by #8 +the same reason", told)
    assert review("list", "--runs", runs) == 0
    told = capsys.readouterr().out
    assert re.search(r"(i\d) +Name \d +request +2 +#1 +4\b", told)
    assert "9 decisions; 0 wordings are no intent, 1 pairs" in told


def test_a_demo_is_for_an_empty_ledger(runs, capsys):
    assert review("apply", "skip", "q", "--runs", runs) == 0
    assert review("demo", "--runs", runs) == 2
    assert "1 decisions" in capsys.readouterr().err


def test_export_and_import(runs, tmp_path, monkeypatch, capsys):
    assert review("demo", "--runs", runs) == 0
    capsys.readouterr()
    assert review("export", "--runs", runs) == 0
    exported = capsys.readouterr().out
    file = tmp_path / "decisions.jsonl"
    file.write_text(exported, "utf-8")
    other = ["--ledger", str(tmp_path / "other.db")]
    assert review("import", str(file), *other) == 0
    assert capsys.readouterr().out == "9 decisions recorded, 0 were there already\n"
    assert review("export", *other) == 0
    assert capsys.readouterr().out == exported
    feed(monkeypatch, exported)
    assert review("import", "-", *other, "--json") == 0
    assert printed(capsys) == [{"added": 0, "known": 9, "conflicts": []}]


def test_conflicts_are_shown_with_a_way_out(tmp_path, capsys):
    urls = [str(tmp_path / name) for name in ("ours.db", "theirs.db")]
    for url, key in zip(urls, "ab", strict=True):
        with open_ledger(url) as ledger:
            ledger.append(Approve(keys=("a",), intent_id=f"i{key}"), reviewer="Ann")
    assert review("export", "--ledger", urls[1]) == 0
    (tmp_path / "theirs.jsonl").write_text(capsys.readouterr().out)
    assert review("import", str(tmp_path / "theirs.jsonl"), "--ledger", urls[0]) == 0
    told = "#2 is not in force: wordings belong to another intent. Undo #2, or undo #1 so that"
    assert told in capsys.readouterr().out
    assert review("list", "--ledger", urls[0]) == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["apply", "nonsense"], "neither a form of a decision nor a file"),
        (["apply", "approve", "nobody"], "there is no such intent: nobody"),
        (["apply", "-", "more"], "say everything themselves"),
        (["import", "missing.jsonl"], "missing.jsonl"),
        (["list", "--ledger", "mysql://host/db"], "an unknown kind"),
        (["list", "--runs", "s3://bucket/runs"], "--ledger or INTENTLIB_LEDGER"),
        (["apply", "skip", "q", "--runs", "empty"], "no run has been published"),
        (["undo", "1"], "no such decision: #1"),
        (["history", "--last", "0"], "--last"),
    ],
)
def test_wrong_input_is_one_message_and_status_2(runs, args, told, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert review(*args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err


def test_reading_makes_no_ledger(runs):
    for command in ("list", "history", "export"):
        assert review(command, "--runs", runs) == 0
    assert not Path(runs, "ledger.db").exists()


def test_queue_prints_questions_with_what_they_are_worth(runs, capsys):
    assert review("queue", "--runs", runs, "--first", "3", "--json") == 0
    (told,) = printed(capsys)
    assert told["settled"] == 0
    assert 0 < told["settles"] <= 1
    assert len(told["questions"]) == 3
    first = told["questions"][0]
    assert first["kind"] in {"one", "same"}
    assert first["shown"]
    assert first["calls"] > 0
    assert review("queue", "--runs", runs, "--first", "1") == 0
    assert repr(first["name"]) in " ".join(capsys.readouterr().out.split())


def test_a_skipped_question_comes_last(runs, capsys):
    review("queue", "--runs", runs, "--first", "2", "--json")
    first, second = printed(capsys)[0]["questions"]
    assert review("apply", "skip", first["question_id"], "--runs", runs, "--reviewer", "ann") == 0
    capsys.readouterr()
    review("queue", "--runs", runs, "--first", "1", "--json")
    assert printed(capsys)[0]["questions"] == [second]
