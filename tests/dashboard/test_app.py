import asyncio
import subprocess
import sys

import pytest
from dashboard.factories import make_run, publish_run
from dashboard.looking import is_shown, text_of

from intentlib.dashboard import app
from intentlib.dashboard.app import Dashboard, stylesheet
from intentlib.dashboard.data import Data
from intentlib.dashboard.granularity import Granularity
from intentlib.dashboard.intents import Intents
from intentlib.dashboard.overview import Overview
from intentlib.dashboard.state import Notice, State
from intentlib.dashboard.trends import Trends

VIEWS = {kind.title: kind for kind in (Overview, Granularity, Intents, Trends, Data)}


@pytest.fixture
def page(state):
    return Dashboard(state, VIEWS)


def test_a_view_is_made_when_its_tab_is_first_opened(page):
    assert list(page.views) == ["Overview"]
    page.tabs.value = "Granularity"
    assert list(page.views) == ["Overview", "Granularity"]
    assert [is_shown(view) for view in page.views.values()] == [False, True]
    first = page.views["Overview"]
    page.tabs.value = "Overview"
    assert page.views["Overview"] is first


def test_a_hidden_view_draws_nothing(page, state):
    page.tabs.value = "Granularity"
    before = page.views["Overview"].cards.value
    state.choose(dimensions={"channel": "phone"})
    assert page.views["Overview"].cards.value == before
    page.tabs.value = "Overview"
    assert page.views["Overview"].cards.value != before


def test_filters_are_hidden_where_they_have_no_say(page):
    page.tabs.value = "Granularity"
    assert not is_shown(page.filters)
    page.tabs.value = "Data"
    assert is_shown(page.filters)


def test_a_notice_is_read_out_until_it_is_dismissed(page, state):
    assert not is_shown(page.notices[0])
    state.notice = Notice("It failed.", "error")
    assert is_shown(page.notices[0])
    assert 'role="alert"' in page._notice.value
    page.dismiss.click()
    assert state.notice is None
    assert not is_shown(page.notices[0])


def test_the_colours_can_be_chosen(page, state):
    assert "il-auto" in page._dom_classes
    page.colour_theme.value = "dark"
    assert "il-dark" in page._dom_classes
    assert "il-auto" not in page._dom_classes


def test_a_newer_run_is_offered_and_shown(tmp_path):
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    page = Dashboard(state, VIEWS)
    state.select("i2")
    newer = publish_run(make_run(), str(tmp_path))
    asyncio.run(state.look())
    assert is_shown(page.notices[1])
    page.show_newer.click()
    assert state.run.run_id == newer.run_id
    assert not is_shown(page.notices[1])


def test_the_page_looks_for_newer_runs_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "LOOK_EVERY", 0.01)
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))

    async def wait_for(run_id):
        Dashboard(state, VIEWS).keep_watch()
        newer = publish_run(make_run(run_id=run_id), str(tmp_path))
        while state.run.run_id != newer.run_id:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(wait_for("newer"), 20))


def test_showing_another_run_is_no_choice_of_the_viewers(tmp_path):
    publish_run(make_run(intents=21, run_id="other"), str(tmp_path))
    publish_run(make_run(previous="other"), str(tmp_path))
    state = State(str(tmp_path))
    page = Dashboard(state, VIEWS)
    for title in VIEWS:
        page.tabs.value = title
    state.open("other")
    for title in VIEWS:
        page.tabs.value = title
    assert state.run.run_id == "other"
    assert not state.touched
    assert state.notice is None


def test_runs_out_of_reach_are_said_once(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "LOOK_EVERY", 0.01)
    publish_run(make_run(), str(tmp_path))
    state = State(str(tmp_path))
    told = []
    state.observe(lambda change: told.append(change["new"]), "notice")

    async def damage():
        Dashboard(state, VIEWS).keep_watch()
        (tmp_path / "latest.json").write_text("no JSON")
        while not told:
            await asyncio.sleep(0.01)
        state.notice = None
        await asyncio.sleep(0.1)

    asyncio.run(asyncio.wait_for(damage(), 20))
    assert len(told) == 2
    assert "damaged" in told[0].text


def test_without_a_run_the_upload_is_what_opens(tmp_path):
    page = Dashboard(State(str(tmp_path)), VIEWS)
    assert page.tabs.value == "Data"
    assert "No run yet" in text_of(page)
    assert not is_shown(page.notices[0]), "nothing went wrong"
    page.show("Overview")
    assert text_of(page).count("Open the Data tab") == 1


def test_a_dashboard_of_runs_that_nobody_reviewed_loads_no_database_library(tmp_path):
    publish_run(make_run(), str(tmp_path))
    code = (
        "import asyncio, sys\n"
        "from intentlib.dashboard.app import Dashboard\n"
        "from intentlib.dashboard.overview import Overview\n"
        "from intentlib.dashboard.state import State\n"
        "state = State(sys.argv[1])\n"
        "Dashboard(state, {'Overview': Overview})\n"
        "asyncio.run(state.review.look())\n"
        "print(state.run.run_id, 'sqlalchemy' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == "False"


def test_the_style_sheet_asks_for_nothing_from_elsewhere():
    assert "http" not in stylesheet()
    assert "@import" not in stylesheet()
    assert "url(" not in stylesheet()
