"""What the commands of ``intentlib bench`` pass down, print and exit with."""

import json
import re

import pytest
from small_file import CALLS, write_calls

from intentlib.benchmark.calibration import Band, Calibration
from intentlib.benchmark.quality import FileScores, MethodScores
from intentlib.benchmark.speed import EmbeddingSpeed, Speed, TreeCost
from intentlib.cli import main
from intentlib.console import show_quality, show_speed


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


@pytest.mark.parametrize("as_markdown", [True, False])
def test_speed_is_shown_as_markdown_or_as_a_table(as_markdown, capsys):
    small, large = TreeCost(1000, 2.0, 1.5, 300.4, 4.25, 0.5), TreeCost(2000, 4, 3, 310, 8, 1, 1.0)
    show_speed(
        Speed(EmbeddingSpeed(1500, 400.0, 100.0, 0.9999), [small, large]), as_markdown=as_markdown
    )
    told = capsys.readouterr().out
    between = r" \| " if as_markdown else r"\s+"
    assert re.search(
        between.join(["intentlib, defaults", "1,500", "400", "4.00", "800", "8.00", "0.99990"]),
        told,
    )
    assert re.search(
        between.join(["1,000", "2.00", "1.50", "\N{EN DASH}", "300", "4.2", "0.50"]), told
    )
    assert re.search(between.join(["2,000", "4.00", "3.00", "1.00", "310"]), told)
    assert ("|" in told) == as_markdown


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["missing.csv"], "missing.csv"),
        (["{file}", "--wordings", "0"], "wordings"),
        (["{file}", "--wordings", "100"], "too few"),
    ],
)
def test_wrong_input_to_speed_is_status_2(args, told, labelled, capsys):
    assert main(["bench", "speed", *(arg.format(file=labelled) for arg in args)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err


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


def test_reviews_prints_the_curve_of_each_file(labelled, capsys):
    given = ["bench", "reviews", labelled, "--text", "reason", "--gold", "truth", "--answers", "1"]
    assert main([*given, "--json"]) == 0
    (curve,) = json.loads(capsys.readouterr().out)
    assert [point["answers"] for point in curve["points"]] == [0, 1]
    assert main([*given, "--markdown"]) == 0
    assert re.search(r"\| calls +\| +0 +\|", capsys.readouterr().out)
