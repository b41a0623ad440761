"""Data: upload a file, choose a run, read its calls, take its figures home."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import PurePath
from typing import Any

from ipywidgets import HTML, Button, Dropdown, FileUpload, HBox, IntProgress, Text, VBox

from intentlib.dashboard import downloads, html
from intentlib.dashboard.calltable import CallTable
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.forms import Slot, choice_form
from intentlib.dashboard.moved import Moved
from intentlib.dashboard.pictures import PICTURES
from intentlib.dashboard.summary import summary_of
from intentlib.dashboard.upload import run_upload
from intentlib.dashboard.view import View
from intentlib.extract import FRAMES

ACCEPT = ".txt,.csv,.tsv,.json,.jsonl,.parquet,.xlsx,.gz"


class Data(View):
    """Upload, runs, manifest, downloads and the table of calls.

    Attributes
    ----------
    upload, column, cancel : FileUpload, Text, Button
        Make a run of a file; the column of its intents; stop half-way.
    slot : Slot
        Where it is asked whether a file is added to the calls there are.
    runs : Dropdown
        Open a stored run.
    frame, prepare : Dropdown, Button
        Make a frame's CSV.
    summary : Button
        Make a page to print or to send, with the filters as they are set.
    picture, paint, save, save_as_svg : Dropdown, Button, Button, Button
        Draw a chart as a picture; save it as PNG or SVG.
    moved : Moved
        What is different from another run.
    calls : CallTable
    """

    title = "Data"
    needs_run = False

    def build(self) -> None:
        """Make the panels; those about a run stay away until there is one."""
        self._job: asyncio.Task[None] | None = None
        self.calls: CallTable | None = None
        self.moved: Moved | None = None
        self._of_run = VBox([self._tables_panel(), self._charts_panel()]).add_class("il-stack")
        left = VBox([self._upload_panel(), self._of_run]).add_class("il-stack")
        top = HBox([left, self._runs_panel()]).add_class("il-split").add_class("il-halves")
        self._about = VBox([]).add_class("il-stack")
        self.children = [top, self._about]
        self.listen(self.draw_runs, "run", "newer")
        self.listen(self.draw, "run")

    def draw_runs(self) -> None:
        """Offer the stored runs, newest first."""
        stored = self.state.stored_runs()
        shown = self.state.run.run_id if self.state.run else None
        shown = shown if shown in set(stored["run_id"]) else None
        self.fill(self.runs, ((_run_title(row), row.run_id) for row in rows_of(stored)), shown)
        self.runs.layout.display = None if len(stored) else "none"
        self._no_runs.layout.display = "none" if len(stored) else None

    def draw(self) -> None:
        """Show what is known about the run."""
        self._of_run.layout.display = "none" if self.state.run is None else None
        if self.state.run is None:
            return
        if self.calls is None:
            self.calls = CallTable(self.state)
            self.moved = Moved(self.state)
            self._about.children = [self._canvas, self.moved, self.calls]
        self.manifest.value = _manifest(self.state.opened.manifest)
        self.link.value = ""
        self._canvas.layout.display = "none"
        self._canvas.children = []
        self._saves.layout.display = "none"

    async def offer(self, name: str, content: Any) -> None:
        """Ask whether a file is added to the calls there are; make a run of it where none are."""
        text = self.column.value.strip()
        ending = PurePath(name.lower().removesuffix(".gz")).suffix
        # What nobody can read isn't asked about: the reader says why not.
        if self.state.run is None or ending not in ("", *ACCEPT.split(",")):
            await self.make_run(name, content, add=False)
            return
        # Imports the reader, which no other view needs.
        from intentlib.dashboard.fitting import fits

        columns = self.state.made.manifest.columns
        same = await asyncio.to_thread(fits, name, content, columns, text=text)
        these = "these calls" if self.state.shows_latest else "the published calls"
        options = [(f"Add to {these}", "add"), ("Start anew with it", "anew")]
        title = f"What is {html.file_name(name)}?"
        form = choice_form(title, "What to do with it", options if same else options[::-1], _MAKE)
        if not same:
            form.show_above(HTML(f'<p class="il-note">{html.esc(_OTHER_COLUMNS)}</p>'))
        self.slot.ask(form, lambda way: self._start(self.make_run(name, content, add=way == "add")))

    async def make_run(self, name: str, content: Any, *, add: bool) -> None:
        """Make a run of a file in a process of its own, tell how far it is, and open it."""
        self.upload.disabled = True
        self.state.notice = None
        self._tell("Starting", 0, 0)
        for part in (self.progress, self.cancel):
            part.layout.display = None
        try:
            text = self.column.value.strip()
            run_id = await run_upload(
                name, content, self.state.runs, self._tell, text=text, add=add
            )
            self.state.touched = True
            self.state.open(run_id)
        finally:
            self.upload.disabled = False
            for part in (self.progress, self.cancel):
                part.layout.display = "none"

    def make_csv(self) -> None:
        """Make the chosen frame's CSV and show a link that saves it."""
        self.link.value = downloads.link(*downloads.csv_of(self.state.opened, self.frame.value))

    def make_summary(self) -> None:
        """Make the printable summary and show a link that saves it."""
        self.link.value = downloads.link(*summary_of(self.state))

    def draw_picture(self) -> None:
        """Draw the chosen chart as it will be saved."""
        figure = PICTURES[self.picture.value](self.state)
        self._canvas.children = [figure.add_class("il-picture")]
        self._canvas.layout.display = None
        self._saves.layout.display = None

    def save_picture(self, kind: str) -> None:
        """Let the browser save the chart that is drawn, as ``png`` or ``svg``."""
        name = f"{self.picture.value.lower().replace(' ', '-')}-{self.state.opened.run_id}.{kind}"
        figure = self._canvas.children[0]
        if kind == "png":
            figure.save_png(name, scale=2)
        else:
            figure.save_svg(name)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progress.description = f"{stage.capitalize()} …"
        self.progress.value = 100 * done // total if total else 0

    def _uploaded(self, files: tuple[dict[str, Any], ...]) -> None:
        if files:
            self.upload.value = ()
            self.slot.close()
            self._start(self.offer(files[0]["name"], files[0]["content"]))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._job = self.start(work)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _open(self, run_id: str | None) -> None:
        if run_id:
            self.state.touched = True
            self.state.open(run_id)

    def _upload_panel(self) -> VBox:
        self.upload = FileUpload(
            accept=ACCEPT, description="Choose a file", tooltip="Make a run of a file", icon=""
        ).add_class("il-upload")
        self.column = Text(
            description="Column of the intents", placeholder="found by itself"
        ).add_class("il-field")
        self.progress = IntProgress(min=0, max=100, description="").add_class("il-progress")
        self.cancel = Button(description="Stop", tooltip="Stop making the run")
        self.cancel.add_class("il-quiet")
        for part in (self.progress, self.cancel):
            part.layout.display = "none"
        self.on_change(self.upload, self._uploaded)
        self.on_click(self.cancel, self._cancel)
        head = HTML(html.heading("Upload calls", _HOW_TO_UPLOAD))
        line = HBox([self.upload, self.progress, self.cancel]).add_class("il-row-of")
        self.slot = Slot(self)
        return VBox([head, self.column, line, self.slot]).add_class("il-panel")

    def _runs_panel(self) -> VBox:
        self.runs = Dropdown(description="Run").add_class("il-field")
        self._no_runs = HTML(html.empty("No run is stored yet. Upload a file to make the first."))
        self.manifest = HTML()
        self.on_change(self.runs, self._open)
        head = HTML(
            html.heading("Runs", "Every run is kept. Opening an older one changes nothing.")
        )
        return VBox([head, self.runs, self._no_runs, self.manifest]).add_class("il-panel")

    def _tables_panel(self) -> VBox:
        titles = [(name.capitalize(), name) for name in FRAMES]
        self.frame = Dropdown(description="Table", options=titles).add_class("il-filter")
        self.prepare = Button(description="Make the CSV").add_class("il-quiet")
        self.summary = Button(description="Make the summary").add_class("il-quiet")
        self.link = HTML()
        self.on_click(self.prepare, self.make_csv)
        self.on_click(self.summary, self.make_summary)
        head = HTML(html.heading("Download tables and a summary", _HOW_TO_DOWNLOAD))
        tools = HBox([self.frame, self.prepare, self.summary]).add_class("il-tools")
        return VBox([head, tools, self.link]).add_class("il-panel")

    def _charts_panel(self) -> VBox:
        self.picture = Dropdown(description="Chart", options=list(PICTURES)).add_class("il-filter")
        self.paint = Button(description="Draw the chart").add_class("il-quiet")
        self.save = Button(description="Save as PNG").add_class("il-primary")
        self.save_as_svg = Button(description="Save as SVG").add_class("il-quiet")
        self._saves = HBox([self.save, self.save_as_svg]).add_class("il-row-of")
        self._canvas = VBox([]).add_class("il-panel").add_class("il-canvas")
        self.on_click(self.paint, self.draw_picture)
        self.on_click(self.save, lambda: self.save_picture("png"))
        self.on_click(self.save_as_svg, lambda: self.save_picture("svg"))
        told = "As PNG or SVG, with the filters as they are set."
        head = HTML(html.heading("Download charts", told))
        tools = HBox([self.picture, self.paint, self._saves]).add_class("il-tools")
        return VBox([head, tools]).add_class("il-panel")


