"""What is looked at on a page: what is wrong with it in either theme, at any width."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

VIOLATIONS = {"resultTypes": ["violations"]}
# Whatever is drawn or told of on the page that turns what stands beside it.
TURNED = """() => [...document.querySelectorAll("body, body *:not(script, style)")]
  .flatMap((node) => [
    ...["title", "aria-label", "placeholder"].map((name) => node.getAttribute(name) ?? ""),
    ...[...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data),
  ])
  .filter((text) => /[\\u202a-\\u202e\\u2066-\\u2069]/.test(text))"""
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

    def at(self, name: str) -> None:
        """Fail where axe finds something serious, a page scrolls sideways, or a text does harm."""
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
                assert told == {}, (name, theme)
