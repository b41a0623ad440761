"""What the commands of ``intentlib runs`` print and do."""

import json
import re

import intentlib
from intentlib.cli import main


def test_runs_are_listed(made, runs, capsys):
    published = intentlib.open_run(made[2]).run_id
    assert main(["runs", *runs]) == 0
    out = capsys.readouterr().out
    assert re.search(rf"● +{published}", out)
    assert main(["runs", *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [run["run_id"] for run in told if run["published"]] == [published]


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
