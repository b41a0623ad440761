"""Ours and the peers on the same files, in one run.

``labelled`` reads a file and its true intents, ``peers`` says what else there is, ``apart`` runs
each in a process of its own, so that seconds and memory are its own, ``grouping`` is what happens
there, and ``quality`` scores what comes back. ``speed`` measures embedding and trees as files grow,
``reviewed`` what answers of a reviewer are worth. Nothing is imported here: the process of a peer
would hold all of it.
"""
