"""A ledger as JSON Lines, and back, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import decisions

from intentlib.errors import ConflictError, DecisionError
from intentlib.review import (
    Approve,
    Decision,
    Ledger,
    Merge,
    Noise,
    PinApart,
    Rename,
    Skip,
    Undo,
    export_lines,
    import_lines,
    open_ledger,
)


def approve(intent_id: str, keys: str) -> Approve:
    return Approve(keys=tuple(keys), intent_id=intent_id)


def ledger_of(url: str | Path, *decided: Decision) -> Ledger:
    ledger = open_ledger(str(url))
    for decision in decided:
        ledger.append(decision, reviewer="Ann", run_id="r1", reason="because")
    return ledger


def lines_of(ledger: Ledger) -> list[str]:
    return list(export_lines(ledger))


def test_a_round_trip_is_exact(ledger_url: str, tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path / "first.db",
        approve("i1", "ab"),
        Rename("i1", "Zoë 🤷"),
        Rename("i1", "“x”"),
        Rename("i2", "y"),
        Merge("i1", ("i2",), ("a", "b")),
        Undo(5),
    )
    ledger.append(Skip("q"), reviewer="Bob")
    lines = lines_of(ledger)
    with open_ledger(ledger_url) as other:
        done = import_lines(other, lines)
        assert (done.added, done.known, done.conflicts) == (7, 0, ())
        assert lines_of(other) == lines
        assert other.recorded() == ledger.recorded()
        again = import_lines(other, lines)
        assert (again.added, again.known) == (0, 7)
        assert lines_of(other) == lines
    assert json.loads(lines[6]).keys() == {
        "decision_id",
        "at",
        "reviewer",
        "kind",
        "payload",
        "token",
    }
    ledger.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decisions())
def test_any_decisions_come_back(tmp_path: Path, given: list[Decision]) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.db").unlink(missing_ok=True)
    with (
        open_ledger(str(tmp_path / "1.db")) as ledger,
        open_ledger(str(tmp_path / "2.db")) as other,
    ):
        for decision in given:
            try:
                ledger.append(decision, reviewer="Ann")
            except (ConflictError, DecisionError):
                continue
        import_lines(other, lines_of(ledger))
        assert lines_of(other) == lines_of(ledger)
        assert other.standing().components() == ledger.standing().components()


def test_what_is_not_there_yet_is_added_with_new_numbers(ledger_url: str, tmp_path: Path) -> None:
    with (
        ledger_of(ledger_url, approve("i1", "a"), Rename("i1", "x")) as ours,
        open_ledger(str(tmp_path / "theirs.db")) as theirs,
    ):
        import_lines(theirs, lines_of(ours))
        ours.append(approve("i2", "b"), reviewer="Ann")
        theirs.append(Undo(1), reviewer="Bob")
        theirs.append(Rename("i1", "y"), reviewer="Bob")
        theirs.append(Undo(3), reviewer="Bob")
        done = import_lines(ours, lines_of(theirs))
        assert (done.added, done.known, done.conflicts) == (3, 2, ())
        assert [each.decision for each in ours.recorded(3)] == [
            Undo(1),
            Rename("i1", "y", supersedes=(2,)),
            Undo(4),
        ]
        assert ours.standing().intent_of("a") == "i1"
        assert ours.standing().label("i1", "name").value == "y"


def test_what_contradicts_is_kept_and_reported(ledger_url: str, tmp_path: Path) -> None:
    with (
        ledger_of(ledger_url, approve("i1", "ab"), Rename("i1", "x")) as ours,
        ledger_of(tmp_path / "theirs.db", PinApart(("a", "b")), Rename("i1", "y")) as theirs,
    ):
        done = import_lines(ours, lines_of(theirs))
        assert [(each.decision_id, each.contradicts) for each in done.conflicts] == [
            (3, (1,)),
            (4, (2,)),
        ]
        assert ours.standing().label("i1", "name").value == "x"
        ours.append(Undo(1), reviewer="Ann")
        assert [each.decision_id for each in ours.standing().conflicts] == [4]
        assert import_lines(ours, lines_of(theirs)).conflicts == ()


AS_IT_SHOULD_BE = {
    "decision_id": 1,
    "at": "2026-05-12T10:31:00Z",
    "reviewer": "Ann",
    "kind": "skip",
    "payload": {"question": "q"},
    "token": "t",
}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", r"not JSON: nonsense \(line 2\)"),
        ("[]", r"not a JSON object: \[\] \(line 2\)"),
        ({"token": None}, "no 'token'"),
        ({"more": 1}, "has 'more'"),
        ({"decision_id": 1}, r"not in order: 1 \(line 2\)"),
        ({"decision_id": "2"}, "'decision_id' is not the number"),
        ({"at": "yesterday"}, r"not a time: yesterday \(line 2\)"),
        ({"at": "2026-05-12T10:31:00"}, "not a time"),
        ({"reviewer": ""}, "'reviewer' is not a text"),
        ({"run_id": 1}, "'run_id' is not a text"),
        ({"kind": "guess"}, "no such kind.*line 2"),
        ({"payload": {"question": 1}}, "'question' is not a text.*line 2"),
        ({"kind": "undo", "payload": {"decision_id": 2}}, "#2 speaks of one that doesn't come"),
        ({"kind": "undo", "payload": {"decision_id": 9}}, "#2 speaks of one that doesn't come"),
        ({"token": "ours"}, "token belongs to another decision: #1"),
    ],
)
def test_what_is_no_export_is_refused_whole(tmp_path: Path, line: object, told: str) -> None:
    ledger = open_ledger(str(tmp_path / "ledger.db"))
    ledger.append(Noise(("a",)), reviewer="Ann", token="ours")
    if isinstance(line, dict):
        changed = {**AS_IT_SHOULD_BE, "decision_id": 2, "token": "u", **line}
        line = json.dumps({name: value for name, value in changed.items() if value is not None})
    with pytest.raises(DecisionError, match=told):
        import_lines(ledger, [json.dumps(AS_IT_SHOULD_BE), str(line)])
    assert ledger.position == 1


def test_blank_lines_and_other_zones_do_not_matter(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "ledger.db"))
    line = json.dumps({**AS_IT_SHOULD_BE, "at": "2026-05-12T12:31:00+02:00"})
    import_lines(ledger, ["\n", f"{line}\n", " "])
    (told,) = map(json.loads, export_lines(ledger))
    assert told["at"] == "2026-05-12T10:31:00.000000Z"
