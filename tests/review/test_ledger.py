"""The ledger: what is recorded, what is refused, and what two reviewers make of each other."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import postgres
import pytest
import sqlalchemy as sa

from intentlib.errors import ConflictError, DecisionError, StoreError
from intentlib.review import (
    Approve,
    Comment,
    Decision,
    Held,
    Ledger,
    Merge,
    Move,
    Noise,
    Offer,
    PinApart,
    Rename,
    Skip,
    Split,
    Undo,
    open_ledger,
)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with open_ledger(ledger_url) as ledger:
        yield ledger


def approve(intent_id: str, keys: str) -> Approve:
    return Approve(keys=tuple(keys), intent_id=intent_id)


def append_all(ledger: Ledger, *decisions: Decision) -> None:
    for decision in decisions:
        ledger.append(decision, reviewer="Ann")


def test_a_decision_is_recorded_with_all_that_is_known_of_it(
    ledger: Ledger, ledger_url: str
) -> None:
    before = datetime.now(UTC)
    done = ledger.append(
        approve("i1", "ab"), reviewer=" Ann  Lee ", run_id="r1", reason="all the same"
    )
    assert done.decision_id == 1
    assert (done.reviewer, done.run_id, done.reason) == ("Ann Lee", "r1", "all the same")
    assert before <= done.at <= datetime.now(UTC)
    with open_ledger(ledger_url) as other:
        assert other.recorded() == [done]
        assert other.position == 1
        assert other.standing().intent_of("b") == "i1"


def test_what_others_record_is_in_force_at_once(ledger: Ledger, ledger_url: str) -> None:
    with open_ledger(ledger_url) as other:
        other.append(approve("i1", "a"), reviewer="Bob")
    assert ledger.position == 0
    assert ledger.standing().intent_of("a") == "i1"
    assert ledger.position == 1
    assert ledger.recorded(after=1) == []


def test_the_frame_of_decisions(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "ab"), Undo(1))
    frame = ledger.decisions()
    assert list(frame) == [
        "decision_id",
        "at",
        "reviewer",
        "kind",
        "payload",
        "run_id",
        "reason",
        "undone_by",
    ]
    assert frame["kind"].tolist() == ["approve", "undo"]
    assert json.loads(frame["payload"][0]) == {"keys": ["a", "b"], "intent_id": "i1"}
    assert frame["undone_by"].fillna(0).tolist() == [2, 0]
    assert frame["at"].dt.tz is not None


def test_an_empty_ledger_has_an_empty_frame(tmp_path: Path) -> None:
    assert open_ledger(runs=str(tmp_path)).decisions().empty
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_of_a_folder_of_runs_lies_in_it(tmp_path: Path) -> None:
    open_ledger(runs=str(tmp_path / "runs")).append(Skip("q"), reviewer="Ann")
    assert (tmp_path / "runs" / "ledger.db").is_file()


def test_what_contradicts_is_refused_and_tells_why(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "ab"))
    with pytest.raises(ConflictError) as refused:
        ledger.append(Noise(("a",)), reviewer="Bob")
    assert refused.value.instead_of == (1,)
    assert refused.value.exit_status == 2
    told = str(refused.value)
    assert "#1, Ann approved i1 (2 wordings) at 20" in told
    assert "after you looked" not in told
    assert "Undo #1 first, or decide this instead: instead_of=[1], or --instead-of 1" in told
    assert ledger.position == 1
    assert len(ledger.recorded()) == 1


def test_two_reviewers_who_disagree(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "a"), approve("i2", "b"))
    ledger.append(Move(("c",), "i1"), reviewer="Ann", seen=2)
    with pytest.raises(ConflictError, match=r"#3, Ann moved “c” to i1 at .*, after you looked"):
        ledger.append(Move(("c",), "i2"), reviewer="Bob", seen=2)


def test_two_reviewers_who_agree_or_do_not_meet(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "a"))
    for decision in (Move(("c",), "i1"), Move(("c",), "i1"), approve("i2", "b"), Undo(1), Undo(1)):
        ledger.append(decision, reviewer="Bob", seen=1)
    assert ledger.position == 6
    assert ledger.standing().undone_by(1) == 5
    append_all(ledger, Undo(5))
    assert ledger.standing().undone_by(1) == 6
    append_all(ledger, Undo(6))
    assert ledger.standing().undone_by(1) is None


@pytest.mark.parametrize(
    "meanwhile", [Rename("i1", "y"), Merge("i2", ("i1",)), Split("i1", (("a",), ("b",)))]
)
def test_a_name_counts_only_for_the_intent_that_was_seen(
    ledger: Ledger, meanwhile: Decision
) -> None:
    append_all(ledger, approve("i1", "ab"), Undo(1), Rename("i1", "x"), meanwhile)
    with pytest.raises(ConflictError, match=r"changed since you looked: #4, Ann .*decide again"):
        ledger.append(Rename("i1", "z"), reviewer="Bob", seen=3)
    ledger.append(Rename("i1", "z"), reviewer="Bob", seen=4)
    assert ledger.standing().label("i1", "name") == Held("z", 5)
    assert ledger.recorded(4)[0].decision.supersedes in {(4,), (3,)}


def test_what_is_decided_in_the_same_step_is_known(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "a"), approve("i2", "b"))
    steps = [Merge("i1", ("i2",), ("a", "b")), Rename("i1", "Bills"), Undo(4), Rename("i1", "Pay")]
    ledger.append_all([Offer(each, "Ann") for each in steps])
    assert ledger.standing().label("i1", "name") == Held("Pay", 6)


def test_the_same_name_twice_is_no_conflict(ledger: Ledger) -> None:
    append_all(ledger, Rename("i1", "x"))
    ledger.append(Rename("i1", "x"), reviewer="Bob", seen=0)
    assert ledger.standing().label("i1", "name") == Held("x", 2)


def test_what_this_object_has_not_read_was_not_seen(ledger: Ledger, ledger_url: str) -> None:
    with open_ledger(ledger_url) as other:
        other.append(Rename("i1", "x"), reviewer="Bob")
    with pytest.raises(ConflictError, match="Bob gave i1 the name “x”"):
        ledger.append(Rename("i1", "y"), reviewer="Ann")
    ledger.append(Rename("i1", "y"), reviewer="Ann")


def test_one_wording_is_moved_and_the_others_stay_approved(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "abc"), Rename("i1", "x"))
    done = ledger.append(Move(("a",), "i2"), reviewer="Bob", instead_of=[1])
    assert ledger.recorded()[-1] == done
    standing = ledger.standing()
    assert [standing.intent_of(key) for key in "abc"] == ["i2", "i1", "i1"]
    assert [(each.decision, each.reason) for each in ledger.recorded(2)[:-1]] == [
        (approve("i1", "bc"), "What remains of #1"),
        (Undo(1), "To make way for another decision"),
    ]
    assert standing.conflicts == ()


def test_an_intent_is_split_again(ledger: Ledger) -> None:
    append_all(ledger, Split("i1", (("a", "b"), ("c",))))
    with pytest.raises(ConflictError) as refused:
        append_all(ledger, Split("i1", (("a",), ("b",))))
    ledger.append(
        Split("i1", (("a",), ("b",))), reviewer="Ann", instead_of=refused.value.instead_of
    )
    intents = {ledger.standing().intent_of(key) for key in "abc"}
    assert len(intents) == 3
    assert None not in intents


def test_all_or_nothing_where_one_step_is_refused(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "ab"), PinApart(("c", "d")), approve("i2", "c"))
    with pytest.raises(ConflictError, match="#3"):
        ledger.append(approve("i1", "ac"), reviewer="Bob", instead_of=[2])
    assert len(ledger.recorded()) == ledger.position == 3
    assert ledger.standing().undone_by(2) is None
    append_all(ledger, approve("i1", "e"))
    assert ledger.position == 4


def test_an_undo_that_others_build_on_is_refused(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "a"), Merge("i1", ("i2",)), approve("i2", "ab"))
    with pytest.raises(ConflictError, match="later decisions build on it: #3") as refused:
        append_all(ledger, Undo(2))
    ledger.append(Undo(2), reviewer="Ann", instead_of=refused.value.instead_of)
    assert ledger.standing().home("i2") == "i2"


def test_what_builds_on_each_other_is_undone_in_one_step(ledger: Ledger) -> None:
    append_all(ledger, approve("i1", "a"), Merge("i1", ("i2",)), approve("i2", "ab"))
    ledger.append(Move(("b",), "i3"), reviewer="Ann", instead_of=[2, 3])
    standing = ledger.standing()
    assert [standing.intent_of(key) for key in "ab"] == ["i1", "i3"]
    assert standing.home("i2") == "i2"


@pytest.mark.parametrize(
    ("decision", "given", "told"),
    [
        (Undo(3), {}, "no such decision: #3"),
        (Undo(1), {}, "#1 is undone already: by #2. Undo #2 to restore it"),
        (Skip("q"), {"seen": 3}, "beyond the ledger"),
        (Skip("q"), {"seen": -1}, "beyond the ledger"),
        (approve("i1", "b"), {"instead_of": [1, 7]}, "no such decision: #7"),
        (Skip("q"), {"reviewer": " "}, "'reviewer' is not a text"),
        (Skip("q"), {"reason": "\0"}, "'reason' is not a text"),
    ],
)
def test_what_makes_no_sense_is_refused(
    ledger: Ledger, decision: Decision, given: dict[str, object], told: str
) -> None:
    append_all(ledger, approve("i1", "a"), Undo(1))
    with pytest.raises(DecisionError, match=told):
        ledger.append(decision, **{"reviewer": "Ann", **given})
    assert len(ledger.recorded()) == 2


def test_a_repeated_append_is_recorded_once(ledger: Ledger) -> None:
    append_all(ledger, Rename("i1", "x"))
    first = ledger.append(Rename("i1", "y"), reviewer="Ann", token="t")
    assert ledger.append(Rename("i1", "y"), reviewer="Ann", token="t", seen=0) == first
    with pytest.raises(DecisionError, match="token belongs to another decision: #2"):
        ledger.append(Rename("i1", "z"), reviewer="Ann", token="t")
    assert ledger.position == 2


def test_many_threads_share_a_ledger(ledger: Ledger) -> None:
    def work(name: int) -> None:
        for number in range(5):
            ledger.append(Comment(f"{name} {number}"), reviewer="Ann")

    threads = [threading.Thread(target=work, args=[name]) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.decision_id for each in ledger.recorded()] == list(range(1, 21))


def test_a_ledger_that_cannot_be_read_is_said_to_be_damaged(tmp_path: Path) -> None:
    url = str(tmp_path / "ledger.db")
    append_all(open_ledger(url), Skip("q"))
    with sa.create_engine(f"sqlite:///{url}").begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO decisions SELECT 2, at, reviewer, 'guess', payload, null, null, 't' "
                "FROM decisions"
            )
        )
    with pytest.raises(StoreError, match=r"of a newer version.*decisions #1 to #2"):
        open_ledger(url)


def test_a_lost_answer_is_asked_for_again(postgresql: str, tmp_path: Path) -> None:
    """The server hangs up when it has committed, before it has said so."""
    with postgres.database(postgresql) as url, hanging_up(url, tmp_path) as (through, hang_up):
        with open_ledger(through) as ledger:
            append_all(ledger, Rename("i1", "x"))
            hang_up.set()
            done = ledger.append(Rename("i1", "y"), reviewer="Ann", instead_of=[1])
            assert not hang_up.is_set(), "no answer was lost"
            assert done.decision_id == ledger.position == 3
            append_all(ledger, Skip("q"))
        with open_ledger(url) as direct:
            assert [each.decision.kind for each in direct.recorded()] == [
                "rename",
                "undo",
                "rename",
                "skip",
            ]


@contextmanager
def hanging_up(url: str, folder: Path) -> Iterator[tuple[str, threading.Event]]:
    """Give a way to a server that loses the answer to the first commit after an event is set."""
    name = ".s.PGSQL.5432"
    behind = str(Path(sa.make_url(url).query["host"]) / name)
    hang_up = threading.Event()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / name))
    listener.listen()

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, server = listener.accept()[0], socket.socket(socket.AF_UNIX)
                server.connect(behind)
                committed = threading.Event()
                for way in ((client, server, committed, None), (server, client, None, committed)):
                    threading.Thread(target=copy, args=way, daemon=True).start()

    def copy(
        source: socket.socket,
        target: socket.socket,
        commits: threading.Event | None,
        committed: threading.Event | None,
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if commits and hang_up.is_set() and b"COMMIT" in data:
                    commits.set()
                if committed and committed.is_set():
                    hang_up.clear()
                    break
                target.sendall(data)
            for end in (source, target):
                end.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=serve, daemon=True).start()
    try:
        through = sa.make_url(url).update_query_dict({"host": str(folder)})
        yield through.render_as_string(hide_password=False), hang_up
    finally:
        listener.close()
