import numpy as np
from dashboard.factories import make_run

from intentlib.dashboard.derived import intent_codes
from intentlib.dashboard.preview import overlaps, preview


def test_a_part_split_off_goes_by_its_commonest_wording():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    labels = intent_codes(run).copy()
    own = np.flatnonzero(labels == 0)
    rare = own[np.argmin(counts[own])]
    labels[rare] = labels.max() + 1
    frame = preview(run, labels, counts)
    names = frame.set_index("intent_id")["name"]
    assert names[f"g{labels[rare]}"] == run.wordings["text"][rare]
    assert names["g0"] == run.intents["name"][0]


def test_overlaps_account_for_every_call():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    frame = overlaps(run, np.arange(len(counts)) % 3, counts)
    assert frame["calls"].sum() == counts.sum()
    assert frame.groupby("code")["calls"].sum().tolist() == run.intents["calls"].tolist()
