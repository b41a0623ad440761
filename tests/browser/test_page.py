"""The page around the views: themes, narrow screens, screen readers, and a lost session."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect
from served import served
from visitor import Visitor


def test_the_theme_follows_the_system_until_one_is_chosen(visit):
    page = visit(color_scheme="dark").page
    root = page.locator("html")
    background = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    expect(root).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Light theme").click()
    expect(root).to_have_attribute("data-theme", "light")
    assert page.evaluate(background) != dark
    page.reload()
    expect(root).to_have_attribute("data-theme", "light")
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()


def test_a_link_opens_the_same_view_again(visit):
    visitor = visit()
    page = visitor.page
    page.locator(".il-row").nth(2).click()
    visitor.go_to("Intents")
    page.get_by_role("textbox", name="Search intents").fill("the")
    visitor.settle()
    assert "tab=Intents" in page.url
    other = visit().page
    other.evaluate("(address) => location.assign(address)", page.url)
    page.reload()
    told = page.url
    for opened in (page, other):
        tab = opened.get_by_role("tab", name="Intents")
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(opened.get_by_role("textbox", name="Search intents")).to_have_value("the")
        assert opened.url == told
    expect(other.locator(".il-line.il-on")).to_have_count(page.locator(".il-line.il-on").count())


def test_an_address_that_means_nothing_does_nothing(visit):
    visitor = visit()
    bad = "tab=%3Cimg%20src=x%20onerror=alert(1)%3E&intent=<img src=x onerror=alert(1)>&since=%ff"
    visitor.page.evaluate("(hash) => { location.hash = hash }", bad)
    visitor.settle()
    assert visitor.page.locator("img").count() == 0
    expect(visitor.page.get_by_role("tab", name="Overview")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(visitor.page.locator(".il-banner.il-error:visible")).to_have_count(0)


@pytest.mark.parametrize(("failing", "starts"), [(1, 2), (9, 3)])
def test_a_page_whose_widgets_are_missing_starts_again(browser, dashboard, failing, starts):
    page = browser.new_page()
    page.add_init_script(f"""
        const starts = 1 + Number(sessionStorage.getItem("test-starts"));
        sessionStorage.setItem("test-starts", starts);
        if (starts <= {failing}) addEventListener("DOMContentLoaded", () => {{
            const missing = document.createElement("div");
            missing.className = "jupyter-widgets";
            missing.textContent = "Error displaying widget: model not found";
            document.getElementById("cells").prepend(missing);
        }});
    """)
    page.goto(dashboard.address)
    drawn = page.locator(".il-row").first
    refused = page.get_by_text("The dashboard could not start")
    expect(drawn if failing < starts else refused).to_be_visible(timeout=60_000)
    assert page.evaluate("sessionStorage.getItem('test-starts')") == str(starts)
    page.close()


def test_a_page_whose_widgets_never_come_says_that_it_takes_long_and_starts_again(
    browser, dashboard
):
    page = browser.new_page()
    page.clock.install()
    page.route_web_socket("**/channels*", lambda _: None)  # connects, and says nothing
    late = page.get_by_text("It takes longer than usual")
    page.goto(dashboard.address, wait_until="commit")
    expect(late).to_be_hidden()
    page.wait_for_function("() => window.jupyterapp")
    page.clock.run_for(5_000)
    expect(late).to_be_visible()
    with page.expect_navigation():
        page.clock.run_for(90_000)
    page.close()


def test_a_widget_that_comes_while_the_page_is_busy_is_found(visit):
    assert visit().page.evaluate(LATE) == "found"


# The manager last looks before the two seconds that it waits are over, and finds the page busy.
LATE = """async () => {
  const manager = jupyterapp.widgetManager;
  const [known] = Object.keys((await manager.get_state()).state);
  const start = Date.now();
  const found = manager.get_model("late").then(() => "found", (error) => error.message);
  setTimeout(() => {
    while (Date.now() - start < 2200);
    manager.register_model("late", manager.get_model(known));
  }, 1850);
  return found;
}"""


def test_a_closed_tab_ends_its_kernel(visit, dashboard):
    visitor = visit()
    kernel = dashboard.kernel(visitor.kernel_id)
    visitor.page.close()
    kernel.wait(timeout=15)


def test_a_lost_connection_is_said(browser, runs):
    with served(runs, pool=0, base_url="/calls/") as passing:
        visitor = Visitor(browser.new_page(), passing).come()
        assert visitor.elsewhere == [], "below a base URL, everything is"
        passing.stop()
        notice = visitor.page.locator("#page-notice")
        expect(notice).to_contain_text("The connection to the dashboard was lost")
        visitor.page.close()


def test_an_upload_of_many_megabytes_arrives(browser, runs, tmp_path):
    upload_page = write_notebook(tmp_path / "upload.ipynb", *UPLOAD)
    path = tmp_path / "large.txt"
    path.write_bytes(b"call about a bill\n" * 2_000_000)
    with served(runs, pool=0, page=upload_page) as uploading:
        page = browser.new_page()
        page.goto(uploading.address)
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Upload").click()
        chooser.value.set_files(path)
        expect(page.get_by_text("36000000 bytes")).to_be_visible(timeout=60_000)
        page.close()


UPLOAD = (
    "from ipywidgets import FileUpload, Label, VBox",
    "upload, told = FileUpload(), Label()",
    "def tell(change): told.value = f'{change.new[0].size} bytes'",
    "upload.observe(tell, 'value')",
    "VBox([upload, told])",
)


def test_a_failing_cell_is_said_without_a_traceback(browser, runs, tmp_path):
    cells = ("what_it_divides = 1 / 0", "'never run'")
    failing_page = write_notebook(tmp_path / "failing.ipynb", *cells)
    with served(runs, pool=0, page=failing_page) as failing:
        page = browser.new_page()
        page.goto(failing.address)
        notice = page.get_by_role("alert").filter(visible=True)
        expect(notice).to_contain_text("A part of the dashboard could not be drawn")
        expect(page.locator("#page-skeleton")).to_be_hidden()
        assert "what_it_divides" not in page.content()
        assert "ZeroDivision" not in page.content()
        with page.expect_navigation():
            notice.get_by_role("button", name="Reload").click()
        page.close()
        assert "ZeroDivisionError" in "".join(failing.told), "the log has to say why"


def write_notebook(path, *cells: str) -> str:
    """Write a notebook of code cells, and return its path."""
    written = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=written), path)
    return str(path)
