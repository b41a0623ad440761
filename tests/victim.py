"""A program that adds a file to runs in child processes, and lets them meet with an accident.

``victim.py CACHE [RUNS]`` reads commands from standard input, each a JSON object, and answers each
with one line: ``killed``, or the id of the run, or the error's kind and message. At RUNS it looks
beforehand, so that its children find all libraries loaded.

``runs``, ``input``   what is added to what
``stage``             kill the child when this stage begins
``touch``             kill it at the N-th time that it opens a file to write, or makes, renames or
                      removes one
``bytes``             let no file grow beyond so many bytes, as on a full disk
``memory``            let it take only so many MB more than it has
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from small_file import small_config

from intentlib.embed import CachedEmbedder
from intentlib.errors import IntentlibError
from intentlib.model import RunConfig
from intentlib.pipeline import run
from intentlib.shell import exit_status
from intentlib.store import latest_id
from intentlib.vectors import unit

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Words:
    """An embedder that knows nothing but words: quick, and the same in every process."""

    name = fingerprint = "words"

    def embed(self, texts: Any, progress: Any = None) -> np.ndarray:
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row] += np.random.default_rng(sum(word.encode())).normal(size=64)
        return unit(vectors + 1e-6).astype(np.float32)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_touch(last: int) -> None:
    touches = 0

    def count(event: str, args: Any) -> None:
        nonlocal touches
        writes = event == "open" and isinstance(args[2], int) and args[2] & WRITES
        if writes or event in CHANGES:
            touches += 1
            if touches == last:
                die()

    sys.addaudithook(count)


def work(asked: dict[str, Any], cache: str) -> str:
    config = RunConfig(asked["input"], asked["runs"], "reason", granularity=4, add=True)

    def tell(stage: str, *_: int) -> None:
        if stage == asked.get("stage"):
            die()

    if "touch" in asked:
        die_at_touch(asked["touch"])
    if "bytes" in asked:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["bytes"], asked["bytes"]))
    if "memory" in asked:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + asked["memory"] * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # a full disk is that of the runs: the cache has a test of its own
    full = "bytes" in asked
    embedder = Words() if full else CachedEmbedder(Words(), asked.get("cache", cache))
    return run(config, progress=tell, embedder=embedder).run_id


def answer(asked: dict[str, Any], cache: str) -> str:
    """Let a child do the work, and return what became of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        told = ""

        def command() -> None:
            nonlocal told
            try:
                told = work(asked, cache)
            except IntentlibError as error:
                told = f"{type(error).__name__}: {error}"
                raise

        os.dup2(writing, 2)
        status = exit_status(command)
        os.write(writing, told.encode() if status == 0 else b"")
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = file.read().strip().replace("\n", " ")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "killed" if status == -signal.SIGKILL else f"{status} {told}"


def main(cache: str, runs: str = "") -> None:
    with tempfile.TemporaryDirectory() as elsewhere:  # so that children need not import anything
        config = small_config(Path(elsewhere))
        run(config, embedder=CachedEmbedder(Words(), elsewhere))
        latest_id(runs or elsewhere)
    for line in sys.stdin:
        print(answer(json.loads(line), cache), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
