from dataclasses import replace

import numpy as np
import pytest
from dashboard.factories import make_run

from intentlib.dashboard import derived


def _contrast(one, other):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", derived.PALETTE)
def test_colours_of_themes_stand_out_on_light_and_dark(colour):
    assert _contrast(colour, "#ffffff") >= 3
    assert _contrast(colour, "#161b22") >= 2.8


@pytest.mark.parametrize("colour", derived.SHADES)
def test_white_text_is_readable_on_tiles(colour):
    assert _contrast(colour, "#ffffff") >= 4.5


def test_colours_differ():
    assert len(set(derived.PALETTE)) == 12


@pytest.mark.parametrize("top", [0, 0.004, 0.093, 0.3, 1, 3, 7, 13, 26, 99, 101, 12345])
def test_ticks_are_few_round_and_reach_the_top(top):
    ticks = derived.nice_ticks(top, whole=top >= 1)
    assert ticks[0] == 0
    assert ticks[-1] >= top
    assert 2 <= len(ticks) <= 6
    assert np.allclose(np.diff(ticks), ticks[1])
    if top >= 1:
        assert np.array_equal(ticks, ticks.round())


def test_some_values_are_evenly_spaced_with_both_ends():
    assert derived.some(np.arange(11), 3).tolist() == [0, 5, 10]
    assert derived.some(np.arange(2), 6).tolist() == [0, 1]


def test_a_column_is_a_dimension_when_it_has_a_few_values():
    run = make_run()
    calls = run.calls.assign(one="same", many=range(len(run.calls)))
    found = derived.dimensions(replace(run, calls=calls))
    assert found == {"channel": ["chat", "phone"]}


def test_a_part_split_off_goes_by_its_commonest_wording():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    labels = derived.intent_codes(run).copy()
    own = np.flatnonzero(labels == 0)
    rare = own[np.argmin(counts[own])]
    labels[rare] = labels.max() + 1
    frame = derived.preview(run, labels, counts)
    names = frame.set_index("intent_id")["name"]
    assert names[f"g{labels[rare]}"] == run.wordings["text"][rare]
    assert names["g0"] == run.intents["name"][0]


def test_overlaps_account_for_every_call():
    run = make_run()
    counts = run.wordings["calls"].to_numpy()
    frame = derived.overlaps(run, np.arange(len(counts)) % 3, counts)
    assert frame["calls"].sum() == counts.sum()
    assert frame.groupby("code")["calls"].sum().tolist() == run.intents["calls"].tolist()
