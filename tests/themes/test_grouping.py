from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from intentlib.embed import open_embedder
from intentlib.naming import name_groups
from intentlib.themes import group_themes, name_themes

GOLD = Path(__file__).parents[2] / ".." / "shared" / "data" / "telco_challenge_gold.csv"


def world(themes, intents, wordings, seed=0):
    """Return names, labels and vectors in so many themes of so many intents, and true themes."""
    rng = np.random.default_rng(seed)
    theme = np.repeat(np.arange(themes), intents)
    centre = 3 * rng.normal(size=(themes, 32))[theme] + 0.9 * rng.normal(size=(len(theme), 32))
    labels = np.repeat(np.arange(len(theme)), wordings)
    vectors = centre[labels] + 0.2 * rng.normal(size=(len(labels), 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [f"Gizmo {n:03}" for n in range(len(theme))], labels, vectors, theme


def same(one, other):
    return adjusted_rand_score(one, other) == 1


def test_finds_the_themes_that_are_there():
    names, labels, vectors, theme = world(9, 4, 8)

    assert same(group_themes(names, labels, vectors, np.ones(len(labels))), theme)


@pytest.mark.parametrize(
    ("n_intents", "fewest", "most"),
    [(1, 1, 1), (3, 1, 1), (4, 2, 2), (7, 3, 3), (8, 4, 4), (20, 4, 7), (150, 4, 12)],
)
def test_the_number_of_themes_suits_the_number_of_intents(n_intents, fewest, most):
    vectors = np.random.default_rng(1).normal(size=(3 * n_intents, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.repeat(np.arange(n_intents), 3)
    names = [f"Gizmo {n}" for n in range(n_intents)]

    found = group_themes(names, labels, vectors, np.ones(len(labels)))

    assert len(found) == n_intents
    assert fewest <= found.max() + 1 <= most
    assert list(dict.fromkeys(found)) == list(range(found.max() + 1))


def test_intents_of_one_subject_belong_together_unless_they_are_far_apart():
    names, labels, vectors, theme = world(9, 4, 8)
    calls = np.ones(len(labels))
    middles = np.array([vectors[labels == n].mean(axis=0) for n in range(len(names))])
    middles -= middles.mean(axis=0)
    cosines = middles @ middles[0]
    cosines[theme == theme[0]] = np.nan
    near, far = int(np.nanargmax(cosines)), int(np.nanargmin(cosines))

    def together(other):
        worded = [f"Pay bill {n}" if n in {0, other} else name for n, name in enumerate(names)]
        found = group_themes(worded, labels, vectors, calls)
        return found[0] == found[other]

    assert together(near)
    assert not together(far)


def test_one_subject_of_a_whole_file_is_no_theme():
    _, labels, vectors, theme = world(9, 4, 8)
    names = [f"Pay bill {n:03}" for n in range(len(theme))]

    assert same(group_themes(names, labels, vectors, np.ones(len(labels))), theme)


def test_a_lone_small_intent_joins_its_nearest():
    names, labels, vectors, theme = world(9, 4, 8)
    kept = (theme < 8)[labels] | (labels == 32)  # the ninth theme has a single intent left
    names, labels, vectors = names[:33], labels[kept], vectors[kept]

    large = group_themes(names, labels, vectors, np.ones(len(labels)))
    small = group_themes(names, labels, vectors, np.where(labels == 32, 1, 100))

    assert (large == large[32]).sum() == 1
    assert (small == small[32]).sum() > 1


def test_calls_about_nothing_stay_apart_however_few():
    names, labels, vectors, _ = world(9, 4, 8)
    names[0], names[1] = "Accidental call", "Caller hung up"
    calls = np.where(labels < 2, 30, 100)

    found = group_themes(names, labels, vectors, calls)

    assert found[0] == found[1]
    assert (found == found[0]).sum() == 2


def test_themes_depend_neither_on_the_numbers_of_intents_nor_on_the_unit_of_calls():
    names, labels, vectors, _ = world(7, 5, 6)
    calls = np.arange(1, len(labels) + 1)
    expected = group_themes(names, labels, vectors, calls)

    for seed in range(3):
        number = np.random.default_rng(seed).permutation(len(names))
        renamed = [names[at] for at in np.argsort(number)]
        again = group_themes(renamed, number[labels], vectors, calls * 10)
        assert same(again[number], expected)


@pytest.mark.skipif(not GOLD.exists(), reason="the shared data is not beside the repository")
def test_themes_of_the_challenge_are_those_of_a_slide_and_stay_when_an_intent_goes():
    frame = pd.read_csv(GOLD).value_counts(["intent", "gold"]).rename("calls").reset_index()
    texts, calls = frame["intent"].tolist(), frame["calls"].to_numpy()
    labels, golds = pd.factorize(frame["gold"], sort=True)
    vectors = open_embedder("all-MiniLM-L6-v2").embed(texts)
    names = name_groups(texts, calls, vectors, labels)
    themes = group_themes(names, labels, vectors, calls)
    of = dict(zip(golds, themes.tolist(), strict=True))
    size = np.bincount(labels, weights=calls)

    found = name_themes(names, size, np.eye(len(names)), themes)

    billing = {"billing_error", "copy_of_bills", "dispute_charge", "monthly_bill_enquiry"}
    assert len({of[gold] for gold in billing}) == 1
    assert of["change_plan"] == of["activate_new_service"] == of["new_plan_enquiry"]
    assert of["service_outage"] == of["technical_issue"]
    assert of["lost_stolen_device"] == of["repair_equipment"]
    assert {"Bills and charges", "Plans and services", "Account access"} <= {*found}
    agreement = []
    for out in range(len(names)):
        kept = labels != out
        fewer = np.delete(np.arange(len(names)), out)
        again = group_themes(
            [names[n] for n in fewer],
            np.searchsorted(fewer, labels[kept]),
            vectors[kept],
            calls[kept],
        )
        agreement.append(adjusted_rand_score(themes[fewer], again))
    assert np.mean(agreement) >= 0.9
