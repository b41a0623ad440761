"""Every tab and every state of the page, with texts in it that mean harm: sound in both themes.

What is seen is saved as pictures in the test's folder: ``pytest --basetemp FOLDER`` keeps them.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from served import Served, served
from visitor import Visitor

TABS = ("Overview", "Granularity", "Intents", "Trends", "Review", "Data")
VIOLATIONS = {"resultTypes": ["violations"]}
TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"
NAME = f"<img src=x onerror=alert(1)> $x$ {TURN}gnp"
TEXTS = {
    "<img src=x onerror=alert(1)> on the bill": 9,
    "</textarea><script>alert(1)</script> on the bill": 8,
    "# pay **now** [here](javascript:alert(1)) | a | b |": 8,
    "the bill says $x^2$ and \\(\\frac{a}{b}\\)": 7,
    f"{TURN}drawkcab llib eht yap": 7,
    "\N{LEFT-TO-RIGHT ISOLATE}no internet at home": 7,
    "دفع الفاتورة الشهرية": 6,
    "no inter\N{ZERO WIDTH SPACE}net\N{ZERO WIDTH JOINER} at all": 6,
    "Unterbrechungsfreiestromversorgungsanlagenwartung" * 3: 5,
    "lost phone \N{MOBILE PHONE}\N{COLLISION SYMBOL}": 5,
    "=cmd()|' /C calc'!A0": 4,
    "@SUM(A1) on the bill": 4,
    "cancel my contract": 4,
    "new SIM card": 3,
}
QUEUES = (f"{TURN}erac", "<b>sales</b>", "=calc")

# Whatever is drawn or told of on the page that turns what stands beside it.
TURNED = """() => [...document.querySelectorAll("body, body *:not(script, style)")]
  .flatMap((node) => [
    ...["title", "aria-label", "placeholder"].map((name) => node.getAttribute(name) ?? ""),
    ...[...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data),
  ])
  .filter((text) => /[\\u202a-\\u202e\\u2066-\\u2069]/.test(text))"""
MOVING = """document.getAnimations()
  .filter(({ effect }) => effect.getTiming().duration > 0).map(({ animationName }) => animationName)
"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
MADE = (
    "#cells :is(img, textarea, b > b, mjx-container, .katex, .MathJax), #cells a[href^=javascript]"
)
NAMELESS = """() => {
  const controls = ":is(button, select, textarea, input, [role=slider], svg[role=img])";
  const named = (node) => [
    node.getAttribute("aria-label"), node.textContent, node.title, node.labels?.[0]?.textContent,
  ].some((text) => text?.trim());
  return [...document.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility() && !named(node))
    .map((node) => node.outerHTML.slice(0, 200));
}"""


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory) -> Iterator[Served]:
    """A dashboard of calls, columns and a file name that are all out to do harm."""
    folder = tmp_path_factory.mktemp("harm")
    said = [text for text, times in TEXTS.items() for _ in range(times)]
    with (folder / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "at", "queue <i>"])
        for number, text in enumerate(said):
            day = f"2026-01-{1 + number * 28 // len(said):02}"
            writer.writerow([text, day, QUEUES[number % len(QUEUES)]])
    make_run(folder / f"{NAME}.csv", folder / "runs", "--granularity", "12")
    with served(folder / "runs", max_upload=1) as dashboard:
        yield dashboard


def make_run(calls: Path, runs: Path, *options: str) -> None:
    command = [sys.executable, "-m", "intentlib", "run", str(calls), "--runs", str(runs)]
    subprocess.run([*command, *options], check=True, capture_output=True)


class Look:
    """Looks at a page as it is: what is wrong with it in either theme, at any width.

    Parameters
    ----------
    page
        The page.
    folder
        Where a picture is saved of each look.
    """

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self._folder = page, folder

    def at(self, name: str, *but: str) -> None:
        """Fail where axe finds something serious, a page scrolls sideways, or a text does harm.

        Findings of axe that are meant to be there are named.
        """
        assert self.page.evaluate(NAMELESS) == [], name
        assert self.page.evaluate(TURNED) == [], name
        assert self.page.locator(MADE).count() == 0, name
        for width, theme in ((1440, "light"), (1024, ""), (390, "dark")):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_function(FITS)  # charts are drawn anew for the width
            if theme:
                self.page.emulate_media(color_scheme=theme)
                picture = self._folder / f"{name}-{width}-{theme}.png"
                self.page.screenshot(path=picture, full_page=True, animations="disabled")
                found = Axe().run(self.page, options=VIOLATIONS).response["violations"]
                serious = [each for each in found if each["impact"] in {"serious", "critical"}]
                told = {each["id"]: [n["html"][:160] for n in each["nodes"]] for each in serious}
                assert told.keys() == set(but), (name, theme, told)


