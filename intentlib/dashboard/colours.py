"""Colours of themes, and of what has none."""

from __future__ import annotations

from intentlib.model import Run

PALETTE = (
    *("#466fcb", "#d37812", "#b0416b", "#978cad", "#17a664", "#617209"),
    *("#7a87ec", "#86659b", "#5c8a88", "#a86654", "#2b88c0", "#46707b"),
)
"""Colours of themes, in order of calls: at least 3:1 on white and on near-black, and chosen to
stay apart under protanopia, deuteranopia and tritanopia (distance in OKLab after Machado et al.,
"A physiologically-based model for simulation of color vision deficiency", 2009)."""

SHADES = tuple(
    "#" + "".join(f"{round(0.74 * int(colour[i : i + 2], 16)):02x}" for i in (1, 3, 5))
    for colour in PALETTE
)
"""The same colours darker: white text on them has at least 4.5:1."""

QUIET = "#7d8694"
"""Colour of what has no theme: other intents, and calls without an intent."""

TONES = {"negative": PALETTE[1], "neutral": QUIET, "positive": PALETTE[10]}
"""Orange, grey and blue: told apart with any colour vision, as red and green are not."""


def theme_colours(run: Run) -> dict[str, str]:
    """Return the colour of every theme, by its id."""
    return {theme: PALETTE[i % len(PALETTE)] for i, theme in enumerate(run.themes["theme_id"])}
