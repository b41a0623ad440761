"""What a visitor does in the dashboard, from the first bar to a file of their own."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CHALLENGE = Path(__file__).parents[3] / "shared" / "data" / "telco_challenge.txt"
TABS = ("Overview", "Granularity", "Intents", "Trends", "Review", "Data")
SCRIPT = "<img src=x onerror=alert(1)>"
FORMULA = "=cmd()|' /C calc'!A0"


def lines_to_upload() -> list[str]:
    """Return about 1,289 intents, those of the challenge where it is at hand."""
    if CHALLENGE.exists():
        return CHALLENGE.read_text(encoding="utf-8").splitlines()
    verbs = ("pay", "dispute", "explain", "reduce", "split", "see", "print", "move")
    things = ("bill", "invoice", "roaming charge", "contract", "data plan", "SIM card", "router")
    whose = ("my", "the", "an old", "a wrong", "her", "our", "the last", "next month's")
    made = [f"{v} {w} {t}" for v in verbs for w in whose for t in things]
    return [made[number * 7 % len(made)] for number in range(1289)]


@pytest.fixture(scope="module")
def upload(tmp_path_factory) -> Path:
    """A file of intents, some of which are out to do harm, under a name that is too."""
    lines = lines_to_upload() + [SCRIPT] * 9 + [FORMULA] * 4
    path = tmp_path_factory.mktemp("upload") / f"{SCRIPT}.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_visitor_walks_the_whole_dashboard(visit, upload, tmp_path):
    visitor = visit()
    select_by_bar(visitor.page)
    visitor.go_to("Granularity")
    move_granularity(visitor.page)
    visitor.go_to("Intents")
    search_and_sort(visitor.page)
    draw_lasso(visitor.page)
    walk_tabs_by_keyboard(visitor.page)
    visitor.go_to("Data")
    upload_file(visitor.page, upload)
    for tab in TABS:
        visitor.go_to(tab)
        assert visitor.page.locator("img").count() == 0, f"an image was made of a text in {tab}"
    download_calls(visitor.page, tmp_path)
    visitor.go_to("Intents")
    find_wording(visitor.page, SCRIPT)


def select_by_bar(page: Page) -> None:
    """Click the second bar: its intent is shown with its wordings."""
    name = page.locator(".il-row").nth(1).inner_text()
    detail = page.locator(".il-detail:visible")
    heading = detail.get_by_role("heading", name=name, exact=True)
    expect(heading).to_be_hidden()
    page.locator(".il-bars-figure .bar").nth(1).click()
    expect(heading).to_be_visible()
    expect(detail.get_by_role("row")).not_to_have_count(0)


def draw_lasso(page: Page) -> None:
    """Draw around the whole map: as many wordings are listed as there are dots."""
    told = page.get_by_text(re.compile(r"^[\d,]+ wordings, [\d,]+ calls, "))
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Lasso").click()
    figure = page.locator(".il-map")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    left, top = box["x"] + 14, box["y"] + 14
    right, bottom = left + box["width"] - 28, top + box["height"] - 28
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in [(right, top), (right, bottom), (left, bottom), (left, top)]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    expect(told).to_be_visible()
    assert int(told.inner_text().split()[0].replace(",", "")) == figure.locator(".dot").count()
    page.get_by_role("button", name="Lasso").click()
    expect(told).to_be_hidden()


def move_granularity(page: Page) -> None:
    """Move the slider to both ends: the intents are as many as its stops say."""
    slider = page.get_by_role("slider", name="Granularity")
    heading = page.get_by_role("heading", name=re.compile(r"^[\d,]+ intents?, "))
    told = [heading.inner_text()]
    assert told[0].endswith("as published")
    for key in ("End", "Home"):
        slider.press(key)
        expect(heading).not_to_have_text(told[-1])
        told.append(heading.inner_text())
    finest, broadest = (int(text.split()[0]) for text in told[1:])
    assert finest > broadest
    expect(page.get_by_text(re.compile("become one|splits into")).first).to_be_visible()
    page.get_by_role("button", name="Go to published").click()
    expect(heading).to_have_text(told[0])


def search_and_sort(page: Page) -> None:
    """Search the table for one intent, then sort all of them by name."""
    names = page.locator(".il-line:not(.il-line-head) .il-cell-name:visible")
    everything = names.all_inner_texts()
    wanted = everything[-1]
    box = page.get_by_role("textbox", name="Search intents")
    box.fill(wanted)
    expect(names).not_to_have_count(len(everything))
    expect(names.first).to_have_text(wanted)
    box.fill("")
    expect(names).to_have_count(len(everything))
    page.locator(".il-sort.il-col-name").click()
    expect(names).to_have_text(sorted(everything, key=str.casefold))


def walk_tabs_by_keyboard(page: Page) -> None:
    """Go round the tabs with arrow keys alone."""
    page.get_by_role("tab", name="Intents").press("Home")
    for before, after in zip(TABS, [*TABS[1:], TABS[0]], strict=True):
        expect(page.get_by_role("tab", name=before)).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=after)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "tab"


def upload_file(page: Page, path: Path) -> None:
    """Upload a file: its run is shown in the end, its name and calls in the header."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    expect(page.get_by_label("What to do with it")).to_have_value("Start anew with it")
    page.get_by_role("button", name="Make the run").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    expect(page.locator(".il-source")).to_have_text(path.name, timeout=180_000)
    calls = len(path.read_text(encoding="utf-8").splitlines())
    expect(page.locator(".il-header")).to_contain_text(f"{calls:,} calls")


def download_calls(page: Page, folder: Path) -> None:
    """Save the calls as CSV: every formula is text."""
    page.get_by_label("Table", exact=True).select_option(label="Calls")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the CSV").click()
    path = folder / "calls.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if re.match(r"\s*[=+@]", cell)] == []
    assert cells.count(f"'{FORMULA}") >= 4


def find_wording(page: Page, wording: str) -> None:
    """Find a wording by searching the intents: it stands there as it was said."""
    page.get_by_role("textbox", name="Search intents").fill(wording)
    names = page.locator(".il-line:not(.il-line-head) .il-cell-name:visible")
    expect(names).to_have_count(1)
    names.first.click()
    detail = page.locator(".il-detail:visible")
    detail.get_by_role("textbox", name="Search the intent's wordings").fill(wording)
    expect(detail.get_by_role("cell", name=wording, exact=True)).to_be_visible()


def test_on_a_phone_the_filters_open_and_can_be_cleared(visit):
    page = visit(width=390).page
    toggle = page.get_by_role("button", name="Filters", exact=True)
    theme = page.get_by_label("Theme", exact=True)
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(theme).to_be_hidden()
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    theme.select_option(index=1)
    page.get_by_role("button", name="Filters (1)", exact=True).click()
    expect(theme).to_be_hidden()
    page.get_by_role("button", name="Clear filters").click()
    expect(toggle).to_be_visible()
    expect(theme).to_have_value("All themes")
