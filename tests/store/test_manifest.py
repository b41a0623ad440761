from __future__ import annotations

import json

import pytest
from sample_run import make_run, published, read, write

from intentlib.errors import StoreError
from intentlib.store import open_run, save
from intentlib.store.artefacts import ARTEFACTS


def test_a_newer_format_is_refused(runs: str) -> None:
    run_id = published(runs)
    told = json.loads(read(runs, f"{run_id}/manifest.json"))
    write(runs, f"{run_id}/manifest.json", json.dumps({**told, "unheard_of": 1}).encode())
    assert open_run(runs).run_id == run_id
    write(runs, f"{run_id}/manifest.json", json.dumps({**told, "format": 2}).encode())
    with pytest.raises(
        StoreError, match=r"format 2, this version reads up to 1.*Upgrade intentlib"
    ):
        open_run(runs)


def test_the_manifest_says_what_was_stored(runs: str) -> None:
    given = make_run()
    manifest = save(given, runs).manifest
    assert manifest.status == "complete"
    assert set(manifest.hashes) == {"input", "model", "config", *ARTEFACTS}
    assert manifest.config == {"input": "calls.csv", "skip_rules": ["case"]}
    assert manifest.created_at == given.manifest.created_at
    assert manifest.recommended == given.manifest.recommended
    assert given.manifest.status == "running"
