import json
import random
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_file import CALLS, small_config, write_calls

from intentlib import errors, schema
from intentlib.model import RunConfig
from intentlib.pipeline import recut, run, summarise
from intentlib.store import (
    latest_id,
    list_runs,
    new_run_id,
    open_run,
    publish,
    save,
    verify,
)
from intentlib.tree import count_groups

STAGES = ["read", "normalise", "assign", "embed", "tone", "tree", "granularity"]
CUT_STAGES = ["decisions", "naming", "taxonomy", "themes", "quality", "layout"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("pipeline")


@pytest.fixture(scope="module")
def config(home):
    file = write_calls(home / "calls.csv")
    return RunConfig(
        input=str(file),
        runs=str(home / "runs"),
        text="reason",
        granularity=len(CALLS),
        cache=str(home / "cache"),
    )


@pytest.fixture(scope="module")
def first(config):
    return run(config)


def grouping(of):
    """The intents as people see them: names with the wordings that each has."""
    named = of.wordings.merge(of.intents[["intent_id", "name"]], on="intent_id")
    return named.groupby(["intent_id", "name"])["key"].agg(sorted).to_dict()


def test_finds_the_intents_of_a_small_file(first):
    n_said = sum(len(texts) for texts in CALLS.values())
    assert len(first.wordings) == n_said
    assert len(first.intents) == len(CALLS)
    truth = first.calls.merge(first.wordings[["wording_id", "intent_id"]], on="wording_id")
    per_truth = truth.groupby("truth")["intent_id"].nunique()
    assert per_truth.eq(1).all()


def test_accounts_for_every_call(first, config):
    rows = len(pd.read_csv(config.input))
    counts = first.manifest.counts
    assert counts["calls"] == len(first.calls) == rows
    assert counts["no_intent"] == first.calls["wording_id"].isna().sum() == 2
    assert first.intents["calls"].sum() == first.themes["calls"].sum() == rows - 2
    assert first.intents["share"].sum() == pytest.approx(1)
    inside = first.intents["share"].between(first.intents["share_low"], first.intents["share_high"])
    assert inside.all()
    assert set(first.intents["theme_id"]) == set(first.themes["theme_id"])
    assert first.themes["intents"].sum() == len(first.intents)


def test_keeps_the_columns_of_the_file_as_dimensions(first):
    assert set(first.calls["queue"]) == {"care", "sales"}
    assert first.calls["at"].notna().all()
    assert first.manifest.columns["text"] == "reason"
    assert first.manifest.columns["at"] == "started"


@pytest.fixture
def two_files(tmp_path):
    """Two configurations that add files to the same runs, and the calls of each."""
    monday = small_config(tmp_path)
    tuesday = replace(monday, input=str(write_calls(tmp_path / "tuesday.csv", repeat=2)))
    return [replace(each, add=True) for each in (monday, tuesday)]


@pytest.mark.parametrize("stage", ["read", "embed", "publish"])
def test_of_two_refreshes_at_once_neither_loses_calls(two_files, stage):
    slow, quick = two_files
    others = []

    def let_in_the_other(now, *_):
        if now == stage and not others:
            others.append(run(quick))

    done = run(slow, progress=let_in_the_other)
    assert done.manifest.previous == others[0].run_id
    assert len(done.calls) == sum(len(pd.read_csv(each.input)) for each in two_files)
    assert set(done.intents["intent_id"]) == set(others[0].intents["intent_id"])
    assert latest_id(slow.runs) == done.run_id
    assert set(list_runs(slow.runs)["run_id"]) == {others[0].run_id, done.run_id}


def test_a_cut_of_a_run_that_is_published_no_more_is_refused(two_files):
    before, after = (run(each) for each in two_files)
    with pytest.raises(errors.OvertakenError, match=after.run_id):
        recut(before, 2, two_files[0].runs)
    assert latest_id(two_files[0].runs) == after.run_id
    assert len(list_runs(two_files[0].runs)) == 2


def test_a_clock_that_has_gone_back_leaves_runs_in_order(two_files):
    before, after = two_files
    first = run(before)
    ahead = first.manifest.created_at + timedelta(days=1)
    manifest = replace(first.manifest, run_id=new_run_id(ahead), created_at=ahead)
    stored = save(replace(first, manifest=manifest), before.runs)
    publish(before.runs, stored.run_id)
    second = run(after)
    listed = list_runs(before.runs)
    assert listed["run_id"].tolist() == [second.run_id, stored.run_id, first.run_id]
    assert sorted(listed["run_id"], reverse=True) == listed["run_id"].tolist()
    assert second.manifest.previous == stored.run_id
    assert (second.lineage["at"] > ahead).all()


def test_rows_that_cannot_be_read_are_kept_with_the_run(tmp_path):
    config = replace(small_config(tmp_path), add=True, bad_rows=0.1)
    lines = Path(config.input).read_text().splitlines()
    Path(config.input).write_text("\n".join([*lines, "=HYPERLINK(1)", "Pay,soon,care,x"]))
    done = run(config)
    assert done.manifest.quarantined == {
        "a row has 1 values where the header has 4": 1,
        "the date can't be read": 1,
    }
    assert done.manifest.set_aside[1] == "1 row set aside since the date can't be read"
    assert len(done.calls) == len(lines) - 1
    kept = pd.read_csv(Path(done.path) / "quarantine.csv")
    assert kept["row"].tolist() == [len(lines), len(lines) + 1]
    assert kept["values"].tolist()[0] == "'=HYPERLINK(1)"
    assert verify(config.runs) == []
    assert run(config).run_id == done.run_id
    coarse = recut(open_run(config.runs), 2, config.runs)
    assert len(coarse.quarantine) == 2
    assert verify(config.runs) == []


def test_what_is_set_aside_of_a_file_without_new_calls_is_kept_too(tmp_path):
    config = replace(small_config(tmp_path), add=True, bad_rows=0.1, call_id="id")
    lines = Path(config.input).read_text().splitlines()
    numbered = [f"{'id' if n == 0 else n},{line}" for n, line in enumerate(lines)]
    Path(config.input).write_text("\n".join(numbered))
    first = run(config)
    Path(config.input).write_text("\n".join([*numbered[:20], ",Pay my bill,2026-01-01,care,x"]))
    second = run(config)
    assert second.run_id != first.run_id
    assert second.manifest.quarantined == {"the id is missing": 1}
    assert len(second.calls) == len(first.calls)
    assert run(config).run_id == second.run_id


def test_publishes_a_run_that_verifies(first, config):
    assert latest_id(config.runs) is not None
    assert verify(config.runs, first.run_id) == []
    stored = open_run(config.runs, first.run_id)
    pd.testing.assert_frame_equal(stored.intents, first.intents)


def test_manifest_tells_what_the_run_was_made_of_and_what_it_cost(first, config):
    manifest = first.manifest
    assert list(manifest.seconds) == STAGES + CUT_STAGES
    assert list(manifest.peak_rss_mb) == STAGES + CUT_STAGES
    peaks = list(manifest.peak_rss_mb.values())
    assert peaks == sorted(peaks)
    assert min(peaks) > 20
    assert {"input", "model", "config"} <= set(manifest.hashes)
    assert manifest.versions["pandas"] == pd.__version__
    assert RunConfig(**{**manifest.config, "skip_rules": ()}) == config
    assert count_groups(first.tree, manifest.height) == len(first.intents)
    assert json.dumps(summarise(first))


def test_tells_progress_of_every_stage(config, tmp_path):
    told = []
    run(
        replace(config, runs=str(tmp_path)),
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    stages = [*STAGES, *CUT_STAGES, "publish"]
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == stages
    for stage in stages:
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps[0] == (0, 0)
        assert steps[-1][0] == steps[-1][1] > 0


@pytest.mark.parametrize("change", ["shuffled", "repeated"])
def test_same_intents_whatever_the_order_and_the_repeats(first, config, tmp_path, change):
    header, *lines = Path(config.input).read_text("utf-8").splitlines()
    if change == "shuffled":
        random.Random(7).shuffle(lines)
    else:
        lines = [line for line in lines for _ in range(10)]
    other = tmp_path / "calls.csv"
    other.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    again = run(replace(config, input=str(other), runs=str(tmp_path / "runs")))
    assert grouping(again) == grouping(first)
    names = dict(zip(first.themes["theme_id"], first.themes["name"], strict=True))
    assert dict(zip(again.themes["theme_id"], again.themes["name"], strict=True)) == names


def test_second_run_keeps_ids_and_names(first, config, tmp_path):
    own = replace(config, runs=str(tmp_path))
    before, after = run(own), run(own)
    assert after.manifest.previous == before.run_id
    assert grouping(after) == grouping(before) == grouping(first)
    assert after.lineage.empty


def test_counts_the_intents_that_the_run_before_had_not(config, tmp_path):
    file = tmp_path / "calls.txt"
    file.write_text("pay my bill\npay the bill\nsettle my bill\n" * 4)
    own = replace(config, input=str(file), text=None, granularity=None, runs=str(tmp_path / "runs"))
    before = run(own)
    with file.open("a") as calls:
        calls.write("the router smells of fire\nmy router is burning\n" * 4)
    after = run(own)
    assert (before.manifest.counts["new"], after.manifest.counts["new"]) == (0, 1)


def test_file_with_one_wording_is_one_intent(config, tmp_path):
    file = tmp_path / "one.txt"
    file.write_text("Pay my bill\nPay my bill\npay my bill\n")
    one = run(replace(config, input=str(file), text=None, granularity=None, runs=str(tmp_path)))
    assert one.manifest.counts["wordings"] == one.manifest.counts["intents"] == 1
    assert one.manifest.counts["themes"] == 1
    assert one.intents["calls"].tolist() == [3]
    assert verify(str(tmp_path), one.run_id) == []


@pytest.mark.parametrize(
    "texts",
    [["Pay my bill", "Internet is down"], ["Pay my bill", "Pay a bill", "Lost my SIM card"]],
)
def test_file_with_a_few_wordings_works(config, tmp_path, texts):
    file = tmp_path / "few.txt"
    file.write_text("\n".join(texts) + "\n")
    few = run(replace(config, input=str(file), text=None, granularity=None, runs=str(tmp_path)))
    assert few.intents["calls"].sum() == len(texts)
    assert verify(str(tmp_path), few.run_id) == []


def test_file_without_any_intent_is_refused(config, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("reason,queue\n,care\n  ,sales\n")
    with pytest.raises(errors.UserError, match="empty"):
        run(replace(config, input=str(file), runs=str(tmp_path / "runs")))
    assert not (tmp_path / "runs").exists()


def test_file_of_marks_only_is_refused(config, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("reason,queue\n?!,care\n...,sales\n")
    with pytest.raises(errors.InputError, match="no call has an intent"):
        run(replace(config, input=str(file), runs=str(tmp_path / "runs")))
    assert not (tmp_path / "runs").exists()


def test_published_run_that_is_gone_is_told(config, tmp_path):
    own = replace(config, runs=str(tmp_path))
    shutil.rmtree(run(own).path)
    with pytest.raises(errors.StoreError, match=r"remove latest\.json"):
        run(own)


def test_failing_run_leaves_latest_as_it_was(first, config, tmp_path):
    before = latest_id(config.runs)
    with pytest.raises(errors.OptionError):
        run(replace(config, granularity=5000))
    with pytest.raises(errors.UserError):
        run(replace(config, input=str(tmp_path / "missing.csv")))
    assert latest_id(config.runs) == before


def test_recut_is_a_new_run_of_the_same_tree(first, tmp_path):
    coarse = recut(first, 2, str(tmp_path))
    assert coarse.run_id != first.run_id
    assert latest_id(str(tmp_path)) == coarse.run_id
    assert len(coarse.intents) == 2
    assert coarse.manifest.previous == first.run_id
    assert coarse.manifest.config["granularity"] == 2
    assert list(coarse.manifest.seconds) == CUT_STAGES
    assert set(coarse.lineage["cause"]) == {"granularity"}
    assert set(coarse.intents["intent_id"]) & set(first.intents["intent_id"])
    np.testing.assert_array_equal(coarse.tree.linkage, first.tree.linkage)
    assert verify(str(tmp_path), coarse.run_id) == []


def test_recut_back_gives_the_same_groups(first, tmp_path):
    back = recut(recut(first, 2, str(tmp_path)), len(CALLS), str(tmp_path))
    assert sorted(grouping(back).values()) == sorted(grouping(first).values())


def test_recut_without_a_granularity_is_at_the_recommended_height(first, tmp_path):
    recommended = recut(first, None, str(tmp_path))
    assert recommended.manifest.height == first.manifest.recommended.height
    assert len(recommended.intents) == first.manifest.recommended.intents


def test_recut_of_a_stored_run_works_and_mutates_nothing(first, config, tmp_path):
    stored = open_run(config.runs, first.run_id)
    before = stored.wordings.copy()
    recut(stored, 3, str(tmp_path))
    pd.testing.assert_frame_equal(stored.wordings, before)


def test_frames_keep_their_contracts(first):
    for frame, contract in [
        (first.calls, schema.NORMALISED_CALLS),
        (first.wordings, schema.GROUPED_WORDINGS),
        (first.intents, schema.INTENTS),
        (first.themes, schema.THEMES),
        (first.lineage, schema.LINEAGE),
    ]:
        pd.testing.assert_frame_equal(schema.check(frame, contract), frame)
