import pytest
from dashboard.factories import HOSTILE

from intentlib.dashboard import html


@pytest.mark.parametrize(
    "made",
    [
        html.card(HOSTILE, HOSTILE, HOSTILE),
        html.heading(HOSTILE, HOSTILE),
        html.empty(HOSTILE),
        html.banner(HOSTILE),
        html.chip(HOSTILE, HOSTILE),
        html.legend([HOSTILE], [HOSTILE]),
        html.figures([(HOSTILE, HOSTILE)]),
        html.facts([(HOSTILE, HOSTILE)], caption=HOSTILE),
        html.meter(0.5, HOSTILE),
        html.sparkline([1, 2], HOSTILE),
        html.table([HOSTILE], [[html.esc(HOSTILE)]], caption=HOSTILE),
    ],
)
def test_no_piece_lets_markup_through(made):
    assert "<img" not in made
    assert "&lt;img src=x onerror=alert(1)&gt;" in made


def test_quotes_are_escaped_too():
    assert html.esc("\"'&") == "&quot;&#x27;&amp;"


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0%"), (1, "100%"), (0.0003, "<0.1%"), (0.123, "12.3%")]
)
def test_shares_are_told_in_per_cent(share, told):
    assert html.percent(share) == told


def test_numbers_days_and_plurals_read_well():
    assert html.number(1289) == "1,289"
    assert html.plural(1, "call") == "1 call"
    assert html.plural(1500, "call") == "1,500 calls"
    assert html.day("2026-08-03T10:00Z") == "3 Aug 2026"
    assert html.day(None) == "-"


def test_a_long_text_is_cut_to_the_letters_there_are():
    assert html.shortened("Report an outage", 9) == "Report a…"
    assert html.shortened("Report", 9) == "Report"


@pytest.mark.parametrize("path", ["/a/b/calls.csv", r"C:\a\calls.csv", "s3://b/calls.csv"])
def test_a_file_goes_by_its_last_part(path):
    assert html.file_name(path) == "calls.csv"


def test_a_sparkline_of_one_value_is_a_level_line():
    assert 'points="0.0,4.0 280,4.0"' in html.sparkline([3], "calls")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (0.0274, "+2.7 points"),
        (-0.0224, "\N{MINUS SIGN}2.2 points"),
        (0.0, "no change"),
        (-0.0004, "under 0.1 points"),
    ],
)
def test_changes_of_shares_are_told_in_points(change, told):
    assert html.points(change) == told


@pytest.mark.parametrize("turn", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
def test_no_text_turns_itself_or_what_stands_beside_it(turn):
    assert html.esc(f"{turn}gnp.exe") == html.file_name(f"/a/{turn}gnp.exe") == "gnp.exe"
    assert html.plain("دفع الفاتورة") == "دفع الفاتورة", "scripts that go that way stay as they are"
