"""Intents -> themes: what fits on one slide."""

from intentlib.themes.grouping import FEWEST, MOST, group_themes
from intentlib.themes.keeping import keep_themes
from intentlib.themes.titles import OTHER, name_themes

__all__ = ["FEWEST", "MOST", "OTHER", "group_themes", "keep_themes", "name_themes"]
