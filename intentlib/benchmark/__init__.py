"""Ours and the peers on the same files, in one run.

``labelled`` reads a file and its true intents, ``peers`` says what else there is, ``apart`` runs
each in a process of its own, so that seconds and memory are its own, ``grouping`` is what happens
there, and ``quality`` scores what comes back.
"""

from intentlib.benchmark.peers import PEERS, choose_peers
from intentlib.benchmark.quality import FileScores, MethodScores, compare_methods

__all__ = ["PEERS", "FileScores", "MethodScores", "choose_peers", "compare_methods"]