def test_every_tab_is_sound_whatever_was_said(visit, tmp_path):
    visitor = visit()
    page, look = visitor.page, Look(visitor.page, tmp_path)
    for tab in TABS:
        visitor.go_to(tab)
        if tab == "Intents":
            lines = page.locator(".il-line:not(.il-line-head):visible")
            lines.filter(has_text="Unterbrechung").locator("button").click()
        look.at(tab)
    for place in range(4):
        page.get_by_label("Chart", exact=True).select_option(index=place)
        page.get_by_role("button", name="Draw the chart").click()
        visitor.settle()
        assert page.evaluate(TURNED) == []
    page.get_by_role("textbox", name="Search calls").fill("$x^2$")
    expect(
        page.get_by_role("cell", name="the bill says $x^2$ and \\(\\frac{a}{b}\\)")
    ).to_have_count(14)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the summary").click()
    summary = tmp_path / "summary.html"
    download.value.save_as(summary)
    printed = page.context.new_page()
    printed.goto(summary.as_uri())
    expect(printed.get_by_role("heading", level=1)).to_be_visible()
    Look(printed, tmp_path).at("summary")


def test_everything_is_reached_and_seen_by_keyboard(visit):
    visitor = visit(reduced_motion="reduce")
    page = visitor.page
    page.evaluate(WATCH_FOCUS)
    for tab in TABS:
        visitor.go_to(tab)
        if tab == "Review":
            visitor.settle()
        page.evaluate("focused.clear(); document.activeElement.blur(); scrollTo(0, 0)")
        page.locator(".page-skip").focus()
        for _ in range(400):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body || round"):
                break
        told = page.evaluate(NOT_REACHED)
        assert told == {"missed": [], "unseen": []}, tab
    visitor.go_to("Granularity")
    slider = page.get_by_role("slider", name="Granularity")
    before = slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuetext", before)
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", before)
    visitor.go_to("Overview")
    row = page.locator(".il-row:visible").nth(1)
    row.press("Enter")
    expect(row).to_have_class(re.compile(r"\bil-on\b"))
    theme = page.get_by_label("Theme", exact=True)
    theme.press("ArrowDown")
    expect(theme).not_to_have_value("All themes")


# Notes every element that gets the focus, and how it looks then and without it.
WATCH_FOCUS = """() => {
  window.focused = new Map();
  window.round = false;
  const look = (node) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(node);
    const outline = outlineStyle === "none" ? "" : outlineWidth;
    return [outline, boxShadow, borderColor].join();
  };
  document.addEventListener("focusin", ({ target }) => {
    window.round = focused.has(target);
    focused.set(target, look(target));
  });
  window.look = look;
}"""
NOT_REACHED = """() => {
  const can = "a[href], button, select, input, textarea, [role=slider], [tabindex='0']";
  const all = [...document.querySelectorAll(can)].filter((node) =>
    node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.tabIndex >= 0);
  document.activeElement.blur();
  const tell = (node) => node.outerHTML.slice(0, 160);
  return {
    missed: all.filter((node) => !focused.has(node)).map(tell),
    unseen: [...focused].filter(([node, seen]) => node.isConnected && seen === look(node))
      .map(([node]) => tell(node)),
  };
}"""


def test_every_state_is_said_and_sound(visit, dashboard, tmp_path):
    visitor = visit()
    page, look = visitor.page, Look(visitor.page, tmp_path)
    nothing_fits(visitor, look)
    visitor.go_to("Data")
    uploads_are_refused(visitor, look, tmp_path)
    a_run_that_fails(visitor, look, dashboard, tmp_path)
    calls = tmp_path / "timeless.txt"
    calls.write_text("pay my bill\nno internet\n" * 9, encoding="utf-8")
    make_run(calls, runs_of(dashboard))
    page.get_by_role("button", name="Show it").wait_for(state="visible")
    look.at("a newer run")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(".il-source")).to_have_text("timeless.txt")
    visitor.go_to("Trends")
    expect(page.get_by_text("Upload a file with a column of dates or times")).to_be_visible()
    look.at("no times")
    dashboard.kernel(visitor.kernel_id).kill()
    notice = page.locator("#page-notice")
    expect(notice).to_contain_text("This session has ended")
    look.at("a dead kernel")
    notice.get_by_role("button", name="Reload").click()
    visitor.load()
    expect(notice).to_be_hidden()


