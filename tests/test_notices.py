"""Who is told of a run is told once, by a real server on the other side."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hooks import hook

from intentlib.errors import OptionError, StoreError
from intentlib.notices import Message, expect, notify, telling

ARN = "arn:aws:sns:eu-west-1:123456789012"


def message(run_id: str = "20261122T120000Z-aaaaaa") -> Message:
    return Message(run_id, "2 new intents → today", ("New: 3 calls 'Pay'",), {"calls": 7})


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAUSE", 0.01)


@pytest.fixture
def runs(tmp_path) -> str:
    return str(tmp_path / "runs")


def outcomes(runs: str, *addresses: str, of: Message | None = None) -> list[bool]:
    return [each.sent for each in notify(runs, addresses, of or message())]


def test_each_run_is_told_once(runs):
    with hook() as one, hook() as two:
        assert outcomes(runs, one.url) == [True]
        assert outcomes(runs, one.url, two.url) == [False, True]
        assert outcomes(runs, one.url, of=message("later")) == [True]
    (headers, body), _ = one.seen
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == body["run_id"] == message().run_id
    assert body["text"] == "2 new intents → today\nNew: 3 calls 'Pay'"
    assert body["summary"] == {"calls": 7}
    assert len(two.seen) == 1


def test_an_address_is_neither_kept_nor_shown(runs, tmp_path):
    with hook() as server:
        (told,) = notify(runs, [server.url], message())
    assert told.target == "http://127.0.0.1"
    assert "secret" not in (tmp_path / "runs" / "notices.json").read_text()


def test_processes_that_tell_at_once_tell_once(runs):
    with hook() as server, ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: outcomes(runs, server.url), range(8)))
    assert sorted(sent) == [[False]] * 7 + [[True]]
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [0, 500, 504])
def test_what_may_have_arrived_is_not_sent_again(runs, status):
    with hook(status) as server:
        (told,) = notify(runs, [server.url], message())
        assert "may have arrived" in told.why
        assert outcomes(runs, server.url) == [False]
    assert len(server.seen) == 1


def test_what_was_refused_for_now_is_sent_again_at_once(runs):
    with hook(503, 429) as server:
        assert outcomes(runs, server.url) == [True]
    assert len(server.seen) == 3


def test_what_was_refused_is_sent_by_the_next_refresh(runs):
    with hook(404) as server:
        (told,) = notify(runs, [server.url], message())
        assert "404" in told.why
        assert len(server.seen) == 1
        assert outcomes(runs, server.url) == [True]


def test_where_nobody_listens_the_next_refresh_tries_again(runs):
    with hook() as server:
        url, port = server.url, server.server_address[1]
    (told,) = notify(runs, [url], message())
    assert "the next refresh tries again" in told.why
    with hook(port=port) as server:
        assert outcomes(runs, url) == [True]


def test_a_run_that_was_published_before_is_not_told(runs):
    with hook() as server:
        expect(runs, [server.url], message().run_id)
        assert outcomes(runs, server.url) == [False]
        expect(runs, [server.url], "later")  # as by a refresh that died once it had published
        assert outcomes(runs, server.url, of=message("later")) == [True]
    assert len(server.seen) == 1


@pytest.mark.parametrize("name", ["intents", "intents.fifo"])
def test_a_topic_is_told(runs, name, monkeypatch):
    boto3 = pytest.importorskip("boto3", reason="needs the extra intentlib[sns]")
    moto_server = pytest.importorskip("moto.server", reason="needs moto, see the dev group")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "test")
    aws = {service: boto3.client(service, region_name="eu-west-1") for service in ("sns", "sqs")}
    fifo = {"FifoTopic": "true"} if name.endswith("fifo") else {}
    topic = aws["sns"].create_topic(Name=name, Attributes=fifo)["TopicArn"]
    queue = aws["sqs"].create_queue(QueueName="heard")["QueueUrl"]
    heard = "arn:aws:sqs:eu-west-1:123456789012:heard"
    aws["sns"].subscribe(TopicArn=topic, Protocol="sqs", Endpoint=heard)
    assert outcomes(runs, topic) == [True]
    assert outcomes(runs, topic) == [False]
    (told,) = notify(runs, [f"{ARN}:unknown"], message())
    assert "the next refresh tries again" in told.why
    found = aws["sqs"].receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    server.stop()
    (body,) = (json.loads(each["Body"]) for each in found)
    assert body["Subject"] == "2 new intents ? today"
    assert body["Message"] == message().text


@pytest.mark.parametrize("address", ["ftp://here", "here", "arn:aws:sns", "https://"])
def test_an_address_of_no_kind_is_refused_before_anything_is_sent(runs, address):
    for work in (lambda: notify(runs, [address], message()), lambda: expect(runs, [address], None)):
        with pytest.raises(OptionError, match="ARN of an SNS topic"):
            work()


def test_a_damaged_record_is_told_and_nothing_is_sent(runs, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "notices.json").write_text("{")
    with hook() as server:
        with pytest.raises(StoreError, match="Remove it"):
            notify(runs, [server.url], message())
        assert not server.seen