def _run_title(row: Any) -> str:
    when = f"{html.day(row.created_at)}, {row.created_at:%H:%M}"
    if row.status != "complete":
        return f"{row.run_id}: {row.status}"
    source = html.file_name(row.input)
    found = f"{html.number(row.calls)} calls, {html.number(row.intents)} intents"
    return f"{when} · {source} · {found}{' · published' if row.published else ''}"


def _manifest(manifest: Any) -> str:
    counts = manifest.counts
    seconds = sum(manifest.seconds.values())
    columns = ", ".join(f"{role} from {name!r}" for role, name in manifest.columns.items() if name)
    facts = {
        "Run": manifest.run_id,
        "Made": f"{html.day(manifest.created_at)}, {manifest.created_at:%H:%M} UTC",
        "Files": _files(manifest),
        "Columns": columns or "-",
        "Found": f"{html.plural(counts['wordings'], 'wording')}, "
        f"{html.plural(counts['intents'], 'intent')}, {html.plural(counts['themes'], 'theme')}",
        "No intent recorded": html.plural(counts["no_intent"], "call"),
        "Not read": "; ".join(manifest.set_aside) or "-",
        "Model": manifest.config.get("model", "-"),
        "Height": f"{manifest.height:.3f} (recommended {manifest.recommended.height:.3f})",
        "Took": f"{seconds:.1f} s, "
        f"{max(manifest.peak_rss_mb.values(), default=0):,.0f} MB of memory at most",
        "Hash of the files": manifest.hashes.get("input", "-")[:16],
    }
    return html.facts(facts.items(), caption="What the run was made from")


def _files(manifest: Any) -> str:
    """Return the last file, and how many were added before it."""
    last, before = html.file_name(manifest.config.get("input")), len(manifest.inputs) - 1
    return f"{last} and {html.plural(before, 'file')} before" if before > 0 else last


_HOW_TO_UPLOAD = (
    "One intent per line (.txt), or a table (.csv, .tsv, .json, .jsonl, .parquet, .xlsx), "
    "gzipped or not. The intents are found and published as a new run."
)
_MAKE = "Make the run"
_OTHER_COLUMNS = (
    "Its intents and times are not in the columns that those of the run are in, as far as its "
    "first rows tell."
)
_HOW_TO_DOWNLOAD = (
    "Tables as CSV, safe to open in a spreadsheet; the summary as a page to print or to send."
)
