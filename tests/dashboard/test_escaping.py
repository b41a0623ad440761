"""Markup in the data is shown as text, in every view and in whatever each can be made to show."""

import pytest
from dashboard.factories import HOSTILE, make_run
from dashboard.looking import html_of, shown_in, widgets_in
from ipywidgets import Button

from intentlib.dashboard.app import Dashboard
from intentlib.dashboard.data import Data
from intentlib.dashboard.filters import Filters
from intentlib.dashboard.granularity import Granularity
from intentlib.dashboard.intents import Intents
from intentlib.dashboard.overview import Overview
from intentlib.dashboard.state import Notice, State
from intentlib.dashboard.trends import Trends

VIEWS = [Overview, Granularity, Intents, Trends, Data]


def _assert_shown_as_text(view):
    assert "<img" not in html_of(view)
    assert "&lt;img src=x onerror=alert(1)&gt;" in html_of(view)


@pytest.mark.parametrize("view", VIEWS)
def test_markup_is_shown_as_text(hostile, view):
    _assert_shown_as_text(view(hostile))
    assert hostile.notice is None


@pytest.mark.parametrize("view", VIEWS)
def test_markup_stays_text_when_everything_is_clicked(hostile, view):
    shown = view(hostile)
    buttons = [part for part in shown_in(shown) if isinstance(part, Button)]
    for button in buttons:
        if not button.disabled and "Publish" not in button.description:
            button.click()
    _assert_shown_as_text(shown)
    assert hostile.notice is None


def test_markup_stays_text_at_every_stop(hostile):
    view = Granularity(hostile)
    for stop in range(len(view.slider.options)):
        view.slider.value = stop
        view.bars.pick(0)
        _assert_shown_as_text(view)


def test_markup_stays_text_when_searched_for(hostile):
    view = Intents(hostile)
    view.search.value = HOSTILE
    view.detail.search.value = HOSTILE
    _assert_shown_as_text(view)
    assert len(view.frame) == 6


def test_markup_stays_text_in_header_notices_and_filters(hostile):
    page = Dashboard(hostile, {"Overview": Overview})
    hostile.notice = Notice(f"no such column: {HOSTILE}", "error")
    page.children = page.children[1:]
    _assert_shown_as_text(page)
    assert HOSTILE in Filters(hostile).dimensions


def test_every_control_has_a_name(hostile):
    for kind in VIEWS:
        for part in widgets_in(kind(hostile)):
            if hasattr(part, "description") and not isinstance(part, Button):
                assert (
                    part.description or part.layout.display == "none" or "HTML" in str(type(part))
                )


def test_runs_without_times_and_without_markup_show_too():
    state = State(run=make_run(timed=False))
    for kind in VIEWS:
        kind(state)
    assert state.notice is None
