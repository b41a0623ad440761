"""Intents stay themselves when calls are added, and what is new is told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bench_injection import grown, injected, read_calls, reworded, score

from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.model import RunConfig
from intentlib.pipeline import recut, run
from intentlib.review import Rename, open_ledger

HOME = Path(__file__).parents[1]
FILES = {
    "sample": HOME / "data" / "sample" / "calls.csv",
    "real": HOME / ".." / "shared" / "data" / "telco_challenge_gold.csv",
}
CALLS = {"sample": 1200, "real": 1289}


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return CachedEmbedder(open_embedder("all-MiniLM-L6-v2"), tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module", params=list(FILES))
def calls(request):
    if not FILES[request.param].exists():
        pytest.skip(f"needs {FILES[request.param]}, which is no part of the repository")
    return read_calls(str(FILES[request.param])).head(CALLS[request.param])


@pytest.fixture
def publish(tmp_path, embedder):
    """Return what makes and publishes the run of some calls."""

    def made(calls: pd.DataFrame, **changed: object):
        file = tmp_path / "calls.csv"
        calls.to_csv(file, index=False)
        config = RunConfig(input=str(file), runs=str(tmp_path / "runs"), text="text", **changed)
        return run(config, embedder=embedder)

    return made


def test_with_a_tenth_more_calls_old_wordings_keep_their_intents_and_people_their_names(
    calls, publish, tmp_path
):
    draw = grown(calls, np.random.default_rng(1))
    before = publish(draw.before)
    named = {intent: f"Named by Ann {n}" for n, intent in enumerate(before.intents["intent_id"])}
    with open_ledger(runs=str(tmp_path / "runs")) as ledger:
        for intent, name in named.items():
            ledger.append(Rename(intent, name), reviewer="ann")
    after = publish(draw.after)
    found = score(draw, before, after)
    assert found["wordings kept"] == found["ids kept"] == 1
    assert found["false new"] == 0
    names = after.intents.set_index("intent_id")["name"]
    assert {intent: names[intent] for intent in named} == named
    themes = [of.intents.set_index("intent_id")["theme_id"] for of in (before, after)]
    assert themes[1][before.intents["intent_id"]].tolist() == themes[0].tolist()


def test_new_intents_are_told_and_nothing_else(calls, publish):
    draw = injected(calls, np.random.default_rng(1))
    before = publish(draw.before)
    after = publish(draw.after)
    assert score(draw, before, after)["wordings kept"] == 1
    new = after.intents.loc[after.intents["status"] == "new", "intent_id"]
    assert sorted(after.lineage.query("event == 'born'")["intent_id"]) == sorted(new)
    told = after.calls.merge(after.wordings[["wording_id", "intent_id"]], on="wording_id")
    by_intent = told[told["intent_id"].isin(new)].groupby("intent_id")
    about = by_intent["gold"].agg(lambda golds: golds.mode()[0])
    assert len(about)
    assert set(about) <= set(draw.new)


@pytest.mark.parametrize("calls", ["real"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_two_new_intents_are_two_in_the_real_file(calls, publish, seed):
    draw = injected(calls, np.random.default_rng(seed))
    before = publish(draw.before)
    found = score(draw, before, publish(draw.after))
    assert (found["surfaced"], found["false new"]) == (2, 0)


def test_other_wordings_of_the_same_intents_raise_nothing_new(calls, publish):
    draw = reworded(calls, np.random.default_rng(1))
    before = publish(draw.before)
    after = publish(draw.after)
    assert not before.wordings["wording_id"].isin(after.wordings["wording_id"]).any()
    assert score(draw, before, after)["false new"] == 0
    kept = after.intents[after.intents["intent_id"].isin(before.intents["intent_id"])]
    assert kept["calls"].sum() >= 0.9 * after.intents["calls"].sum()
    names = before.intents.set_index("intent_id")["name"]
    assert kept["name"].tolist() == names[kept["intent_id"]].tolist()


def test_who_asks_for_a_granularity_gets_it(calls, publish):
    few = calls.head(300)
    publish(few.head(270))
    assert len(publish(few, granularity=7).intents) == 7
    carried = publish(calls.head(310))
    assert len(carried.intents) == 7, "what was published goes on"
    anew = recut(carried, None, carried.manifest.config["runs"])
    assert len(anew.intents) == carried.manifest.recommended.intents
