import asyncio
import base64
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from dashboard.factories import make_run, publish_run
from dashboard.looking import html_of, is_shown, shown_in, text_of

from intentlib.dashboard.calltable import CallTable
from intentlib.dashboard.data import Data
from intentlib.dashboard.state import State


@pytest.fixture
def runs(tmp_path):
    runs = str(tmp_path / "runs")
    publish_run(make_run(run_id="first"), runs)
    publish_run(make_run(intents=4, run_id="second"), runs)
    return runs


def test_an_older_run_can_be_opened(runs):
    state = State(runs)
    view = Data(state)
    assert [run_id for _, run_id in view.runs.options] == ["second", "first"]
    assert view.runs.value == "second"
    assert view.runs.options[0][0].endswith("calls.csv · 600 calls, 4 intents · published")
    view.runs.value = "first"
    assert state.run.run_id == "first"
    assert "Run first" in text_of(view)


def test_the_manifest_says_what_the_run_was_made_from(runs):
    told = text_of(Data(State(runs)))
    assert "Files calls.csv Columns text from &#x27;intent&#x27;" in told
    assert "36 wordings, 4 intents, 2 themes" in told
    assert "Took 2.0 s, 400 MB of memory at most" in told


def test_a_csv_is_made_only_when_asked_for(runs):
    view = Data(State(runs))
    assert view.link.value == ""
    view.frame.value = "intents"
    view.prepare.click()
    data = re.search(r'base64,([^"]+)"', view.link.value)[1]
    lines = base64.b64decode(data).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("intent_id,name,")
    assert len(lines) == 5
    assert 'download="intents-second.csv"' in view.link.value


def test_a_chart_is_drawn_before_it_is_saved(runs):
    view = Data(State(runs))
    assert not any(view.save is part for part in shown_in(view))
    view.paint.click()
    assert any(view.save is part for part in shown_in(view))
    sent = []
    view._canvas.children[0].send = sent.append
    view.save.click()
    view.save_as_svg.click()
    assert [(message["type"], message["filename"]) for message in sent] == [
        ("save_png", "calls-per-intent-second.png"),
        ("save_svg", "calls-per-intent-second.svg"),
    ]


def test_calls_are_shown_with_what_became_of_them(runs):
    view = Data(State(runs))
    told = text_of(view.calls)
    assert "Call Time (UTC) Said Intent Wording Status Channel" in told
    assert "1 to 20 of 600" in told
    view.calls.search.value = "wording 35"
    view.calls.pages.forward.click()
    assert "Wording 34" not in text_of(view.calls)
    view.calls.search.value = ""
    view.calls.intent.value = "-"
    assert "1 to 12 of 12" in text_of(view.calls)
    assert "No intent recorded" in text_of(view.calls)


def test_what_is_missing_is_a_dash():
    run = make_run()
    calls = run.calls.assign(channel=run.calls["channel"].where(run.calls["channel"] == "chat"))
    told = html_of(CallTable(State(run=replace(run, calls=calls))))
    assert "nan" not in told.lower()
    assert "<td>-</td>" in told


async def upload(view, name, content):
    view.upload.value = [
        {
            "name": name,
            "type": "",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime.now(UTC),
        }
    ]
    await asyncio.gather(*view._tasks)


def test_an_unusable_file_is_refused_in_the_command_lines_words(runs):
    state = State(runs)
    view = Data(state)

    async def refused():
        await upload(view, "calls.doc", b"x y")
        assert view.slot.form is None, "there is nothing to ask"

    asyncio.run(refused())
    assert state.notice.kind == "error"
    assert state.notice.text.startswith("The extension isn't known: calls.doc. Give one of .csv")
    assert state.run.run_id == "second"
    assert not view.upload.disabled
    assert not is_shown(view.progress)


@pytest.mark.parametrize(
    ("content", "told", "first"),
    [
        (b"intent,at\npay my bill,2026-05-01\n", "Add to these calls", "add"),
        (b"reason,at\npay my bill,2026-05-01\n", "Start anew with it", "anew"),
    ],
)
def test_more_of_the_same_is_added_unless_one_says_otherwise(runs, content, told, first):
    view = Data(State(runs))
    asyncio.run(upload(view, "more <b>.csv", content))
    form = view.slot.form
    assert form.control.label == told
    assert form.control.value == first
    assert len(form.control.options) == 2
    assert "What is more &lt;b&gt;.csv?" in html_of(view)
    assert ("not in the columns" in text_of(view)) == (first == "anew")
    form.cancel.click()
    assert view.slot.form is None


def test_an_older_run_is_not_what_is_added_to(runs):
    state = State(runs)
    view = Data(state)
    state.open("first")
    asyncio.run(upload(view, "more.csv", b"intent,at\npay my bill,2026-05-01\n"))
    assert view.slot.form.control.label == "Add to the published calls"


def test_without_a_run_only_the_upload_is_there(tmp_path):
    state = State(str(tmp_path / "none"))
    view = Data(state)
    assert "Upload a file to make the first" in text_of(view)
    assert not is_shown(view.runs)
    assert view.calls is None
