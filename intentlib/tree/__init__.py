"""Vectors to a merge tree whose heights mean the same on every file, and its cuts.

``build`` reads as the method does: bring each wording closer to its like (``neighbours``), merge
by Ward's criterion (``ward``, and ``reciprocal`` where there are many), describe every merge
without units (``merges``), judge it as people judged labelled sets (``convention``), and write
those judgements as heights (``heights``). ``graft`` joins a few more wordings to a known tree.
"""

from intentlib.tree.building import build
from intentlib.tree.cutting import count_groups, cut, cut_to, height_for, loosest
from intentlib.tree.grafting import graft

__all__ = ["build", "count_groups", "cut", "cut_to", "graft", "height_for", "loosest"]
