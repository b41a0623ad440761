"""What was decided: progress, the history with undo, conflicts with their way out."""

from __future__ import annotations

import asyncio
from functools import partial

from ipywidgets import HTML, Button, HBox, IntProgress, VBox

from intentlib.dashboard import html
from intentlib.dashboard.pages import Pages
from intentlib.dashboard.view import View

PAGE = 8
MOST_CONFLICTS = 5


class Progress(View):
    """How much is settled, what the next questions settle, and making a new run of it.

    Attributes
    ----------
    apply : Button
        Make a run by what is decided.
    """

    title = "Progress"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel")
        self._told, self._waiting = HTML(), HTML()
        self.apply = Button(description="Make a new run").add_class("il-quiet")
        self.bar = IntProgress(min=0, max=100, description="Starting").add_class("il-progress")
        self.bar.layout.display = "none"
        self._line = HBox([self._waiting, self.apply, self.bar]).add_class("il-row-of")
        self.children = [HTML(html.heading("Progress")), self._told, self._line]
        self.on_click(self.apply, lambda: self.start(self.make_run()))
        self.listen(self.draw, "run", "review.position", "review.closed")

    def draw(self) -> None:
        """Show what is settled, and what waits for a new run."""
        if self.state.review.standing is None:
            self._told.value = html.empty("Nothing is decided yet.")
            self._line.layout.display = "none"
            return
        settled = self.state.asking.settled
        coming, share = self.state.asking.settles()
        questions = html.plural(coming, "question")
        next_ = f"{questions} come next." if coming else "No question is open."
        if share:
            next_ = f"These {questions} settle {html.percent(share)} of calls."
        self._told.value = (
            f'<p class="il-settled"><b>{html.percent(settled)}</b> of calls settled</p>'
            + html.meter(settled, f"{html.percent(settled)} of calls settled")
            + f'<p class="il-note">{html.esc(next_)}</p>'
        )
        waiting = self.state.review.waiting
        self._line.layout.display = None if waiting else "none"
        text = f"{html.plural(waiting, 'decision')} not in the published run yet"
        self._waiting.value = f'<p class="il-note">{text}</p>'

    async def make_run(self) -> None:
        """Make a run by what is decided, tell how far it is, and open it."""
        loop = asyncio.get_running_loop()
        self.apply.disabled = True
        self.bar.layout.display = None

        def tell(stage: str, done: int, total: int) -> None:
            loop.call_soon_threadsafe(self._tell, stage, done, total)

        try:
            run = await asyncio.to_thread(self.state.apply_decisions, tell)
            self.state.open(run.run_id)
        finally:
            self.apply.disabled = False
            self.bar.layout.display = "none"

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.bar.description = stage.capitalize()
        self.bar.value = 100 * done // total if total else 0


class History(View):
    """Who decided what and when, the latest first, each with a button that undoes it.

    Attributes
    ----------
    undo : list of Button
        Undo the step of a row.
    pages : Pages
    """

    title = "History"

    def build(self) -> None:
        """Make the list."""
        self.add_class("il-panel")
        self._empty = HTML(html.empty("Nothing is decided yet."))
        self._texts = [HTML() for _ in range(PAGE)]
        self.undo = [Button(description="Undo").add_class("il-quiet") for _ in range(PAGE)]
        self._rows = [
            HBox([text, button]).add_class("il-step")
            for text, button in zip(self._texts, self.undo, strict=True)
        ]
        self._numbers: list[tuple[int, ...]] = []
        self.pages = Pages(PAGE, self.draw)
        self.children = [HTML(html.heading("History")), self._empty, *self._rows, self.pages]
        for place, button in enumerate(self.undo):
            self.on_click(button, partial(self._undo, place))
        self.listen(self.draw, "run", "review.position")

    def draw(self) -> None:
        """Show one page of the steps."""
        steps = self.state.review.steps
        shown = steps[self.pages.span(len(steps))]
        self._empty.layout.display = "none" if steps else None
        self.pages.layout.display = None if len(steps) > PAGE else "none"
        self._numbers = [step.numbers for step in shown]
        for row in self._rows[len(shown) :]:
            row.layout.display = "none"
        for row, text, button, step in zip(self._rows, self._texts, self.undo, shown, strict=False):
            row.layout.display = None
            (row.add_class if step.undone else row.remove_class)("il-undone")
            when = f"{html.day(step.at)}, {step.at:%H:%M} UTC"
            state = " · undone" if step.undone else ""
            text.value = (
                f'<p class="il-did"><b>{html.esc(step.reviewer)}</b> {html.esc(step.text)}</p>'
                f'<p class="il-note">{html.esc(when + state)}</p>'
            )
            button.layout.visibility = "hidden" if step.undone else None
            button.description = "Restore" if step.undoes else "Undo"
            button.tooltip = f"{button.description}: {step.reviewer} {step.text}"

    def _undo(self, place: int) -> None:
        if place < len(self._numbers):
            self.state.review.undo(self._numbers[place])


class Conflicts(View):
    """Decisions that contradict others, or whose wordings are gone, each with its ways out.

    Attributes
    ----------
    undo, undo_others : list of Button
        Undo the decision; undo what is in its way.
    """

    title = "Conflicts"

    def build(self) -> None:
        """Make the list."""
        self.add_class("il-panel")
        self._head = HTML()
        self._texts = [HTML() for _ in range(MOST_CONFLICTS)]
        self.undo = [Button().add_class("il-quiet") for _ in range(MOST_CONFLICTS)]
        self.undo_others = [Button().add_class("il-quiet") for _ in range(MOST_CONFLICTS)]
        self._rows = [
            VBox([text, HBox([own, others]).add_class("il-row-of")]).add_class("il-step")
            for text, own, others in zip(self._texts, self.undo, self.undo_others, strict=True)
        ]
        self.children = [self._head, *self._rows]
        for place, (own, others) in enumerate(zip(self.undo, self.undo_others, strict=True)):
            self.on_click(own, partial(self._undo, place, own=True))
            self.on_click(others, partial(self._undo, place, own=False))
        self.listen(self.draw, "run", "review.position")

    def draw(self) -> None:
        """Show the conflicts; the panel is not there where there are none."""
        found = self.state.review.conflicts
        self._found = found[:MOST_CONFLICTS]
        self.layout.display = None if found else "none"
        note = "They are not in force, or have nothing to act on, until that changes."
        self._head.value = html.heading(html.plural(len(found), "conflict"), note)
        for row in self._rows[len(found) :]:
            row.layout.display = "none"
        for row, text, own, others, each in zip(
            self._rows, self._texts, self.undo, self.undo_others, self._found, strict=False
        ):
            row.layout.display = None
            numbers = ", ".join(f"#{number}" for number in each.contradicts)
            why = f"{each.what.capitalize()}{': ' if numbers else ''}{numbers}"
            others.layout.display = None if numbers else "none"
            told = self.state.review.tell([each.decision_id])
            text.value = (
                f'<p class="il-did"><b>#{each.decision_id}</b> {html.esc(told)}</p>'
                f'<p class="il-note">{html.esc(why)}</p>'
            )
            own.description, others.description = f"Undo #{each.decision_id}", f"Undo {numbers}"
            own.tooltip, others.tooltip = "Leave what is in force", "Let this decision hold instead"

    def _undo(self, place: int, *, own: bool) -> None:
        if place < len(self._found):
            each = self._found[place]
            self.state.review.undo([each.decision_id] if own else each.contradicts)
