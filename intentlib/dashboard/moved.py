"""What moved between two runs, in calls and by cause."""

from __future__ import annotations

import asyncio
from typing import Any

from ipywidgets import HTML, Button, Dropdown, HBox

from intentlib.dashboard import html
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.view import View


class Moved(View):
    """How the run that is open differs from another: sentences, what matters most first.

    Attributes
    ----------
    other : Dropdown
        The run to compare with; the one before where it is stored.
    compare : Button
        Compare with it.
    """

    title = "What moved"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel")
        self.other = Dropdown(description="Compare with").add_class("il-field")
        self.compare = Button(description="Tell what moved").add_class("il-quiet")
        self._told = HTML()
        head = HTML(html.heading("What moved between runs", _HOW_TO_READ))
        self.children = [head, self.other, HBox([self.compare]), self._told]
        self.on_click(self.compare, lambda: self.start(self.tell()))
        self.listen(self.draw, "run", "newer")

    def draw(self) -> None:
        """Offer the other runs that are stored, newest first."""
        made, stored = self.state.made, self.state.stored_runs()
        others = stored[(stored["status"] == "complete") & (stored["run_id"] != made.run_id)]
        self.layout.display = None if len(others) else "none"
        self._told.value = ""
        if others.empty:
            return
        ids = others["run_id"].tolist()
        before = made.manifest.previous if made.manifest.previous in ids else ids[0]
        options = [(_run(row), row.run_id) for row in rows_of(others)]
        self.fill(self.other, options, before)

    async def tell(self) -> None:
        """Read the other run, and say what is different."""
        self.compare.disabled = True
        try:
            told = await asyncio.to_thread(self.state.moved_since, self.other.value)
        finally:
            self.compare.disabled = False
        items = "".join(f"<li>{html.esc(each)}</li>" for each in told)
        nothing = html.empty("No call moved: every wording is in the intent it was in.")
        self._told.value = f'<ul class="il-changes">{items}</ul>' if told else nothing


def _run(row: Any) -> str:
    return f"{html.day(row.created_at)}, {row.created_at:%H:%M} · {row.run_id}"


_HOW_TO_READ = "In calls, and why: a decision, new data, another granularity or model."
