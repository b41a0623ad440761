from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from small_file import CALLS, small_config

from intentlib import errors
from intentlib.comparison import compare, recount, tell_move
from intentlib.pipeline import recut, run
from intentlib.trends import per_period


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


def test_moves_are_told_in_words(fine, coarse):
    told = compare(fine, coarse).told()
    move = compare(fine, coarse).moves.iloc[0]
    assert told[0] == (
        f"{move['calls']} calls moved from {move['from_name']!r} to {move['to_name']!r}: "
        "another granularity"
    )
    assert compare(fine, fine).told() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reviewer": "Ann", "event": "merged"}, "merged by Ann on 2 May 2026"),
        ({"cause": "new data"}, "new data"),
        ({"cause": "decision"}, "as reviewers decided of others"),
    ],
)
def test_a_cause_names_the_person_and_the_day_where_it_was_one(changed, told):
    move = {
        "calls": 1,
        "from_name": "A",
        "to_name": "B",
        "event": "moved",
        "cause": "decision",
        "reviewer": "",
        "decided_at": datetime(2026, 5, 2, tzinfo=UTC),
    }
    assert tell_move(move | changed) == f"1 call moved from 'A' to 'B': {told}"


def test_many_moves_are_summed_up(fine, coarse):
    compared = compare(fine, coarse)
    many = pd.concat([compared.moves] * 12, ignore_index=True)
    *_, last = replace(compared, moves=many).told()
    rest = many["calls"].iloc[10:]
    assert last == f"… and {rest.sum():,} calls in {len(rest)} more moves"


def said_otherwise(config, tmp_path, lines):
    """Return the refresh of the small file by other wordings, its intents carried over."""
    runs = str(tmp_path / "runs")
    first = run(replace(config, runs=runs))
    file = tmp_path / "calls.txt"
    file.write_text("\n".join(lines) + "\n")
    return first, run(
        replace(config, input=str(file), text=None, at=None, granularity=None, runs=runs)
    )


def test_the_same_intents_in_new_wordings_are_told_as_that(config, tmp_path):
    other = [f"{text} please" for texts in CALLS.values() for text in texts for _ in range(3)]
    first, later = said_otherwise(config, tmp_path, other)
    compared = compare(first, later)
    assert compared.reworded
    assert compared.new == {}
    assert compared.told()[0] == (
        "Same intents, new wordings: 100% of the calls are in intents known before, though 100% "
        "have wordings never seen before"
    )


def test_what_is_new_is_told_first_and_is_no_new_wording_of_old_intents(config, tmp_path):
    old = [text for texts in CALLS.values() for text in texts for _ in range(3)]
    fresh = ["My parcel has not been delivered", "parcel is late", "where is my parcel"] * 4
    first, later = said_otherwise(config, tmp_path, [*old, *fresh])
    compared = compare(first, later)
    assert not compared.reworded
    assert compared.new_wordings == pytest.approx(len(fresh) / (len(old) + len(fresh)))
    assert compared.known_intents == pytest.approx(1 - compared.new_wordings)
    (name,) = compared.new
    assert compared.told()[0] == f"New: 12 calls {name!r}"


def test_a_past_period_is_counted_by_the_intents_of_then_or_of_today(fine, coarse):
    today = compare(fine, coarse, taxonomy="today")
    assert today.intents["change"].eq(0).all()
    assert set(today.intents["intent_id"]) == set(coarse.intents["intent_id"])
    then = compare(fine, coarse, taxonomy="then")
    assert set(then.intents["intent_id"]) >= set(fine.intents["intent_id"])
    with pytest.raises(errors.OptionError, match="taxonomy"):
        compare(fine, coarse, taxonomy="tomorrow")


def test_recounted_calls_are_all_counted_and_keep_their_times(fine, coarse):
    for taxonomy in (fine, coarse):
        calls = recount(fine, taxonomy)
        counted = calls["intent_id"].value_counts()
        assert counted.sum() == fine.intents["calls"].sum()
        assert counted.to_dict() == taxonomy.intents.set_index("intent_id")["calls"].to_dict()
        names = taxonomy.intents.set_index("intent_id")["name"]
        assert (calls["name"] == calls["intent_id"].map(names)).all()
        assert per_period(calls, "month")["calls"].sum() == len(calls)


def test_a_wording_unknown_today_is_counted_where_its_like_is(config, tmp_path):
    runs = str(tmp_path / "runs")
    then = run(replace(config, runs=runs))
    file = tmp_path / "calls.txt"
    kept = {truth: texts[:-1] for truth, texts in CALLS.items()}
    file.write_text("\n".join(text for texts in kept.values() for text in texts) + "\n")
    elsewhere = replace(config, input=str(file), text=None, runs=str(tmp_path / "others"))
    today = run(elsewhere)
    assert not set(today.intents["intent_id"]) & set(then.intents["intent_id"])
    counted = recount(then, today)
    by_truth = counted.groupby("truth")["intent_id"].nunique()
    assert by_truth.eq(1).all()
    assert set(counted["intent_id"]) == set(today.intents["intent_id"])
    other_model = replace(today, manifest=replace(today.manifest, hashes={"model": "other"}))
    unknown = ~counted["wording_id"].isin(today.wordings["wording_id"])
    left = recount(then, other_model)[unknown]
    assert left["intent_id"].isin(then.intents["intent_id"]).all()
    assert left["name"].isin(then.intents["name"]).all()
