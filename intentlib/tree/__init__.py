"""Vectors to a merge tree whose heights mean the same on every file, and its cuts.

``build`` reads as the method does: bring each wording closer to its like (``neighbours``), merge
by Ward's criterion (``ward``, and ``reciprocal`` where there are many), describe every merge
without units (``merges``), judge it as people judged labelled sets (``convention``), and write
those judgements as heights (``heights``).
"""

from intentlib.tree.building import build
from intentlib.tree.cutting import count_groups, cut, cut_to, height_for, loosest

__all__ = ["build", "count_groups", "cut", "cut_to", "height_for", "loosest"]
