import pytest
from small_file import CALLS, write_calls

from intentlib.benchmark.labelled import read_labelled
from intentlib.errors import ColumnError, OptionError


def test_columns_are_found_by_name(tmp_path):
    found = read_labelled(str(write_calls(tmp_path / "calls.csv")))
    assert found.text == "reason"
    assert found.intents == len(CALLS)
    assert len(found.wordings) == sum(len(texts) for texts in CALLS.values())
    assert found.wordings == sorted(found.wordings)


def test_calls_point_to_their_wording_and_keep_their_label(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("intent,kind\nPay,a\nlost card,b\nPAY,c\n,d\nno label,\nPay,c\n")
    found = read_labelled(str(file), gold="kind")
    assert found.calls == 6
    assert found.gold.tolist() == ["a", "b", "c", "d", "c"]
    told = [found.wordings[row] if row >= 0 else None for row in found.rows]
    assert told == ["pay", "lost card", "pay", None, "pay"]
    assert found.gold_of_wording == {
        found.wordings.index("pay"): "c",
        found.wordings.index("lost card"): "b",
    }


def test_equally_common_labels_are_taken_by_the_alphabet(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("intent,gold\nPay,b\nlost card,b\nPAY,a\n")
    found = read_labelled(str(file))
    assert found.gold_of_wording[found.wordings.index("pay")] == "a"


def test_file_without_labels_is_refused(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("intent,queue\nPay my bill,care\nLost card,sales\n")
    with pytest.raises(ColumnError, match="--gold"):
        read_labelled(str(file))


def test_standard_input_is_refused():
    with pytest.raises(OptionError, match="Give a file"):
        read_labelled("-")
