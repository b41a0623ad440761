from datetime import date

import pytest
from dashboard.factories import make_run, publish_run
from hypothesis import given
from hypothesis import strategies as st

from intentlib.dashboard.address import address_of, go_to
from intentlib.dashboard.app import Dashboard
from intentlib.dashboard.granularity import Granularity
from intentlib.dashboard.overview import Overview
from intentlib.dashboard.state import State

SHOWN = ("selected", "height", "theme", "search", "since", "until", "dimensions", "call_type")


def shown_in(state):
    return {name: getattr(state, name) for name in SHOWN}


def test_a_view_as_it_opens_needs_no_words(state):
    assert address_of(state) == ""


def test_an_address_opens_the_same_view_again(state):
    state.choose(
        theme="t1",
        search="wording & more=+#",
        since=date(2026, 1, 6),
        until=date(2026, 2, 1),
        dimensions={"channel": "phone"},
        call_type="request",
    )
    state.select("i3")
    state.set_height(0.25)
    other = State(run=make_run())
    go_to(other, address_of(state))
    assert shown_in(other) == shown_in(state)
    go_to(other, "")
    assert other.selected == "i5"
    assert not other.filtered


@given(st.text(max_size=60), st.sampled_from(["theme", "intent", "since", "height", "type", "run"]))
def test_what_the_run_does_not_have_is_left_out(said, name):
    state = STATE
    go_to(state, "")
    before = shown_in(state)
    if name != "run":
        go_to(state, f"{name}={said}")
    go_to(state, f"{said}={name}&with.{said}={said}")
    assert shown_in(state) | {"search": "", "height": 0} == before | {"search": "", "height": 0}
    assert 0 <= state.height <= 1


STATE = State(run=make_run())


def test_an_older_run_is_part_of_the_address(tmp_path):
    first = publish_run(make_run(), str(tmp_path))
    latest = publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    assert address_of(state) == ""
    state.open(first.run_id)
    assert address_of(state) == f"run={first.run_id}"
    other = State(str(tmp_path))
    assert other.run.run_id == latest.run_id
    go_to(other, address_of(state))
    assert other.run.run_id == first.run_id


@pytest.fixture
def page(state):
    return Dashboard(state, {"Overview": Overview, "Granularity": Granularity})


def test_the_page_tells_its_address_and_opens_another(page, state):
    state.select("i2")
    page.tabs.value = "Granularity"
    assert 'data-address="tab=Granularity&amp;intent=i2"' in page.link.children[1].value
    page.link.address.value = "intent=i4"
    assert (page.tabs.value, state.selected) == ("Overview", "i4")


def test_an_address_of_a_run_that_is_gone_is_said(page, state):
    page.link.address.value = "run=gone&tab=Nowhere"
    assert "no such run" in state.notice.text
    assert page.tabs.value == "Overview"
