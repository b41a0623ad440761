import numpy as np
import pytest

from intentlib.dashboard import colours


def _contrast(one, other):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", colours.PALETTE)
def test_colours_of_themes_stand_out_on_light_and_dark(colour):
    assert _contrast(colour, "#ffffff") >= 3
    assert _contrast(colour, "#161b22") >= 2.8


@pytest.mark.parametrize("colour", colours.SHADES)
def test_white_text_is_readable_on_tiles(colour):
    assert _contrast(colour, "#ffffff") >= 4.5


def test_colours_differ():
    assert len(set(colours.PALETTE)) == 12
