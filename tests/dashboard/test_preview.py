import numpy as np
import pandas as pd
import pytest
from dashboard.factories import make_run
from dashboard.reviewers import reviewed_runs, reviewer_of

from intentlib.dashboard.derived import intent_codes
from intentlib.dashboard.preview import overlaps, preview


def test_a_part_split_off_goes_by_its_commonest_wording():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    labels = intent_codes(run).copy()
    own = np.flatnonzero(labels == 0)
    rare = own[np.argmin(counts[own])]
    labels[rare] = labels.max() + 1
    frame = preview(run, labels, overlaps(labels, intent_codes(run), counts))
    names = frame.set_index("intent_id")["name"]
    assert names[f"g{labels[rare]}"] == run.wordings["text"][rare]
    assert names["g0"] == run.intents["name"][0]


def test_overlaps_account_for_every_call():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    frame = overlaps(np.arange(len(counts)) % 3, intent_codes(run), counts)
    assert frame["calls"].sum() == counts.sum()
    assert frame.groupby("code")["calls"].sum().tolist() == run.intents["calls"].tolist()


def same_groups(one, other):
    return (
        (pd.crosstab(np.asarray(one), np.asarray(other)) > 0).to_numpy().sum()
        == len(np.unique(one))
        == len(np.unique(other))
    )


@pytest.mark.parametrize("stop", [0, 3, 5])
def test_what_is_previewed_is_what_publishing_gives(tmp_path, stop):
    state = reviewer_of(reviewed_runs(tmp_path))
    ids = state.run.intents["intent_id"]
    state.review.decide("approve", [ids[0]])
    state.review.decide("merge", [ids[1], ids[2]])
    state.review.decide("pin_apart", [], ["wording 03", "wording 04"])
    height = float(state.ticks["height"].iloc[stop])
    state.set_height(height)
    ahead = state.preview(height)
    done = state.publish()
    groups = {
        wording: group
        for group in ahead.intents["intent_id"]
        for wording in state.wordings_in(group, height)["wording_id"]
    }
    assert same_groups(done.wordings["wording_id"].map(groups), done.wordings["intent_id"])
    assert sorted(done.intents["calls"]) == sorted(ahead.intents["calls"])
    assert ahead.broken == (0, 0)
    assert any(ahead.broken_by_tree)
