"""Reviewing by keyboard alone, and what two reviewers see of each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from served import make_run, served
from visitor import Visitor

VERBS = {
    "pay": ("pay", "settle", "make a payment on", "clear"),
    "dispute": ("dispute", "contest", "query", "complain about"),
    "cancel": ("cancel", "end", "terminate", "stop"),
    "report": ("report a fault of", "say there is no signal of", "report trouble with"),
}
THINGS = {
    "bill": ("my bill", "the monthly bill", "an invoice"),
    "contract": ("my contract", "the subscription", "the plan"),
    "SIM": ("the SIM card", "my SIM", "a SIM card"),
    "broadband": ("the broadband", "my internet", "the internet at home"),
}


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    """A dashboard of a run with some sixteen reasons for calling, which nobody has reviewed."""
    folder = tmp_path_factory.mktemp("reviewing")
    texts = [
        f"{verb} {thing}"
        for verbs in VERBS.values()
        for things in THINGS.values()
        for verb in verbs
        for thing in things
    ]
    calls = folder / "calls.txt"
    calls.write_text("\n".join(texts), encoding="utf-8")
    runs = make_run(calls, folder / "runs", "--granularity", "16")
    with served(runs) as dashboard:
        yield dashboard


class Reviewer:
    """A visitor on the Review tab who has no mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.card = self.page.locator(".il-question")

    def begin(self, name: str) -> None:
        """Go to the tab with arrow keys, and say who is reviewing if that is asked."""
        self.page.get_by_role("tab", name="Overview").focus()
        for _ in range(4):
            self.press("ArrowRight")
        expect(self.page.get_by_role("tab", name="Review")).to_be_focused()
        expect(self.card).to_be_visible()
        if name:
            self.press("Tab")
            expect(self.card.get_by_role("textbox", name="Your name")).to_be_focused()
            self.page.keyboard.type(name)
            self.press("Enter")

    def press(self, key: str) -> None:
        """Press a key, and wait until the kernel has answered."""
        self.page.keyboard.press(key)
        self.visitor.settle()
        self.visitor.settle()

    @property
    def question(self) -> str:
        """What is asked."""
        return self.card.locator("[data-question]").get_attribute("data-question")

    @property
    def history(self) -> list[str]:
        """What was done, newest first."""
        steps = self.page.locator(".il-step:visible .il-did")
        return [text.strip() for text in steps.all_inner_texts()]


def test_ten_questions_are_settled_and_two_undone_by_keyboard_alone(visit):
    reviewer = Reviewer(visit())
    reviewer.begin("Ann Example")
    expect(reviewer.card.get_by_role("button", name="Reviewing as Ann Example")).to_be_visible()
    answered = []
    for number in range(10):
        asked = reviewer.question
        answered.append(asked)
        if asked.startswith("same"):
            reviewer.press("1" if number % 2 else "s")
            if number % 2:
                reviewer.press("m")
        elif number % 3:
            reviewer.press("a")
        else:
            reviewer.press("1")
            reviewer.press("s")
            expect(reviewer.card.get_by_label("Intent")).to_be_focused()
            reviewer.press("Enter")
        expect(reviewer.card.get_by_role("status")).to_contain_text("Recorded:")
        assert reviewer.question != asked, "the next question comes"
    assert len(set(answered)) == 10
    reviewer.press("u")
    reviewer.press("u")
    told = reviewer.history
    assert told[0].startswith("Ann Example undid: ")
    assert told[1].startswith("Ann Example undid: ")
    settled = reviewer.page.locator(".il-settled").inner_text()
    assert not settled.startswith("0%")

    page = reviewer.page
    page.reload()
    reviewer.visitor.wait()
    reviewer.begin("")
    expect(reviewer.card.get_by_role("button", name="Reviewing as Ann Example")).to_be_visible()
    reviewer.visitor.settle()
    assert reviewer.history == told
    assert page.locator(".il-settled").inner_text() == settled
    assert page.locator(".il-undone").count() == 2
    undone = set(answered[-2:])
    assert reviewer.question in undone or reviewer.question not in answered


