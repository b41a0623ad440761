import re

import pytest
from dashboard.factories import make_run

from intentlib.dashboard.state import State
from intentlib.dashboard.summary import summary_of


def page_of(state):
    name, content = summary_of(state)
    assert name == f"summary-{state.run.run_id}.html"
    return content.decode()


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL))


def test_a_summary_tells_calls_intents_changes_and_themes(state):
    told = text_of(page_of(state))
    assert "calls.csv · run of 1 Mar 2026 · calls from 5 Jan 2026 to 1 Mar 2026" in told
    assert "Calls 600 12 with no intent recorded" in told
    assert "Ask for help with 5 Theme t1 136 23.1%" in told
    assert "What changed The last 2 weeks against all before, beyond chance" in told
    assert told.index("Ask for help with 5") < told.index("Ask for help with 0")
    assert re.search(r"Theme t1 3 \d+ \d", told)


def test_filters_are_told_and_act(state):
    state.choose(dimensions={"channel": "phone"}, call_type="request")
    told = text_of(page_of(state))
    assert "channel: phone · type: Request" in told
    assert f"Calls {len(state.calls)} 0 with no intent recorded" in told


def test_a_summary_needs_nothing_from_elsewhere_and_is_only_text(hostile):
    page = page_of(hostile)
    assert "&lt;img" in page
    assert not re.search(r"<(img|script|link)|https?:|url\(|@import", page)


def test_without_times_nothing_is_said_of_changes():
    assert "What changed" not in text_of(page_of(State(run=make_run(timed=False))))


@pytest.mark.parametrize("n_intents", [3, 36])
def test_a_summary_is_of_all_calls_however_many_intents(n_intents):
    state = State(run=make_run(intents=n_intents))
    assert f"Intents {n_intents} in 2 themes" in text_of(page_of(state))
