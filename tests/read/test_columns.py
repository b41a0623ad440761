"""Columns are found by name, then by content; where two could be meant, the user is asked."""

import pyarrow as pa
import pytest

from intentlib.errors import ColumnError
from intentlib.read.columns import choose_columns, is_telling

WISHES = ["pay the bill", "cancel the plan", "no signal at home", "send a copy"]
NOTES = ["was calm", "angry, wants a manager", "elderly caller", "spoke quickly"]
LABELS = ["pay_bill", "cancel_plan", "report_fault", "get_bill"]
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]
CHANNELS = ["phone", "chat", "phone", "phone"]


def chosen(given=None, **columns):
    table = pa.table(
        {name: pa.array(values, pa.large_string()) for name, values in columns.items()}
    )
    found = choose_columns(table, **(given or {}))
    return found.text, found.at, found.call_id


def test_names_of_a_usual_export_tell_all():
    assert chosen(
        call_id=["1", "2", "3", "4"],
        started_at=DAYS,
        channel=CHANNELS,
        queue=["Technical support", "Sales team", "Billing team", "Front desk"],
        intent=WISHES,
        customer_note=NOTES,
        true_intent=LABELS,
    ) == ("intent", "started_at", "call_id")


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"Customer Intent": WISHES, "Notes": NOTES}, "Customer Intent"),
        ({"callReason": WISHES, "comment": NOTES}, "callReason"),
        ({"text": WISHES, "intent": LABELS}, "text"),
        ({"intent": LABELS, "channel": CHANNELS}, "intent"),
        ({"reason_code": LABELS, "summary": WISHES}, "summary"),
        ({"intent_id": LABELS, "wish": WISHES}, "wish"),
        ({"a": WISHES, "b": CHANNELS}, "a"),
        ({"a": LABELS, "b": CHANNELS}, "b"),
        ({"a": ["4", "5", "6", "7"], "b": CHANNELS}, "b"),
        ({"message": ["17", "4", "23", "9"], "b": WISHES}, "b"),
        ({"a": [f"{wish} {n}" for n, wish in enumerate(WISHES * 3)], "b": NOTES[:2] * 6}, "a"),
    ],
)
def test_text_is_found_by_name_then_by_content(columns, text):
    assert chosen(**columns)[0] == text


@pytest.mark.parametrize(
    "columns",
    [
        {"a": WISHES, "b": NOTES},
        {"call_intent": WISHES, "caller_intent": NOTES},
        {"message": WISHES, "summary": NOTES},
    ],
)
def test_two_equally_plausible_columns_are_asked_about(columns):
    first, second = columns
    with pytest.raises(ColumnError) as caught:
        chosen(**columns)
    assert repr(first) in str(caught.value)
    assert repr(second) in str(caught.value)
    assert f"--text {first}" in str(caught.value)


def test_column_without_words_is_no_intent():
    with pytest.raises(ColumnError, match="no column reads as text"):
        chosen(a=["1", "2"], b=["x@y.org", "y@z.org"], c=["C1", "C2"])


def test_names_given_are_matched_exactly_then_whatever_their_case():
    columns = {"Wish": WISHES, "wish": NOTES, "Day": DAYS, "Ref": LABELS}
    assert chosen({"text": "wish", "at": "day", "call_id": "ref"}, **columns) == (
        "wish", "Day", "Ref",
    )  # fmt: skip
    with pytest.raises(ColumnError, match="'Wish', 'wish', 'Day', 'Ref'"):
        chosen({"text": "WISH"}, **columns)


def test_near_name_is_offered():
    with pytest.raises(ColumnError, match="Perhaps 'intent' is meant"):
        chosen({"text": "intnet"}, intent=WISHES)


def test_many_columns_are_listed_shortly():
    columns = {f"n{number}": ["1"] for number in range(60)}
    with pytest.raises(ColumnError, match="and 40 more"):
        chosen(**columns)


@pytest.mark.parametrize(
    ("columns", "at"),
    [
        ({"ended_at": DAYS, "started_at": DAYS}, "started_at"),
        ({"time": ["morning", "noon", "noon", "night"], "date": DAYS}, "date"),
        ({"d": DAYS}, "d"),
        ({"d": DAYS, "e": DAYS}, None),
        ({"when": [*DAYS[:2], "soon", "later"]}, "when"),
        ({"account": ["1767607200", "1767607201", "1767607202", "1767607203"]}, None),
        ({"created": ["1767607200", "1767607201", "1767607202", "1767607203"]}, "created"),
        ({"last_login_time": DAYS}, "last_login_time"),
    ],
)
def test_time_is_found(columns, at):
    assert chosen(intent=WISHES, **columns)[1] == at


@pytest.mark.parametrize(
    ("columns", "call_id"),
    [
        ({"CallID": ["7", "7", "8", "9"]}, "CallID"),
        ({"id": ["a", "b", "c", "d"], "call_id": ["1", "2", "3", "4"]}, "call_id"),
        ({"session_id": ["1", "1", "2", "3"]}, None),
        ({"session_id": ["1", "4", "2", "3"]}, "session_id"),
        ({"key": ["C-01", "C-02", "C-03", "C-04"]}, "key"),
        ({"row": ["4", "2", "3", "1"]}, "row"),
        ({"phone": ["07700900001", "07700900002", "07700900003", "07700900009"]}, None),
        ({"seconds": ["31", "7", "120", "64"]}, None),
        ({"a": ["C-01", "C-02", "C-03", "C-04"], "b": ["4", "2", "3", "1"]}, None),
        ({"customer_id": ["C-01", "C-01", "C-03", "C-04"]}, None),
    ],
)
def test_id_is_found(columns, call_id):
    assert chosen(intent=WISHES, **columns)[2] == call_id


def test_end_of_call_is_not_taken_for_an_id():
    ends = [f"{day}T10:00:00Z" for day in DAYS]
    assert chosen(intent=WISHES, started_at=DAYS, finished=ends)[2] is None


@pytest.mark.parametrize("name", ["intent", "Reason for call", "call_id", "customerIntent", "Date"])
def test_names_of_columns_are_known(name):
    assert is_telling(name)


@pytest.mark.parametrize(
    "name", ["request a refund", "billing question", "true_intent", "channel", "I have a query"]
)
def test_intents_are_not_taken_for_names(name):
    assert not is_telling(name)
