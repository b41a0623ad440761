"""Take the pictures of the README: ``python tests/bench/screenshots.py [FOLDER]``.

They show a run of the sample data, made for them, at a fixed size and without movement, so that a
picture changes only where the dashboard does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / part) for part in ("", "bench", "browser")]

from bench_dashboard import sample_run  # noqa: E402
from chromium import chromium  # noqa: E402
from playwright.sync_api import expect  # noqa: E402
from served import served  # noqa: E402
from visitor import Visitor  # noqa: E402

expect.set_options(timeout=60_000)
SIZE = {"width": 1440, "height": 1000}


def main() -> None:
    """Take both pictures."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "notebooks"
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        served(sample_run(folder)) as dashboard,
    ):
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        visitor = Visitor(page, dashboard).come()
        visitor.settle()
        page.screenshot(path=into / "dashboard.png")
        visitor.go_to("Review")
        card = page.locator(".il-question")
        card.get_by_role("textbox", name="Your name").fill("Ann Example")
        card.get_by_role("button", name="Start").click()
        expect(card.get_by_role("button", name="Reviewing as Ann Example")).to_be_visible()
        visitor.settle()
        for key in ("s", "a"):
            before = card.locator("[data-question]").get_attribute("data-question")
            page.keyboard.press(key)
            expect(card.locator("[data-question]")).not_to_have_attribute(
                "data-question", str(before)
            )
            visitor.settle()
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=into / "review.png")


if __name__ == "__main__":
    main()
