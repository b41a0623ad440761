import pytest
from dashboard.looking import is_shown, text_of

from intentlib.dashboard import treemap
from intentlib.dashboard.treemap import (
    ASPECT,
    ON_NARROW,
    ON_WIDE,
    Treemap,
    _fitting,
    _squarify,
    gather,
    squarify,
)


@pytest.mark.parametrize("sizes", [[1], [6, 6, 4, 3, 2, 2, 1], [1000, 1, 1], [5] * 40])
def test_tiles_fill_the_box_in_proportion_without_overlap(sizes):
    tiles = _squarify(sizes)
    total = sum(sizes)
    for size, (left, top, width, height) in zip(sizes, tiles, strict=True):
        assert width * height == pytest.approx(size / total)
        assert left >= -1e-9
        assert top >= -1e-9
        assert left + width <= 1 + 1e-9
        assert top + height <= 1 + 1e-9
    for n, (a, b, c, d) in enumerate(tiles):
        for e, f, g, h in tiles[n + 1 :]:
            across = min(a + c, e + g) - max(a, e)
            down = min(b + d, f + h) - max(b, f)
            assert min(across, down) < 1e-9


def test_equal_tiles_are_about_square():
    for _, _, width, height in _squarify([1] * 12):
        assert 0.5 < width * ASPECT / height < 2


def test_themes_stand_together(state):
    frame, tiles = squarify(gather(state.listed))
    assert frame["theme_id"].tolist() == ["t1"] * 3 + ["t0"] * 3
    assert len(tiles) == 6


def test_a_tile_selects_its_intent(state):
    view = Treemap(state)
    view.tiles[5].click()
    assert (state.selected,) == view._rows[5].intent_ids
    assert "il-on" in view.tiles[5]._dom_classes


@pytest.fixture
def small(state, monkeypatch):
    """Two intents of the second theme and one of the first are small."""
    calls = state.listed.groupby("theme_id")["calls"].nsmallest(2).groupby(level=0).max()
    monkeypatch.setattr(treemap, "SMALL", (calls["t0"] + 0.5) / state.listed["calls"].sum())
    return state


def test_small_intents_of_a_theme_share_a_tile_that_opens_it(small):
    listed = small.listed
    least = treemap.SMALL * listed["calls"].sum()
    of_theme = listed["theme_id"] == "t0"
    together = listed.loc[of_theme & (listed["calls"] < least), "intent_id"]
    assert len(together) > 1
    view = Treemap(small)
    place = next(n for n, row in enumerate(view._rows) if set(row.intent_ids) == set(together))
    tile, row = view.tiles[place], view._rows[place]
    assert row.calls == listed.loc[listed["intent_id"].isin(together), "calls"].sum()
    assert row.name == f"{len(together)} more"
    assert "Show this theme alone" in tile.tooltip
    assert "Small intents share one" in text_of(view)
    small.select(together.iloc[0])
    assert "il-on" in tile._dom_classes
    tile.click()
    assert small.theme == "t0"
    assert [row.intent_ids for row in view._rows] == [(each,) for each in small.listed["intent_id"]]


def test_every_call_on_show_has_a_tile(small):
    frame = gather(small.listed)
    assert frame["calls"].sum() == small.listed["calls"].sum()
    assert sorted(sum(frame["intent_ids"], ())) == sorted(small.listed["intent_id"])


def test_a_theme_of_small_intents_only_is_a_tile_with_its_name(state, monkeypatch):
    monkeypatch.setattr(treemap, "SMALL", 2)
    frame = gather(state.listed)
    assert frame["name"].tolist() == frame["theme"].tolist()
    assert len(frame) == 2


def test_filters_take_tiles_away(state):
    view = Treemap(state)
    state.choose(theme="t0")
    assert len(view.box.children) == 3
    state.clear()
    assert len(view.box.children) == 6


def test_where_nothing_is_left_that_is_said(state):
    view = Treemap(state)
    state.choose(search="nobody said this")
    assert "Nothing fits these filters." in text_of(view)
    assert not is_shown(view.box)


def test_a_name_that_fits_a_wide_page_alone_is_not_cut_on_a_phone(state, monkeypatch):
    tile = (0.0, 0.0, 0.16, 0.3)
    assert _fitting("Reset password", tile, *ON_WIDE) == "Reset password"
    assert _fitting("Reset password", tile, *ON_NARROW) == "Reset…"
    assert _fitting("Pause a subscription", tile, *ON_WIDE) == "Pause a…"
    assert _fitting("Top up", tile, *ON_NARROW) == "Top up"
    assert _fitting("Top up the prepaid phone", (0.0, 0.0, 0.16, 0.05), *ON_WIDE) == "Top up…"
    assert not any("il-wide-only" in each._dom_classes for each in Treemap(state).tiles)
    monkeypatch.setattr(treemap, "ON_NARROW", (8, 8))
    assert all("il-wide-only" in each._dom_classes for each in Treemap(state).tiles)


def test_a_name_that_does_not_fit_is_in_the_tooltip(state):
    view = Treemap(state)
    assert all(tile.tooltip.startswith("Ask for help with") for tile in view.tiles)
