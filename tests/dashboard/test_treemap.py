import pytest

from intentlib.dashboard.treemap import ASPECT, Treemap, _squarify, squarify


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
    frame, tiles = squarify(state.intents)
    assert frame["theme_id"].tolist() == ["t1"] * 3 + ["t0"] * 3
    assert len(tiles) == 6


def test_a_tile_selects_its_intent(state):
    view = Treemap(state)
    view.tiles[5].click()
    assert state.selected == view._ids[5]
    assert "il-on" in view.tiles[5]._dom_classes


def test_filters_take_tiles_away(state):
    view = Treemap(state)
    state.choose(theme="t0")
    assert len(view.box.children) == 3
    state.clear()
    assert len(view.box.children) == 6


def test_a_name_that_does_not_fit_is_in_the_tooltip(state):
    view = Treemap(state)
    assert all(tile.tooltip.startswith("Ask for help with") for tile in view.tiles)
