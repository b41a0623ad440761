"""A visitor: a page of the dashboard in a real browser, watched for anything suspicious."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect
from served import Served


class Visitor:
    """A page of the dashboard in a browser of its own, and everything suspicious that it does.

    Attributes
    ----------
    page : Page
    elsewhere : list of str
        Addresses outside the dashboard that were asked for.
    trouble : list of str
        Dialogs, uncaught errors and violations of the content security policy.
    """

    def __init__(self, page: Page, dashboard: Served) -> None:
        self.page, self._dashboard = page, dashboard
        self.elsewhere: list[str] = []
        self.trouble: list[str] = []
        page.set_default_timeout(20_000)
        page.on("request", lambda request: self._note_address(request.url))
        page.on("websocket", lambda socket: self._note_address(socket.url))
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("console", lambda message: self._note_message(message.text))
        page.on("dialog", self._note_dialog)

    def come(self) -> Visitor:
        """Open the dashboard and wait for its first bar."""
        self.page.goto(self._dashboard.address, wait_until="commit")
        return self.wait()

    def wait(self) -> Visitor:
        """Wait until the bars are there, and seen."""
        self.load()
        expect(self.page.locator(".il-row").first).to_be_visible()
        return self

    def load(self) -> None:
        """Wait until the bars are there, be it in a tab that isn't open."""
        expect(self.page.locator(".il-bars .bar, .il-bars .il-row").first).to_be_attached()
        expect(self.page.locator("#page-skeleton")).to_be_hidden()

    def go_to(self, tab: str) -> None:
        """Open a tab and wait until its view is there."""
        self.page.get_by_role("tab", name=tab, exact=True).click()
        expect(self.page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        self.settle()

    def settle(self) -> None:
        """Wait until the kernel has answered everything that the page sent, and that is drawn."""
        # The kernel takes messages in their order: this answer comes after all others.
        self.page.evaluate(
            "() => jupyterapp.widgetManager.kernel.requestKernelInfo().then(() => 0)"
        )
        self.page.wait_for_timeout(200)

    @property
    def kernel_id(self) -> str:
        """Id of the page's kernel."""
        told = self.page.locator("#jupyter-config-data").text_content()
        return str(json.loads(told)["kernelId"])

    def _note_address(self, url: str) -> None:
        here = self._dashboard.address
        if not url.startswith(("data:", "blob:", here, here.replace("http", "ws", 1))):
            self.elsewhere.append(url)

    def _note_message(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.trouble.append(text)

    def _note_dialog(self, dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()
