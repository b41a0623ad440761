"""What the commands that use runs pass down, print and exit with."""

import json
from pathlib import Path

import pytest
from terminal import feed, rows

import intentlib
from intentlib.cli import main


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
    told = rows(capsys.readouterr().out)
    stored = intentlib.open_run(runs[1])
    assert len(told) == len(getattr(stored, frame))
    assert list(told[0])[:3] == list(getattr(stored, frame).columns[:3])


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
