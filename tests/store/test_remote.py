"""A store that fails or hangs is tried again for a while, and given up in the end in words."""

from __future__ import annotations

import errno
import pickle
import time
import uuid
from importlib.util import find_spec
from pathlib import Path

import pytest
from flaky import Flaky, Rule
from sample_run import make_run, published, write

from intentlib.errors import InputError, StoreError
from intentlib.read import read
from intentlib.scale.scratch import Scratch
from intentlib.store import latest_id, list_runs, open_run, publish, remote, save, verify


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "FIRST_PAUSE", 0.01)
    if find_spec("botocore"):  # waits a second or two before it asks again
        backoff = "botocore.retries.standard.ExponentialBackoff"
        monkeypatch.setattr(f"{backoff}.delay_amount", lambda *_: 0.01)


@pytest.fixture
def runs(bucket: str) -> str:
    return f"s3://{bucket}/{uuid.uuid4().hex}/runs"


@pytest.mark.parametrize("status", [0, 500, 503])
@pytest.mark.parametrize("method", ["", "PUT"])
def test_what_fails_for_a_while_is_done_in_the_end(
    between: Flaky, runs: str, status: int, method: str
) -> None:
    first = published(runs)
    between.rule = Rule(status=status, first=5, method=method)
    second = published(runs)
    assert between.seen > 5
    between.rule = Rule(status=status, first=5)
    assert open_run(runs).run_id == second
    between.rule = Rule(status=status, first=5)
    assert set(list_runs(runs)["run_id"]) == {first, second}
    assert verify(runs, second) == []


@pytest.mark.parametrize("rule", [Rule(status=503), Rule(status=0), Rule(hang=2, status=503)])
def test_what_fails_for_long_is_told_in_time(
    between: Flaky, runs: str, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PATIENCE", 0.5)
    monkeypatch.setattr(remote, "ANSWER", 0.3)
    first = published(runs)
    run = save(make_run(), runs)
    between.rule = rule
    begin = time.monotonic()
    for work in (lambda: open_run(runs), lambda: publish(runs, run.run_id)):
        with pytest.raises(StoreError, match=rf"can't be used.*{runs}.*credentials"):
            work()
    assert time.monotonic() - begin < 20
    between.rule = Rule()
    assert latest_id(runs) == first


def test_an_answer_that_got_lost_publishes_once(between: Flaky, runs: str) -> None:
    """The write is done, its answer is not heard: asked again, S3 says that it came too late."""
    before = published(runs)
    run = save(make_run(), runs)

    def hang_up(_: int) -> None:
        raise ConnectionAbortedError

    between.rule = Rule(method="PUT", first=1, after=hang_up)
    publish(runs, run.run_id, after=before)
    assert latest_id(runs) == run.run_id
    assert between.seen > 1


@pytest.mark.parametrize("status", [0, 503])
def test_an_input_in_a_bucket_is_read_though_it_fails_for_a_while(
    between: Flaky, bucket: str, status: int
) -> None:
    write(f"s3://{bucket}", "calls.csv", b"intent\nPay my bill\nbill payment\n" * 1000)
    whole = read(f"s3://{bucket}/calls.csv")
    between.rule = Rule(status=status, first=3)
    assert read(f"s3://{bucket}/calls.csv").sha256 == whole.sha256
    assert between.seen > 3


@pytest.mark.parametrize("status", [0, 503])
def test_scratch_in_a_bucket_outlasts_failures_also_where_a_worker_has_it(
    between: Flaky, runs: str, status: int
) -> None:
    between.rule = Rule(status=status, first=5)
    scratch = pickle.loads(pickle.dumps(Scratch(f"{runs}/.scratch-1")))
    with scratch.writing("part") as path:
        path.write_text("calls")
    between.rule = Rule(status=status, first=5)
    with scratch.reading(["part"]) as (copy,):
        assert Path(copy).read_text() == "calls"
    between.rule = Rule(status=404)
    with pytest.raises(StoreError, match=rf"can't be kept.*{runs}"), scratch.reading(["part"]):
        pass
    between.rule = Rule()
    scratch.remove()
    with pytest.raises(StoreError, match="can't be kept"), scratch.reading(["part"]):
        pass


def test_an_input_that_breaks_off_is_told_in_time(
    between: Flaky, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PATIENCE", 0.5)
    monkeypatch.setattr(remote, "ANSWER", 0.2)
    write(f"s3://{bucket}", "calls.csv", b"intent\nPay my bill\nbill payment\n" * 1000)
    read(f"s3://{bucket}/calls.csv")
    between.rule = Rule(hang=1, status=503, method="GET")
    begin = time.monotonic()
    with pytest.raises(InputError, match=r"any further.*calls\.csv.*Try again"):
        read(f"s3://{bucket}/calls.csv")
    assert time.monotonic() - begin < 20, "without limits it takes half an hour"


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (TimeoutError(), True),
        (ConnectionResetError(), True),
        (OSError(errno.EBUSY, "slow down"), True),
        (OSError(errno.ENOSPC, "full"), False),
        (PermissionError(errno.EACCES, "no"), False),
        (FileNotFoundError(), False),
        (ValueError(), False),
    ],
)
def test_only_what_passes_is_tried_again(
    error: Exception, passing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "FIRST_PAUSE", 0.01)
    errors = [error, error]

    def work() -> str:
        if errors:
            raise errors.pop()
        return "done"

    if passing:
        assert remote.patiently(work, "here") == "done"
    else:
        with pytest.raises(type(error)):
            remote.patiently(work, "here")
        assert len(errors) == 1
