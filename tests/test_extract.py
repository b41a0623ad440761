import csv
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dashboard.factories import make_run

from intentlib.calls import Calls
from intentlib.errors import OptionError
from intentlib.extract import FRAMES, csv_pieces


def rows_of(run, frame):
    return list(csv.DictReader(io.StringIO("".join(csv_pieces(run, frame)))))


@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_comes_whole(frame):
    run = make_run()
    rows = rows_of(run, frame)
    assert len(rows) == len(getattr(run, frame))
    assert list(rows[0])[: len(getattr(run, frame).columns)] == list(getattr(run, frame).columns)


def test_calls_come_with_the_name_of_their_intent():
    rows = rows_of(make_run(), "calls")
    assert (rows[0]["intent_id"], rows[0]["intent"]) == ("i0", "Ask for help with 0")
    assert rows[49]["intent"] == ""
    assert rows_of(make_run(), "wordings")[0]["intent"] == "Ask for help with 0"


def test_pieces_are_alike_and_follow_each_other(monkeypatch):
    run = make_run(n_calls=200)
    number = np.arange(200)
    calls = run.calls.assign(
        waited=pd.Series(number).where(number > 120).astype("Int64"),
        again=pd.Series(number % 2 == 0).where(number > 30).astype("boolean"),
        cost=np.where(number > 50, number / 4, np.nan),
    )
    run = replace(run, calls=calls)
    whole = "".join(csv_pieces(run, "calls"))
    told = []
    pieces = Calls.pieces
    monkeypatch.setattr(Calls, "pieces", lambda self: pieces(self, 64))
    parts = list(csv_pieces(run, "calls", lambda *how_far: told.append(how_far)))
    assert len(parts) == 4
    assert "".join(parts) == whole
    assert told[-1] == ("export", 200, 200)
    rows = list(csv.DictReader(io.StringIO(whole)))
    assert [rows[n]["waited"] for n in (5, 121)] == ["", "121"]
    assert [rows[n]["again"] for n in (5, 40, 41)] == ["", "True", "False"]
    assert [rows[n]["cost"] for n in (5, 51)] == ["", "12.75"]


def test_formulas_are_harmless():
    run = make_run()
    texts = run.calls["text"].where(run.calls["text"] != "Wording 00", "=cmd()")
    rows = rows_of(replace(run, calls=run.calls.assign(text=texts)), "calls")
    assert rows[0]["text"] == "'=cmd()"


def test_another_frame_is_refused():
    with pytest.raises(OptionError, match="no such frame: tree"):
        next(csv_pieces(make_run(), "tree"))
