"""Granularity: how fine the intents are, what a change would do, and publishing it."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pandas as pd
from ipywidgets import HTML, Button, HBox, IntProgress, SelectionSlider, VBox

from intentlib.dashboard import html
from intentlib.dashboard.bars import IntentBars
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.preview import Preview
from intentlib.dashboard.view import View

ROWS = 20
MOST_CHANGES = 8
MOST_NAMES = 3
MOST_WORDINGS = 6


class Granularity(View):
    """A slider from themes to near-duplicates, with what each stop would do.

    Attributes
    ----------
    slider : SelectionSlider
        The stop, counted from the coarsest; nothing is rebuilt when it moves.
    bars : IntentBars
        The intents as they would be.
    recommended, published, publish : Button
        Go to a stop; make a run at the stop that is shown.
    """

    title = "Granularity"
    has_filters = False

    def build(self) -> None:
        """Make the slider, its consequences and the preview."""
        self.slider = SelectionSlider(options=[("", 0)], description="Granularity")
        self.slider.add_class("il-slider")
        self.scale, self.consequences, self.reason = HTML(), HTML(), HTML()
        self.recommended = Button(description="Go to recommended").add_class("il-quiet")
        self.published = Button(description="Go to published").add_class("il-quiet")
        self.publish = Button(description="Publish").add_class("il-primary")
        self.progress = IntProgress(min=0, max=100, description="Publishing")
        self.progress.add_class("il-progress").layout.display = "none"
        self.bars = IntentBars(ROWS, self._pick, fixed=True)
        self._preview_head, self._changes, self._wordings = HTML(), HTML(), HTML()
        buttons = HBox([self.recommended, self.published, self.publish, self.progress])
        control = VBox(
            [
                HTML(html.heading("How fine should the intents be?", _HOW_TO_USE)),
                VBox([self.slider, self.scale]).add_class("il-slider-box"),
                self.consequences,
                self.reason,
                buttons.add_class("il-row-of"),
            ]
        ).add_class("il-panel")
        preview = VBox([self._preview_head, self.bars]).add_class("il-panel")
        told = VBox([self._changes, self._wordings]).add_class("il-panel")
        self.children = [control, HBox([preview, told]).add_class("il-split")]
        self.on_change(self.slider, self._move)
        self.on_click(self.recommended, lambda: self._go("recommended"))
        self.on_click(self.published, lambda: self._go("published"))
        self.on_click(self.publish, lambda: self.start(self.make_run()))
        self.listen(self.draw_scale, "run", "review.position")
        self.listen(self.draw, "run", "height", "review.position")

    @property
    def stop(self) -> int:
        """The stop nearest to the height that is looked at."""
        distance = (self.state.ticks["height"] - self.state.height).abs()
        return int(np.argmin(distance))

    def draw_scale(self) -> None:
        """Show the stops of the run, with marks at the recommended and the published one."""
        run, ticks = self.state.opened, self.state.ticks
        self._marks = {
            "recommended": int(np.argmax(ticks["recommended"])),
            "published": int(np.argmax(ticks["height"] == run.manifest.height)),
        }
        # The exact number is told once a stop is reached: decisions may part or join some more.
        by = " by the tree alone" if self.state.review.position else ""
        told = [f"{html.plural(intents, 'intent')}{by}" for intents in ticks["intents"]]
        self.fill(self.slider, zip(told, range(len(told)), strict=True), self.stop)
        self.scale.value = _scale(ticks["intents"].tolist(), self._marks)
        advice = run.manifest.recommended
        why = f"Why {html.plural(advice.intents, 'intent')}?"
        self.reason.value = (
            f'<p class="il-note"><strong>{html.esc(why)}</strong> {html.esc(advice.reason)}</p>'
        )

    def draw(self) -> None:
        """Show the intents at the height that is looked at, and what publishing it would do."""
        place, run = self.stop, self.state.opened
        height = float(self.state.ticks["height"].iloc[place])
        published = place == self._marks["published"]
        ahead = self.state.preview(height)
        counts = html.plural(len(ahead.intents), "intent")
        self.slider.value = place
        # The bars first: the browser draws them while the rest is on its way.
        self.bars.draw(ahead.intents, no_intent=run.manifest.counts["no_intent"])
        decided = self.state.review.position > 0
        self.consequences.value = _consequences(len(run.intents), ahead, decided=decided)
        self._preview_head.value = (
            html.heading(f"{counts}, as published", "Move the slider to see them finer or coarser.")
            if published
            else html.heading(
                f"{counts}, not published", "Publishing gives them names of their own."
            )
        )
        self._changes.value = _changes(ahead.changes)
        self._wordings.value = ""
        self.publish.description = f"Publish {counts}"
        self.publish.disabled = self.published.disabled = published
        self.recommended.disabled = place == self._marks["recommended"]

    async def make_run(self) -> None:
        """Publish the height that is shown, tell how far it is, and open the new run."""
        loop = asyncio.get_running_loop()
        self.publish.disabled = self.slider.disabled = True
        self.progress.layout.display = None

        def tell(stage: str, done: int, total: int) -> None:
            loop.call_soon_threadsafe(self._tell, stage, done, total)

        try:
            run = await asyncio.to_thread(self.state.publish, tell)
            self.state.open(run.run_id)
        finally:
            self.progress.layout.display = "none"
            self.slider.disabled = False
            self.draw()

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progress.description = stage.capitalize()
        self.progress.value = 100 * done // total if total else 0

    def _move(self, place: int) -> None:
        if place != self.stop:
            self.state.set_height(float(self.state.ticks["height"].iloc[place]))

    def _go(self, mark: str) -> None:
        self.slider.value = self._marks[mark]

    def _pick(self, group: str) -> None:
        frame = self.state.wordings_in(group, self.state.ticks["height"].iloc[self.stop])
        rows = (
            (html.esc(row.text), html.number(row.calls))
            for row in rows_of(frame.head(MOST_WORDINGS))
        )
        self._wordings.value = html.heading("In the intent you picked", level=3) + html.table(
            ["Wording", "Calls"], rows, caption="Its commonest wordings", numeric=[1]
        )


def _scale(intents: list[int], marks: dict[str, int]) -> str:
    """Return the marks below the slider, each at its stop."""
    last = max(len(intents) - 1, 1)
    same = marks["recommended"] == marks["published"]
    told = {marks["published"]: "published"}
    told[marks["recommended"]] = "recommended, published" if same else "recommended"
    points, before = [], -last
    for place, text in sorted(told.items()):
        side = "end" if place > last * 0.5 else "start"
        # Words that would run into the last mark's stand a line lower.
        line = " il-mark-below" if place - before < last * 0.25 else ""
        points.append(
            f'<span class="il-mark il-mark-{side}{line}" style="left:{100 * place / last:.2f}%">'
            f"<b>{html.number(intents[place])}</b> {html.esc(text)}</span>"
        )
        before = place
    return (
        f'<div class="il-scale">{"".join(points)}</div><div class="il-ends"><span>'
        f"{html.plural(intents[0], 'intent')}, broadest</span><span>"
        f"{html.plural(intents[-1], 'intent')}, finest</span></div>"
    )


def _consequences(before: int, ahead: Preview, *, decided: bool) -> str:
    moved = ahead.moved_share
    told = [
        ("Intents", html.number(len(ahead.intents))),
        ("Published", html.number(before)),
        ("Would move", f"{html.percent(moved)} of calls" if moved else "no call"),
    ]
    if decided:
        told.append(("Decisions broken", html.number(sum(ahead.broken))))
    note = ""
    if any(ahead.broken_by_tree):
        note = f'<p class="il-note">{html.esc(_against(*ahead.broken_by_tree))}</p>'
    return f'<div class="il-slider-text il-large">{html.figures(told)}</div>{note}'


def _against(parted: int, joined: int) -> str:
    """Return what the tree alone would break of what people decided."""
    told = [
        f"part {html.plural(parted, 'group')} that people put together" if parted else "",
        f"join {html.plural(joined, 'pair')} that people told apart" if joined else "",
    ]
    broken = " and ".join(filter(None, told))
    return f"The tree alone would {broken}. What people decided is kept, here and when published."


def _changes(frame: pd.DataFrame) -> str:
    head = html.heading("What would change")
    if frame.empty:
        return head + html.empty("Nothing: this is what is published.")
    shown = "".join(f"<li>{_change(row)}</li>" for row in rows_of(frame.head(MOST_CHANGES)))
    left = len(frame) - MOST_CHANGES
    more = f'<p class="il-note">and {html.number(left)} more</p>' if left > 0 else ""
    return f'{head}<ul class="il-changes">{shown}</ul>{more}'


def _change(row: Any) -> str:
    calls = f'<span class="il-note">{html.plural(row.calls, "call")}</span>'
    names = [f"<strong>{html.esc(name)}</strong>" for name in row.names[:MOST_NAMES]]
    if len(row.names) > MOST_NAMES:
        names.append(f"{html.number(len(row.names) - MOST_NAMES)} more")
    if row.kind == "split":
        return f"{names[0]} splits into {html.number(row.parts)} {calls}"
    return f"{', '.join(names[:-1])} and {names[-1]} become one {calls}"


_HOW_TO_USE = (
    "From a few broad themes on the left to near-duplicates on the right. "
    "Nothing changes for others until you publish."
)
