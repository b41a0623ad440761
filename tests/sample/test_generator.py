"""The sample's generator: the committed file is its output, whatever is asked of it."""

import ast
import os
import subprocess
import sys

import grammar as grammar_module
import make_sample
import numpy as np
import pandas as pd
import pytest
from sample_file import COLUMNS, DATA, SAMPLE, read


def generate(*options, cwd):
    return subprocess.run(
        [sys.executable, DATA / "make_sample.py", *options],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
    )


def test_committed_sample_is_what_the_generator_writes(tmp_path):
    done = generate("--calls", "10000", "--seed", "7", "--out", "calls.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "10,000 calls of 26 intents" in done.stdout
    assert (tmp_path / "calls.csv").read_bytes() == SAMPLE.read_bytes()


def test_another_seed_gives_other_calls(tmp_path):
    first, again, other = (tmp_path / name for name in ("1.csv.gz", "2.csv.gz", "3.csv.gz"))
    for out, seed in ((first, 1), (again, 1), (other, 2)):
        make_sample.main(out, calls=300, wordings=300, seed=seed)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_every_kind_of_file_holds_the_same_calls(tmp_path):
    frames = {}
    for kind in make_sample.KINDS:
        out = tmp_path / f"calls{kind}"
        make_sample.main(out, calls=500, wordings=300)
        frames[kind] = pd.read_parquet(out) if kind == ".parquet" else read(out)
    assert list(frames[".csv"]) == COLUMNS
    assert len(frames[".csv"]) == 500
    for kind in (".csv.gz", ".parquet"):
        pd.testing.assert_frame_equal(
            frames[kind].astype({"started_at": "datetime64[us, UTC]"}),
            frames[".csv"].astype({"started_at": "datetime64[us, UTC]"}),
            check_dtype=False,
        )


@pytest.mark.parametrize("calls", [1, 89, 1234])
def test_there_are_exactly_as_many_calls_as_asked_for(grammar, calls):
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 100, 1)
    frames = list(make_sample.days_of_calls(grammar, catalogue, calls, 1))
    assert len(frames) == make_sample.DAYS
    ids = pd.concat(frames)["call_id"].tolist()
    assert ids == [f"C{number:08d}" for number in range(1, calls + 1)]


def test_the_catalogue_grows_as_asked(grammar):
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 30_000, 1)
    assert len({text.casefold() for text in catalogue.texts}) >= 29_000
    assert len(catalogue.texts) == len(catalogue.bounds)
    assert catalogue.bounds[-1] == len(grammar.intents) * grammar_module.ONE
    assert (np.diff(catalogue.bounds) > 0).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "calls.xlsx"], "unknown ending: calls.xlsx"),
        (["--out", "nowhere/calls.csv"], "no such folder: nowhere"),
        (["--out", "calls.csv", "--calls", "0"], "--calls"),
        (["--out", "calls.csv", "--seed", "-1"], "--seed"),
    ],
)
def test_wrong_options_are_refused_and_leave_nothing(tmp_path, options, message):
    done = generate(*options, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", make_sample.KINDS)
def test_a_failure_half_way_keeps_the_old_file(tmp_path, grammar, kind):
    out = tmp_path / f"calls{kind}"
    out.write_bytes(b"old")
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 100, 1)

    def broken():
        yield next(make_sample.days_of_calls(grammar, catalogue, 1000, 1))
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make_sample.write(broken(), out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_the_generator_knows_nothing_of_the_product():
    for path in DATA.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("intentlib") for name in node.names)
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("intentlib")


def test_readme_tells_of_every_column_file_and_odd_intent(sample, grammar):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert list(sample) == COLUMNS
    files = [path.name for path in DATA.iterdir() if path.suffix in {".py", ".toml"}]
    for name in (*COLUMNS, *files, make_sample.NO_INTENT):
        assert f"`{name}`" in readme, name
    odd = [intent.name for intent in grammar.intents if intent.course != "steady" or intent.bare]
    assert len(odd) == 5
    for name in odd:
        assert f'"{name}"' in readme, name
