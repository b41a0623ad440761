"""A refresh takes from the run before what still holds, and works out the rest."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_file import small_config
from ways import few_are_many

from intentlib import known
from intentlib.embed import Embedder, open_embedder
from intentlib.known import known_of
from intentlib.model import DEFAULT_MODEL, Progress, RunConfig
from intentlib.normalise import keys_of
from intentlib.pipeline import run
from intentlib.scale import rows
from intentlib.store import open_run, verify


class Counting:
    """An embedder that keeps what it was asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self.name, self.fingerprint = embedder, embedder.name, embedder.fingerprint
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        self.asked += texts
        return self._embedder.embed(texts, progress)


@pytest.fixture
def embedder() -> Counting:
    return Counting(open_embedder(DEFAULT_MODEL))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> RunConfig:
    config = replace(small_config(tmp_path_factory.mktemp("known")), add=True)
    run(config)
    return config


@pytest.fixture
def more(config: RunConfig, tmp_path: Path) -> RunConfig:
    """The same, with a file of a new text, of a known one, and of a new spelling."""
    first = open_run(config.runs).wordings["text"].iloc[0]
    texts = ["the harbour is full of seals", first, first.upper(), first.upper()]
    pd.DataFrame({"reason": texts * 10}).to_csv(tmp_path / "more.csv", index=False)
    return replace(config, input=str(tmp_path / "more.csv"))


def changed_file(config: RunConfig, name: str) -> None:
    path = Path(str(open_run(config.runs).path).removeprefix("file://"), name)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.unlink()  # a run that was made after it can share its bytes
    path.write_bytes(data)


def test_only_new_wordings_are_embedded(config, embedder):
    before = open_run(config.runs)
    keys = [*before.wordings["key"].iloc[3:5], "seals in the harbour"]
    vectors = known_of(before, config, embedder).embed(keys, embedder)
    assert embedder.asked == keys[2:]
    assert np.array_equal(vectors[:2], before.vectors[3:5])
    assert np.array_equal(vectors[2:], embedder.embed(keys[2:]))


def test_known_wordings_are_not_judged_again_unless_shown_otherwise(config, embedder):
    before = open_run(config.runs)
    wordings = before.wordings.drop(columns=["type", "tone"])
    marked = before.but(wordings=before.wordings.assign(type="praise", tone="positive"))
    held = known_of(marked, config, embedder)
    assert set(held.judge(wordings, before.vectors, embedder)["type"]) == {"praise"}
    assert embedder.asked == []
    anew = wordings.assign(text=["I lost my card", *wordings["text"].iloc[1:]])
    judged = held.judge(anew, before.vectors, embedder)
    assert judged["type"].tolist()[0] != "praise"
    assert set(judged["type"].iloc[1:]) == {"praise"}


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.but(manifest=replace(run.manifest, hashes={"model": "x"})),
        lambda run: run.but(
            manifest=replace(run.manifest, hashes={**run.manifest.hashes, "code": "other"})
        ),
    ],
    ids=["older version", "other code"],
)
def test_what_other_code_worked_out_is_worked_out_again(config, embedder, change):
    held = known_of(change(open_run(config.runs)), config, embedder)
    assert held.texts is None
    assert held.worded is None


def test_keys_by_other_rules_and_vectors_of_another_model_are_not_taken(config, embedder):
    before = open_run(config.runs)
    held = known_of(before, replace(config, skip_rules=("case",)), embedder)
    assert held.texts is None
    assert held.worded is before
    embedder.fingerprint = "another"
    held = known_of(before, config, embedder)
    assert held.texts is not None
    assert held.worded is None


@pytest.mark.parametrize("way", [nullcontext, few_are_many], ids=["held", "staged"])
def test_a_refresh_is_as_if_nothing_were_known(config, more, tmp_path, embedder, way):
    shutil.copytree(config.runs, tmp_path / "other")
    shutil.copytree(config.runs, tmp_path / "one")
    with way():
        one = run(replace(more, runs=str(tmp_path / "one")), embedder=embedder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(known, "code_hash", lambda: "another")
            other = run(replace(more, runs=str(tmp_path / "other")), embedder=embedder)
    pd.testing.assert_frame_equal(one.wordings, other.wordings)
    pd.testing.assert_frame_equal(one.calls, other.calls)
    assert np.array_equal(one.vectors, other.vectors)
    texts = [each.texts.frame.sort_values("text", ignore_index=True) for each in (one, other)]
    pd.testing.assert_frame_equal(*texts)


def test_keys_of_known_texts_are_not_made_again(more, monkeypatch, tmp_path):
    shutil.copytree(more.runs, tmp_path / "runs")
    made = []
    monkeypatch.setattr(
        rows, "keys_of", lambda texts, skip: made.extend(texts) or keys_of(texts, skip)
    )
    run(replace(more, runs=str(tmp_path / "runs")))
    assert sorted(made) == sorted(set(pd.read_csv(more.input)["reason"].iloc[[0, 2]]))


def test_a_few_new_wordings_join_the_known_tree_of_many(config, more, monkeypatch, tmp_path):
    before = open_run(config.runs)
    other = replace(more, runs=str(tmp_path / "runs"))
    shutil.copytree(config.runs, other.runs)
    monkeypatch.setattr(known, "_MANY", 0)
    monkeypatch.setattr(known, "_FEW", 0.1)
    grown = run(other)
    rows = pd.Index(grown.wordings["key"]).get_indexer(pd.Index(before.wordings["key"]))
    n = len(rows)
    assert len(grown.wordings) == n + 1
    assert grown.manifest.counts["built"] == before.manifest.counts["built"] == n
    one, two = np.triu_indices(n, 1)
    met = grown.tree.linkage[grown.tree.meet(rows[one], rows[two]), 2]
    assert np.array_equal(met, before.tree.linkage[before.tree.meet(one, two), 2])
    assert verify(other.runs) == []
    monkeypatch.setattr(known, "_FEW", 0.01)
    pd.DataFrame({"reason": ["a penguin on the line"]}).to_csv(tmp_path / "3.csv", index=False)
    built = run(replace(other, input=str(tmp_path / "3.csv")))
    assert built.manifest.counts["built"] == len(built.wordings) == n + 2


@pytest.mark.parametrize("name", ["texts.parquet", "wordings.parquet", "vectors.npy"])
def test_damaged_files_are_not_trusted(tmp_path, embedder, name):
    config = small_config(tmp_path)
    run(config)
    before = open_run(config.runs)
    whole = known_of(before, config, embedder)
    assert whole.texts is not None
    assert whole.worded is before
    changed_file(config, name)
    held = known_of(before, config, embedder)
    assert (held.texts is None) == (name == "texts.parquet")
    assert (held.worded is None) == (name != "texts.parquet")
    assert any(name in wrong for wrong in verify(config.runs))
