from dataclasses import replace

import pytest
from small_file import small_config

from intentlib.comparison import compare
from intentlib.pipeline import recut, run


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return small_config(tmp_path_factory.mktemp("comparison"))


@pytest.fixture(scope="module")
def fine(config):
    return run(config)


@pytest.fixture(scope="module")
def coarse(fine, config):
    return recut(fine, 2, config.runs)


def test_run_compared_with_itself_has_no_moves(fine):
    same = compare(fine, fine)
    assert same.moved == 0
    assert same.moves.empty
    assert same.shared == same.calls_a == same.calls_b == fine.intents["calls"].sum()
    assert same.intents["change"].eq(0).all()


def test_moves_add_up_and_name_their_cause(fine, coarse):
    compared = compare(fine, coarse)
    assert list(compared.causes) == ["granularity"]
    assert compared.moved == compared.moves["calls"].sum() > 0
    before = fine.wordings.set_index("wording_id")["intent_id"]
    now = coarse.wordings.set_index("wording_id")
    differing = now.loc[now["intent_id"] != before[now.index], "calls"].sum()
    assert compared.moved == differing


def test_intents_of_both_runs_are_side_by_side(fine, coarse):
    intents = compare(fine, coarse).intents
    ids = {*fine.intents["intent_id"], *coarse.intents["intent_id"]}
    assert set(intents["intent_id"]) == ids
    assert intents["calls_a"].sum() == fine.intents["calls"].sum()
    assert intents["calls_b"].sum() == coarse.intents["calls"].sum()
    assert intents["change"].sum() == pytest.approx(0)
    assert intents["change"].abs().is_monotonic_decreasing
    gone = ~intents["intent_id"].isin(coarse.intents["intent_id"])
    assert intents.loc[gone, "calls_b"].eq(0).all()
    assert intents["name"].notna().all()


def test_runs_of_different_calls_share_only_known_wordings(fine, config, tmp_path):
    file = tmp_path / "calls.txt"
    file.write_text("Pay my bill\nPay my bill\nMy television is broken\n")
    other = run(replace(config, input=str(file), text=None, granularity=None, runs=str(tmp_path)))
    compared = compare(fine, other)
    assert (compared.calls_b, compared.shared) == (3, 2)
