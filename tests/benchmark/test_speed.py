import json
from math import log

import numpy as np
import pytest
from clouds import clouds, texts_of

from intentlib.benchmark import speed
from intentlib.benchmark.speed import EmbeddingSpeed, TreeCost, grow
from intentlib.cli import main


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    vectors, truth = clouds(6, 50)
    path = tmp_path_factory.mktemp("speed") / "vectors.npy"
    np.save(path, vectors)
    return path, texts_of(truth)


def test_cost_of_a_tree(stored):
    found = grow(*stored, None)
    assert found.wordings == 300
    assert found.growth is None
    assert min(found.seconds, found.cpu_seconds, found.cut_ms, found.ticks_seconds) > 0
    assert found.peak_rss_mb > 50


def test_growth_is_the_power_of_the_number_of_wordings(stored):
    before = TreeCost(30, 0.001, 0.001, 100.0, 1.0, 1.0)
    found = grow(*stored, before)
    assert found.growth == pytest.approx(log(found.seconds / 0.001) / log(10), abs=0.01)


def test_ratio_is_ours_over_theirs_and_we_read_each_wording_twice():
    measured = EmbeddingSpeed(10, 300.0, 60.0, 0.999)
    assert (measured.ratio, measured.reading_ratio) == (5, 10)


@pytest.mark.slow
def test_speed_prints_one_json_object(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(speed, "ROUNDS", 1)
    file = tmp_path / "calls.txt"
    file.write_text("".join(f"pay bill number {n} of {n * 7}\n" for n in range(60)))
    assert (
        main(["bench", "speed", str(file), "--wordings", "200", "--wordings", "100", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["embedding"]["ours"] > 0
    assert told["embedding"]["ratio"] == pytest.approx(
        told["embedding"]["ours"] / told["embedding"]["plain"], abs=1e-3
    )
    assert told["embedding"]["reading_ratio"] == pytest.approx(
        2 * told["embedding"]["ratio"], abs=2e-3
    )
    assert 0.9999 < told["embedding"]["cosine"] <= 1.00001
    assert [tree["wordings"] for tree in told["trees"]] == [100, 200]
    assert told["trees"][0]["growth"] is None
    assert told["trees"][1]["growth"] is not None
