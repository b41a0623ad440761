"""Calls of any number: what depends on every row, in memory, out of core or on many machines.

``rows`` says which three ways there are and what they have in common; ``inputs`` which files an
input is; ``staging``, ``counting`` and ``joining`` do the work on files, ``workers`` says who does
it, ``spread`` has them embed, and ``scratch`` is where the files lie meanwhile.
"""

from intentlib.scale.rows import Collected, Given, read_rows
from intentlib.scale.scratch import open_scratch
from intentlib.scale.spread import embedder_for
from intentlib.scale.workers import Workers, open_workers

__all__ = [
    "Collected",
    "Given",
    "Workers",
    "embedder_for",
    "open_scratch",
    "open_workers",
    "read_rows",
]