def nothing_fits(visitor: Visitor, look: Look) -> None:
    """Search for what nobody said: every view says so, and nothing is broken afterwards."""
    page = visitor.page
    visitor.go_to("Intents")
    box = page.get_by_role("textbox", name="Search intents")
    expect(page.locator(".il-map .dot").first).to_be_visible()
    box.fill("nobody said this")
    for tab, times in (("Intents", 3), ("Overview", 2)):
        visitor.go_to(tab)
        said = page.get_by_text("Nothing fits these filters.").filter(visible=True)
        expect(said).to_have_count(times)
        expect(page.locator(".il-banner.il-error:visible")).to_have_count(0)
        look.at(f"nothing fits in {tab}")
    page.get_by_role("button", name="Clear filters").click()
    visitor.go_to("Intents")
    expect(page.locator(".il-map .dot").first).to_be_visible()


def choose(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)


def uploads_are_refused(visitor: Visitor, look: Look, folder: Path) -> None:
    """Upload what is of the wrong type, and what is too large: it is said why not."""
    page = visitor.page
    wrong, large = folder / f"{NAME}.pdf", folder / f"{NAME}.txt"
    wrong.write_bytes(b"%PDF-1.7")
    choose(page, wrong)
    refused = page.locator(".il-banner.il-error:visible")
    expect(refused).to_contain_text(f"The extension isn't known: {plain(wrong.name)}. Give one of")
    look.at("a wrong type")
    page.get_by_role("button", name="Dismiss").click()
    large.write_bytes(b"call about a bill\n" * 58_255)
    sent: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameSent", lambda e: sent.append(len(e["response"]["payloadData"]))
    )
    choose(page, large)
    notice = page.locator("#page-notice")
    expect(notice).to_contain_text(
        f"{plain(large.name)} has 2 MB, and at most 1 MB can be uploaded"
    )
    assert sum(sent) < 100_000, "it isn't sent to be refused"
    look.at("too large")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    large.write_bytes(large.read_bytes()[: 2**20])
    choose(page, large)
    page.get_by_label("What to do with it").wait_for(state="visible")
    look.at("a file to add")
    assert sum(sent) > 2**20


def a_run_that_fails(visitor: Visitor, look: Look, dashboard: Served, folder: Path) -> None:
    """Let the run of an upload be killed: that is said, and another file can be chosen."""
    page = visitor.page
    page.get_by_role("button", name="Make the run").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    look.page.screenshot(path=folder / "a run under way.png", full_page=True)
    for process in psutil.Process(dashboard.process.pid).children(recursive=True):
        if "--progress" in process.cmdline():
            process.kill()
    refused = page.locator(".il-banner.il-error:visible")
    expect(refused).to_contain_text("The run was ended before it was done")
    expect(page.get_by_role("button", name="Choose a file")).to_be_enabled()
    look.at("a failed run")
    page.get_by_role("button", name="Dismiss").click()


def plain(text: str) -> str:
    return text.replace(TURN, "")


def runs_of(dashboard: Served) -> Path:
    """Folder of the runs that a dashboard shows."""
    return Path(json.loads(dashboard.process.args[-1])["runs"])


def test_before_a_first_run_and_at_the_door(browser, runs, monkeypatch, tmp_path):
    gone = shutil.copytree(runs, tmp_path / "runs")
    secret = "s" * 32
    monkeypatch.setenv("INTENTLIB_TOKEN", secret)
    with served(gone, pool=0, viewers=1) as dashboard:
        shutil.rmtree(gone)
        gone.mkdir()
        page = browser.new_page()
        page.goto(dashboard.address)
        expect(page.get_by_role("heading", level=1)).to_contain_text("not open to everybody")
        Look(page, tmp_path).at("without the token")
        held: list[Route] = []
        page.route("**/bundle.js*", lambda route: held.append(route))
        page.emulate_media(reduced_motion="no-preference")
        page.goto(f"{dashboard.address}?token={secret}", wait_until="commit")
        expect(page.get_by_text("Opening the dashboard…")).to_be_visible()
        assert page.evaluate(MOVING)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == []
        Look(page, tmp_path).at("opening")
        other = browser.new_page()
        other.goto(f"{dashboard.address}?token={secret}")
        expect(other.get_by_role("heading", level=1)).to_have_text("The dashboard is busy")
        Look(other, tmp_path).at("busy", "meta-refresh")  # it tries again by itself, and says so
        for route in held:
            route.continue_()
        page.unroute_all()
        expect(page.get_by_role("tab", name="Data")).to_have_attribute("aria-selected", "true")
        visitor = Visitor(page, dashboard)
        for tab in ("Data", "Overview", "Review"):
            visitor.go_to(tab)
            expect(page.locator(".il-banner.il-error:visible")).to_have_count(0)
            Look(page, tmp_path).at(f"no run in {tab}")
        for each in (page, other):
            each.close()
