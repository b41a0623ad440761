"""However calls are collected, the calls, their wordings and what is told of the files are one."""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ways import held, same, staged

from intentlib.errors import UserError
from intentlib.model import RunConfig

ROWS = pd.DataFrame(
    {
        "id": [f"c{n}" for n in range(10)],
        "reason": [
            "Pay my bill", 'Cancel the "gold" plan,\nnow', "  ", "pay my bill.",
            "Où est ma facture ?", "Intent: pay my bill", "",
            "cafÃ© is closed", "PAY MY BILL", "=cmd()",
        ],
        "started": [
            "03/04/2026 09:00", "03/05/2026", "", "03/06/2026 9:30 pm", "2026-03-07T00:00:00Z",
            "03/07/2026", "1772841600", "7 Mar 2026", "03/08/2026", " ",
        ],
        "queue": ["care", "", "sales", "care", None, "care", "x", "y", "z", "007"],
        "text": list("abcdefghij"),
    }
)  # fmt: skip


def config_for(folder, name="calls.csv", **options):
    return RunConfig(str(folder / name), runs=str(folder / "runs"), **options)


def written(folder, suffix, rows=ROWS):
    path = folder / f"calls{suffix}"
    if suffix == ".parquet":
        rows.assign(queue=rows["queue"].astype("category")).to_parquet(path)
    elif suffix == ".jsonl":
        rows.to_json(path, orient="records", lines=True)
    elif suffix == ".txt":
        path.write_text("\n".join(rows["reason"].str.replace("\n", " ")) + "\n\n", "utf-8")
    elif suffix.endswith(".gz"):
        path.write_bytes(gzip.compress(rows.to_csv(index=False).encode("utf-16")))
    else:
        rows.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    return path.name


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".csv.gz", ".jsonl", ".parquet", ".txt"])
@pytest.mark.parametrize("ids", [True, False])
def test_every_way_gives_the_same_calls_and_wordings(tmp_path, suffix, ids):
    rows = ROWS if ids else ROWS.drop(columns="id")
    columns = {} if suffix == ".txt" else {"text": "reason", "at": "started"}
    config = config_for(tmp_path, written(tmp_path, suffix, rows), **columns)
    one, other = held(config), staged(config)
    same(one, other)
    assert len(one.calls) == len(rows)
    assert one.wordings["calls"].max() == 4
    assert (config.at is None) or one.calls["at"].max() == pd.Timestamp("2026-03-08", tz="UTC")


def test_rules_can_be_switched_off_either_way(tmp_path):
    config = config_for(
        tmp_path, written(tmp_path, ".csv"), text="reason", at="started", skip_rules=("case",)
    )
    one = held(config)
    same(one, staged(config))
    assert "PAY MY BILL" in set(one.wordings["key"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ["c0", "", "c2", " ", "c4"]}, r"ids are missing in 2 rows .*row 2\)"),
        ({"id": ["c0", "c1", "c2", "c1", "c1"]}, r"come up again in 2 rows.*: c1 .*rows 2 and 4"),
        (
            {"started": ["2026-01-01", "x", "", "13/13/2026", "2026-01-05"]},
            r"2 of 4 dates can't be read, the first: x \(.*row 2\)",
        ),
        ({"started": ["13/01/2026", "01/13/2026", "", "", ""]}, r"1 of 2 dates.*01/13/2026.*row 2"),
        ({"reason": ["", " ", "", "", "\t"]}, "every intent is empty"),
        ({"reason": ["a", "b", "c", "d", "x" * 1_000_001]}, r"too long to be an intent .*row 5\)"),
        ({"queue": ["care", "x", "y", "z", "BROKEN"]}, r"a row has 4 values.*line 7\)"),
    ],
)
def test_what_is_wrong_is_told_in_the_same_words(tmp_path, change, message):
    rows = ROWS.head(5).assign(**change)
    config = config_for(tmp_path, text="reason", at="started", call_id="id")
    Path(config.input).write_text(rows.to_csv(index=False).replace("BROKEN,", "\n"), "utf-8")
    with pytest.raises(UserError, match=message) as one:
        held(config)
    with pytest.raises(UserError) as other:
        staged(config)
    assert str(one.value) == str(other.value)
    assert type(one.value) is type(other.value)
    assert not Path(config.runs).exists()


def test_the_same_rows_are_set_aside(tmp_path):
    bad = {
        1: {"id": " "},
        4: {"id": "c3"},
        3: {"started": "03/14/2026"},
        5: {"started": "soon"},
        7: {"started": "03/15/2026"},
        8: {"started": "13/01/2026"},
        9: {"reason": "x" * 1_000_001},
    }
    rows = [{**row, **bad.get(n, {})} for n, row in enumerate(ROWS.to_dict("records"))]
    config = config_for(tmp_path, text="reason", at="started", call_id="id", bad_rows=0.6)
    content = pd.DataFrame(rows).to_csv(index=False).replace("c2,", "c2,broken,", 1)
    Path(config.input).write_text(content, "utf-8")
    one, other = held(config), staged(config)
    same(one, other)
    assert other.aside["row"].tolist() == [2, 3, 5, 6, 9, 10]
    dates = other.aside["reason"] == "the date can't be read"
    assert dates.sum() == 2
    assert other.aside["values"][dates].tolist() == one.aside["values"][dates].tolist()
    assert json.loads(other.aside["values"][2])["reason"] == "Où est ma facture ?"
    assert other.calls["call_id"].tolist() == ["c0", "c3", "c6", "c7"]
    for collect in (held, staged):
        with pytest.raises(UserError, match="6 of 10 rows can't be read as calls"):
            collect(replace(config, bad_rows=0.5))


TEXTS = st.text("ab .'\"\n,é\u00a0", max_size=4)
TIMES = st.one_of(
    st.just(""),
    st.tuples(
        st.integers(1, 31), st.integers(1, 31), st.sampled_from(["2025", "26", "2026 9:05"])
    ).map(lambda parts: "/".join(map(str, parts))),
    st.dates().map(str),
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(
    st.lists(
        st.tuples(TEXTS, TIMES, st.sampled_from(["a", "b", "", "NA"]), st.integers(0, 30)),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
    st.sampled_from([0.0, 0.5]),
)
def test_any_file_gives_the_same_or_is_refused(rows, ids, bad_rows):
    frame = pd.DataFrame(rows, columns=["reason", "started", "queue", "id"])
    if bad_rows:  # with dates in either order, which rows are the bad ones is anyone's guess
        frame["started"] = frame["started"].mask(frame["started"].str.contains("/"), "soon")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (frame if ids else frame.drop(columns="id")).to_csv(folder / "calls.csv", index=False)
        config = config_for(
            folder, text="reason", at="started", call_id="id" if ids else None, bad_rows=bad_rows
        )
        try:
            one = held(config)
        except UserError:
            with pytest.raises(UserError):
                staged(config)
        else:
            same(one, staged(config))
