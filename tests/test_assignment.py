from dataclasses import replace

import pandas as pd
import pytest
from small_file import CALLS, write_calls

from intentlib.assignment import assign
from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.errors import OptionError
from intentlib.model import RunConfig
from intentlib.pipeline import run
from intentlib.schema import NO_INTENT

NEW = [
    "I would like to pay my invoice please",
    "There is an outage of my internet",
    "cancel the contract now",
    "My SIM card is lost, send another",
    "pay pay pay",
    "weather forecast for tomorrow",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("assignment")


@pytest.fixture(scope="module")
def cache(home):
    return str(home / "cache")


@pytest.fixture(scope="module")
def taxonomy(home, cache):
    file = write_calls(home / "calls.csv")
    return run(
        RunConfig(
            input=str(file),
            runs=str(home / "runs"),
            text="reason",
            granularity=len(CALLS),
            cache=cache,
        )
    )


def intent_of(taxonomy, text):
    """The intent that was published for a text of the run's own input."""
    calls = taxonomy.calls.merge(taxonomy.wordings[["wording_id", "intent_id"]], on="wording_id")
    return calls.loc[calls["text"] == text, "intent_id"].iloc[0]


def test_known_wording_has_its_published_intent_and_confidence(taxonomy, cache):
    texts = [text for texts in CALLS.values() for text in texts]
    found = assign(texts, taxonomy, cache=cache)
    assert found["text"].tolist() == texts
    assert found["intent_id"].tolist() == [intent_of(taxonomy, text) for text in texts]
    keyed = taxonomy.wordings.set_index("wording_id")["confidence"]
    calls = taxonomy.calls.drop_duplicates("text").set_index("text")["wording_id"]
    assert found["confidence"].tolist() == keyed[calls[texts]].round(3).tolist()


def test_spelling_that_normalises_to_a_known_wording_is_that_wording(taxonomy, cache):
    found = assign(["  pay MY bill. "], taxonomy, cache=cache)
    assert found["intent_id"].tolist() == [intent_of(taxonomy, "Pay my bill")]


def test_new_text_goes_to_the_intent_it_is_about(taxonomy, cache):
    found = assign(NEW[:4], taxonomy, cache=cache)
    meant = ["Pay my bill", "Internet is down", "Cancel my contract", "Lost SIM card"]
    assert found["intent_id"].tolist() == [intent_of(taxonomy, text) for text in meant]
    names = taxonomy.intents.set_index("intent_id")["name"]
    assert found["name"].tolist() == names[found["intent_id"]].tolist()


def test_text_unlike_anything_known_is_unsure(taxonomy, cache):
    found = assign(NEW, taxonomy, cache=cache).set_index("text")["confidence"]
    assert found["weather forecast for tomorrow"] < found[NEW[:4]].min()
    assert found.between(0, 1).all()


def test_one_at_a_time_and_in_bulk_is_the_same(taxonomy, home):
    # Own caches: a cached vector would hide what batches do to vectors.
    bulk = assign([*NEW, *reversed(NEW)], taxonomy, cache=str(home / "bulk"))
    single = [assign([text], taxonomy, cache=str(home / f"{n}")) for n, text in enumerate(NEW)]
    pd.testing.assert_frame_equal(bulk, pd.concat([*single, *reversed(single)], ignore_index=True))


def test_empty_text_has_no_intent(taxonomy, cache):
    found = assign(["", "  \t", "Pay my bill"], taxonomy, cache=cache)
    assert found["name"].tolist()[:2] == [NO_INTENT, NO_INTENT]
    assert found["intent_id"].isna().tolist() == [True, True, False]
    assert found["confidence"].isna().tolist() == [True, True, False]


def test_no_texts_give_an_empty_frame(taxonomy):
    found = assign([], taxonomy)
    assert found.empty
    assert list(found.columns) == ["text", "intent_id", "name", "confidence"]


def test_known_wordings_need_no_model(taxonomy, cache):
    class NoModel:
        name = fingerprint = "none"

        def embed(self, texts, progress=None):
            raise AssertionError("embedded something")

    assert len(assign(["Pay my bill"], taxonomy, embedder=NoModel())) == 1


def test_other_model_than_the_run_was_made_by_is_refused(taxonomy, cache):
    other = CachedEmbedder(open_embedder("all-MiniLM-L6-v2"), cache)
    changed = replace(
        taxonomy,
        manifest=replace(
            taxonomy.manifest, hashes={**taxonomy.manifest.hashes, "model": "another"}
        ),
    )
    with pytest.raises(OptionError, match="another model"):
        assign(["something new"], changed, embedder=other)
