"""A program that saves and publishes runs in child processes, and kills them on request.

``saver.py RUNS`` reads commands from standard input and answers each with one line:

``at N``        kill the child at the N-th time that it opens, makes, renames or removes a file
``after S``     kill the child after S seconds of saving one run after another
``together N``  let N children save and publish at once, to the end
``race N``      let N children publish at once after the same run, each unless another one was first

The answer is ``done`` when every child came to its end, otherwise ``killed``; that of ``race`` is
how many published.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable

from sample_run import make_run

from intentlib.errors import OvertakenError
from intentlib.store import latest_id, publish, save

OVERTAKEN = 3
TOUCHES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


def save_and_publish(runs: str) -> None:
    run = save(make_run(), runs)
    publish(runs, run.run_id)


def save_until_killed(runs: str) -> None:
    while True:
        save_and_publish(runs)


def save_until(runs: str, last: int) -> None:
    touches = 0

    def count(event: str, _: object) -> None:
        nonlocal touches
        if event in TOUCHES:
            touches += 1
            if touches == last:
                os.kill(os.getpid(), signal.SIGKILL)

    run = make_run()
    sys.addaudithook(count)
    publish(runs, save(run, runs).run_id)


def publish_first(runs: str, ready: int, go: int) -> None:
    run, before = save(make_run(), runs), latest_id(runs)
    os.write(ready, b".")
    os.read(go, 1)  # ends for all children at once
    try:
        publish(runs, run.run_id, after=before)
    except OvertakenError:
        os._exit(OVERTAKEN)


def start(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def finish(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child failed by itself")
    return os.WIFEXITED(status)


def race(runs: str, number: int) -> int:
    """Return how many of so many children published a run after the same one."""
    (hearing, ready), (waiting, going) = os.pipe(), os.pipe()

    def work() -> None:
        os.close(going)
        publish_first(runs, ready, waiting)

    children = [start(work) for _ in range(number)]
    for _ in children:
        os.read(hearing, 1)
    os.close(going)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert set(statuses) <= {0, OVERTAKEN}, statuses
    return statuses.count(0)


def main(runs: str) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        save_and_publish(elsewhere)  # so that children have nothing left to import
        latest_id(runs)
    for line in sys.stdin:
        command, number = line.split()
        if command == "race":
            print(race(runs, int(number)), flush=True)
            continue
        if command == "at":
            children = [start(lambda last=int(number): save_until(runs, last))]
        elif command == "after":
            children = [start(lambda: save_until_killed(runs))]
            time.sleep(float(number))
            os.kill(children[0], signal.SIGKILL)
        else:
            children = [start(lambda: save_and_publish(runs)) for _ in range(int(number))]
        ended = [finish(child) for child in children]
        print("done" if all(ended) else "killed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
