from dataclasses import replace

import pandas as pd
import pytest
from small_file import small_config

from intentlib import report
from intentlib.comparison import compare
from intentlib.pipeline import recut, run

ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return small_config(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def made(config):
    return run(config)


@pytest.fixture(scope="module")
def hostile(made):
    """The same run with a name that would run as a script if it weren't escaped."""
    return replace(
        made,
        intents=made.intents.assign(name=[f"{ATTACK}{n}" for n in range(len(made.intents))]),
        themes=made.themes.assign(name=[f"{ATTACK}{n}" for n in range(len(made.themes))]),
    )


def test_intents_are_listed_with_their_calls(made):
    table = report.intents_table(made).data
    assert table["Intent"].tolist() == made.intents["name"].tolist()
    assert table["Calls"].sum() == made.intents["calls"].sum()


def test_periods_add_up_to_the_calls(made):
    table = report.periods_table(made).data
    assert table["All calls"].sum() == made.intents["calls"].sum()
    assert table.drop(columns=["From", "All calls"]).sum().sum() == made.intents["calls"].sum()


def test_periods_show_only_the_largest_intents(made):
    table = report.periods_table(made, intents=2).data
    assert table.columns.tolist() == ["From", "All calls", *made.intents["name"].head(2)]


def test_cost_has_a_row_per_stage(made):
    table = report.cost_table(made).data
    assert table["Stage"].tolist() == list(made.manifest.seconds)
    assert table["Seconds"].sum() == pytest.approx(sum(made.manifest.seconds.values()))


def test_run_without_times_has_empty_tables_of_time(made):
    timeless = replace(made, calls=made.calls.assign(at=pd.NaT))
    assert report.periods_table(timeless).data.empty
    assert report.changes_table(timeless).data.empty
    assert "table" in report.periods_table(timeless).to_html()


@pytest.mark.parametrize(
    "table", [report.intents_table, report.themes_table, report.periods_table, report.changes_table]
)
def test_names_are_shown_as_text(hostile, table):
    html = table(hostile).to_html()
    assert "<img" not in html


def test_escaped_names_are_still_there(hostile):
    assert "&lt;img" in report.intents_table(hostile).to_html()
    assert "&lt;img" in report.periods_table(hostile).to_html()


def test_moves_are_listed_and_escaped(hostile, tmp_path):
    compared = compare(hostile, recut(hostile, 2, str(tmp_path)))
    html = report.moves_table(compared).to_html()
    assert "granularity" in html
    assert "&lt;img" in html
    assert "<img" not in html


def test_long_time_is_told_in_coarser_periods(made):
    at = pd.date_range("2026-01-01", periods=len(made.calls), freq="2D", tz="UTC")
    table = report.periods_table(replace(made, calls=made.calls.assign(at=at))).data
    assert 5 < len(table) <= 31
    assert table["All calls"].sum() == made.intents["calls"].sum()
    assert table["From"].str.len().eq(len("2026-01-01")).all()
