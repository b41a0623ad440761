"""Every tab of the page is sound in both themes, and by keyboard, whatever the calls say.

What is seen is saved as pictures in the test's folder: ``pytest --basetemp FOLDER`` keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from harm import harmful_runs
from looks import TURNED, Look
from playwright.sync_api import expect
from served import Served, served

TABS = ("Overview", "Granularity", "Intents", "Trends", "Review", "Data")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory) -> Iterator[Served]:
    with served(harmful_runs(tmp_path_factory.mktemp("harm"))) as dashboard:
        yield dashboard


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
