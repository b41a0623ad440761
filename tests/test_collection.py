"""Calls of several files count once each, whatever the files are called."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from small_file import small_config

from intentlib.collection import input_hash
from intentlib.model import Input
from intentlib.pipeline import run
from intentlib.review import Rename, open_ledger
from intentlib.store import latest_id


@pytest.fixture
def config(tmp_path):
    return small_config(tmp_path)


def adding(config, **changes):
    return dataclasses.replace(config, add=True, **changes)


def file_of(path, rows, columns=("id", "reason", "started")):
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return str(path)


def test_a_new_file_is_added_and_counted_from(config, tmp_path):
    first = run(config)
    new = file_of(tmp_path / "more.csv", [("2026-02-01", "Pay my bill")] * 3, ("started", "reason"))
    both = run(adding(config, input=new))
    assert len(both.calls) == len(first.calls) + 3
    assert both.calls["call_id"].is_unique
    assert both.manifest.previous == first.run_id
    assert [each.calls for each in both.manifest.inputs] == [len(first.calls), 3]
    paid = both.wordings.set_index("key")["calls"]["pay my bill"]
    assert paid == first.wordings.set_index("key")["calls"]["pay my bill"] + 3
    assert both.calls["queue"].isna().sum() == 3


def test_the_same_file_twice_changes_nothing_even_by_another_name(config, tmp_path):
    first = run(config)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(Path(config.input).read_bytes())
    again = run(adding(config, input=str(copy)))
    assert again.run_id == first.run_id == latest_id(config.runs)


def test_overlapping_files_count_each_call_once(config, tmp_path):
    config = dataclasses.replace(config, granularity=2)
    rows = [
        (f"c{n}", "pay my bill" if n % 2 else "internet is down", "2026-01-01") for n in range(8)
    ]
    late = [("c9", "internet is down", "2025-12-31")]
    run(dataclasses.replace(config, input=file_of(tmp_path / "a.csv", rows)))
    both = run(adding(config, input=file_of(tmp_path / "b.csv", rows[4:] + late)))
    assert sorted(both.calls["call_id"]) == sorted([*(f"c{n}" for n in range(8)), "c9"])
    assert both.manifest.inputs[-1].calls == 1
    assert both.manifest.inputs[-1].known == 4
    assert both.calls["at"].min() == pd.Timestamp("2025-12-31", tz="UTC")
    known = run(adding(config, input=file_of(tmp_path / "c.csv", rows[:2])))
    assert known.run_id == both.run_id


def test_new_options_and_decisions_make_a_new_run_of_the_known_calls(config):
    first = run(config)
    finer = run(adding(config, granularity=5))
    assert finer.run_id != first.run_id
    assert len(finer.intents) == 5
    assert len(finer.calls) == len(first.calls)
    with open_ledger(runs=config.runs) as ledger:
        ledger.append(Rename(finer.intents["intent_id"].iloc[0], "Named"), reviewer="ann")
    named = run(adding(config, granularity=5))
    assert "Named" in set(named.intents["name"])
    assert run(adding(config, granularity=5)).run_id == named.run_id


def test_without_a_run_before_adding_is_beginning(config):
    assert run(adding(config)).manifest.previous is None


def test_without_adding_the_calls_before_are_left_behind(config, tmp_path):
    run(config)
    new = file_of(tmp_path / "more.csv", [("1", "Pay my bill", "2026-02-01")])
    assert len(run(dataclasses.replace(config, input=new, granularity=None)).calls) == 1


def test_the_order_in_which_files_came_is_no_part_of_their_hash():
    one, two = Input("a", "11", 3, 0), Input("b", "22", 4, 0)
    assert input_hash([one]) == "11"
    assert input_hash([one, two]) == input_hash([two, one]) != "11"
    assert input_hash([one, two, Input("c", "33", 0, 4)]) == input_hash([one, two])
