"""What the commands of ``intentlib bench`` pass down, print and exit with."""

import json
import re

import pytest
from small_file import CALLS, write_calls

from intentlib.benchmark.calibration import Band, Calibration
from intentlib.benchmark.quality import FileScores, MethodScores
from intentlib.cli import main
from intentlib.console import show_quality


@pytest.fixture
def labelled(tmp_path):
    return str(write_calls(tmp_path / "calls.csv"))


def test_help_has_examples_and_says_how_it_is_fair(capsys):
    assert main(["bench", "quality", "--help"]) == 0
    told = capsys.readouterr().out
    assert "intentlib bench quality labelled.csv" in told
    assert "intentlib[bench]" in told
    assert "compiles" in told


def test_quality_prints_one_json_object(labelled, capsys):
    given = [labelled, "--text", "reason", "--gold", "truth", "--peers", "kmeans"]
    assert main(["bench", "quality", *given, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["files"]
    assert one["gold_intents"] == len(CALLS)
    assert [row["method"][:6] for row in one["methods"]] == ["intent", "KMeans"]
    assert {"bands", "expected_error"} == set(one["calibration"])


@pytest.mark.parametrize("as_markdown", [True, False])
def test_quality_is_shown_as_markdown_or_as_a_table(as_markdown, capsys):
    good = MethodScores("Ours", 0.5, 0.75, 0.8, 21, 0.0, 1.25, 312.4)
    bad = MethodScores("Broken", error="ValueError: too few")
    sure = Calibration([Band("above 0.8", 10, 0.9), Band("below 0.5", 0, None)], 0.05)
    took = {"ours": 1.0, "plain": 4.0}
    show_quality(
        [FileScores("x/set.csv", 1200, 900, 20, 3, took, [good, bad], sure)],
        as_markdown=as_markdown,
    )
    told = capsys.readouterr().out
    row = ["set", "Ours", "0.500", "0.750", "80.0%", "21", "20", "0.0%", "1.25", "312"]
    assert re.search((r" \| " if as_markdown else r"\s+").join(row), told)
    assert "ValueError: too few" in told
    assert "90.0% of 10" in told
    assert "1,200 calls, 3 calls without a label, 900 wordings" in told
    assert "Left out: share of calls in no group" in told
    assert ("|" in told) == as_markdown


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["missing.csv"], "missing.csv"),
        (["{file}", "--peers", "nonsense"], "nonsense"),
        (["{file}", "--gold", "nonsense"], "nonsense"),
        (["{file}", "{plain}"], "--gold"),
        (["-"], "Give a file"),
        (["{file}", "--seeds", "0"], "seeds"),
    ],
)
def test_wrong_input_is_status_2_before_any_work(args, told, labelled, tmp_path, capsys):
    plain = tmp_path / "plain.csv"
    plain.write_text("intent,queue\nPay my bill,care\nLost card,sales\n")
    given = [arg.format(file=labelled, plain=plain) for arg in args]
    assert main(["bench", "quality", *given]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert "Traceback" not in err