def test_the_focus_is_where_a_reviewer_needs_it(visit):
    reviewer = Reviewer(visit())
    reviewer.begin("Ben Example")
    focused = "document.activeElement.dataset.question ?? document.activeElement.className"
    assert reviewer.page.evaluate(focused) == reviewer.question, "once the name is given"
    reviewer.press("1")
    reviewer.press("ArrowDown")
    assert "widget-" not in reviewer.page.evaluate(focused)
    reviewer.press("n")
    assert reviewer.page.evaluate(focused) == reviewer.question, "the box is another question's"
    reviewer.press("r")
    box = reviewer.card.get_by_role("textbox", name="Name")
    expect(box).to_be_focused()
    name = box.input_value()
    reviewer.page.keyboard.type("n a m")
    expect(box).to_have_value("n a m")
    reviewer.press("Escape")
    expect(box).to_be_hidden()
    assert name in reviewer.card.locator("h2").inner_text()
    assert reviewer.page.evaluate(focused) == reviewer.question


def test_a_decision_appears_in_another_dashboard_within_seconds(visit):
    ann, ben = Reviewer(visit()), visit()
    name = ann.page.locator(".il-row").nth(2).inner_text()
    ben.page.locator(".il-row", has_text=name).click()
    panel = ben.page.locator(".il-detail:visible")
    panel.get_by_role("button", name="Rename").click()
    panel.get_by_label("Your name").fill("Ben Example")
    panel.get_by_role("button", name="Start").click()
    panel.get_by_label("Name", exact=True).fill("Called otherwise <b>")
    panel.get_by_role("button", name="Rename", exact=True).click()
    expect(ann.page.locator(".il-row", has_text="Called otherwise <b>")).to_be_visible(
        timeout=6_000
    )
    expect(ann.page.locator(".il-header")).to_contain_text("made since")


def test_a_run_of_what_was_decided_is_made_and_offered_to_others(visit):
    ann, ben = visit(), visit()
    ben.page.locator(".il-row").nth(1).click()
    ann.go_to("Review")
    ann.page.get_by_role("button", name="Make a new run").click()
    expect(ann.page.get_by_role("button", name="Make a new run")).to_be_hidden(timeout=60_000)
    expect(ann.page.locator(".il-header")).not_to_contain_text("made since")
    ben.page.get_by_role("button", name="Show it").click()
    expect(ben.page.locator(".il-header")).not_to_contain_text("made since")


@pytest.mark.parametrize("pool", [0, 1])
def test_a_proxy_that_is_trusted_says_who_is_reviewing(browser, runs, monkeypatch, pool):
    monkeypatch.setenv("INTENTLIB_IDENTITY_HEADER", "X-Forwarded-User")
    with served(runs, pool=pool, base_url="/calls/") as behind_proxy:
        if pool:
            behind_proxy.wait_for_kernels(1)
        for headers in ({"X-Forwarded-User": "carol@example.com"}, {}):
            context = browser.new_context(extra_http_headers=headers)
            visitor = Visitor(context.new_page(), behind_proxy).come()
            visitor.go_to("Review")
            card = visitor.page.locator(".il-question")
            expect(card.get_by_label("Your name")).to_have_count(0)
            if headers:
                who = card.get_by_role("button", name="Reviewing as carol@example.com")
                expect(who).to_be_disabled()
            else:
                expect(card).to_contain_text("Nobody said who you are")
            context.close()


def test_bars_stand_beside_their_names_when_intents_become_fewer(visit):
    page = visit().page
    bars, panel = page.locator(".il-bars-figure rect.bar"), page.locator(".il-detail")
    before = bars.count()
    panel.get_by_role("button", name="Merge…").click()
    panel.get_by_label("Your name").fill("Ann Example")
    panel.get_by_role("button", name="Start").click()
    panel.get_by_role("button", name="Merge", exact=True).click()
    expect(bars).to_have_count(before - 1)
    boxes = sorted((bar.bounding_box() for bar in bars.all()), key=lambda box: box["y"])
    widths = [round(box["width"]) for box in boxes]
    assert widths == sorted(widths, reverse=True), "the largest is on top"
    assert widths[0] > widths[-1]
