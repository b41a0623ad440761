"""Ours and the peers on the same files, in one run.

``labelled`` reads a file and its true intents, ``peers`` says what else there is, ``apart`` runs
each in a process of its own, so that seconds and memory are its own, ``grouping`` is what happens
there, and ``quality`` scores what comes back. ``speed`` measures embedding and trees as files grow,
``reviewed`` what answers of a reviewer are worth.
"""

from intentlib.benchmark.peers import PEERS, choose_peers
from intentlib.benchmark.quality import FileScores, MethodScores, compare_methods
from intentlib.benchmark.reviewed import COUNTS, Curve, measure_reviews
from intentlib.benchmark.speed import SIZES, Speed, measure_speed

__all__ = [
    "COUNTS",
    "PEERS",
    "SIZES",
    "Curve",
    "FileScores",
    "MethodScores",
    "Speed",
    "choose_peers",
    "compare_methods",
    "measure_reviews",
    "measure_speed",
]
