from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from sample_run import make_run, published, read, write

from intentlib.store import save, verify


def test_a_sound_run_has_no_problems(runs: str) -> None:
    assert verify(runs, save(make_run(), runs).run_id) == []


def test_one_changed_bit_is_found(runs: str) -> None:
    run_id = published(runs)
    data = bytearray(read(runs, f"{run_id}/calls.parquet"))
    data[len(data) // 2] ^= 1
    write(runs, f"{run_id}/calls.parquet", bytes(data))
    (problem,) = verify(runs)
    assert problem.startswith("calls.parquet: changed since it was written (sha256 ")


def _of(frame: pd.DataFrame, column: str, *values: object) -> pd.DataFrame:
    """Return the frame with other values in the first rows of a column."""
    return frame.assign(**{column: [*values, *frame[column].iloc[len(values) :]]})


RUN = make_run()
BROKEN = {
    "calls in calls.parquet: 59, not 60": {"calls": RUN.calls.iloc[:-1]},
    "calls without an intent: 7, not 6": {"calls": _of(RUN.calls, "wording_id", None)},
    "calls counted by intents: 55, not 54": {
        "intents": _of(RUN.intents, "calls", RUN.intents["calls"].iloc[0] + 1)
    },
    "calls counted by themes: 55, not 54": {
        "themes": _of(RUN.themes, "calls", RUN.themes["calls"].iloc[0] + 1)
    },
    "calls counted by wordings: 55, not 54": {
        "wordings": _of(RUN.wordings, "calls", RUN.wordings["calls"].iloc[0] + 1)
    },
    "wordings counted by intents: 7, not 6": {"intents": _of(RUN.intents, "wordings", 3)},
    "intents counted by themes: 4, not 3": {"themes": _of(RUN.themes, "intents", 3)},
    "wordings whose calls differ from calls.parquet: 2, not 0": {
        "calls": _of(RUN.calls, "wording_id", "w1")
    },
    "intents whose calls differ from wordings.parquet: 2, not 0": {
        "wordings": _of(RUN.wordings, "intent_id", "i1")
    },
    "wordings of calls without a row: w7 (1 in all)": {"calls": _of(RUN.calls, "wording_id", "w7")},
    "intents of wordings without a row: i9 (1 in all)": {
        "wordings": _of(RUN.wordings, "intent_id", "i9")
    },
    "themes of intents without a row: t9 (1 in all)": {
        "intents": _of(RUN.intents, "theme_id", "t9")
    },
    "wordings.parquet: not sorted by key": {"wordings": _of(RUN.wordings, "key", "zzz")},
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_run_that_does_not_add_up_is_found(tmp_path, problem: str) -> None:
    run_id = save(replace(RUN, **BROKEN[problem]), str(tmp_path)).run_id
    assert problem in verify(str(tmp_path), run_id)


NOT_CALLS = {
    "calls.parquet: no column 'at'": RUN.calls.drop(columns="at"),
    "calls without text: 1, not 0": _of(RUN.calls, "text", None),
    "values of call_id that several calls have: 1, not 0": _of(RUN.calls, "call_id", "c1"),
}


@pytest.mark.parametrize("problem", NOT_CALLS)
def test_calls_that_break_their_contract_are_found(runs: str, problem: str) -> None:
    run_id, file = published(runs), io.BytesIO()
    NOT_CALLS[problem].to_parquet(file)
    write(runs, f"{run_id}/calls.parquet", file.getvalue())
    told = json.loads(read(runs, f"{run_id}/manifest.json"))
    told["hashes"]["calls.parquet"] = hashlib.sha256(file.getvalue()).hexdigest()
    write(runs, f"{run_id}/manifest.json", json.dumps(told).encode())
    assert verify(runs) == [problem]


def test_counts_of_the_manifest_are_held(tmp_path) -> None:
    counts = {**RUN.manifest.counts, "intents": 4, "themes": 3, "wordings": 7}
    run = replace(RUN, manifest=replace(RUN.manifest, counts=counts))
    assert verify(str(tmp_path), save(run, str(tmp_path)).run_id) == [
        "wordings in wordings.parquet: 6, not 7",
        "intents in intents.parquet: 3, not 4",
        "themes in themes.parquet: 2, not 3",
    ]
