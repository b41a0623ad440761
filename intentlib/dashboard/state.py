"""One viewer's place in the runs and what may be done there: traits and verbs, without a widget.

Views observe the traits and call the verbs; a notebook or a test can do the same::

    state = State(runs="runs")
    state.select(state.intents["intent_id"][0])
    state.choose(theme=state.run.themes["theme_id"][0])
    state.set_height(2.4)
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from traitlets import Bool, Enum, Instance, Unicode

from intentlib.calls import calls_of
from intentlib.dashboard.asking import Asking
from intentlib.dashboard.figures import FILTERS, Figures
from intentlib.dashboard.in_force import in_force
from intentlib.dashboard.preview import Preview, Previews
from intentlib.dashboard.reviewing import Reviewing
from intentlib.errors import IntentlibError, RunNotFoundError
from intentlib.model import Progress, Run
from intentlib.store import keeping
from intentlib.store import runs as store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """A sentence for the top of the page; ``kind`` is ``info`` or ``error``."""

    text: str
    kind: str = "info"


class State(Figures):
    """One viewer's place in the published runs.

    Opening reads the published run and never embeds; where none is published yet, ``run`` is
    None and a notice says what to do.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) that holds the run folders.
    run
        A run to start from; the published one where it isn't given.

    Attributes
    ----------
    review : Reviewing
        What people decided of the runs, and the verbs to decide more.
    asking : Asking
        What they are asked next.
    """

    runs = Unicode("runs")
    colour_theme = Enum(("auto", "light", "dark"), "auto")
    newer = Unicode(help="Id of a published run newer than the one shown; else empty.")
    notice = Instance(Notice, allow_none=True)
    touched = Bool(help="Whether the viewer has done anything yet.")

    def __init__(self, runs: str = "runs", run: Run | None = None) -> None:
        super().__init__(runs=runs)
        self._latest_seen: str | None = None
        self._made: Run | None = None
        self._previews: tuple[object, Previews] | None = None
        self.review = Reviewing(self)
        self.review.observe(self._show_decided, "position")
        self.asking = Asking(self)
        if run is None:
            self.attempt(self._open_latest)
        else:
            self._show(run)
            self._latest_seen = self.attempt(store.latest_id, runs)

    # Verbs

    def open(self, run_id: str = store.LATEST) -> None:
        """Show a stored run, with every filter and the selection cleared where they don't fit.

        Raises
        ------
        RunNotFoundError, StoreError
            If it can't be opened; what is shown stays.
        """
        self._latest_seen = store.latest_id(self.runs)
        run = store.open_run(self.runs, run_id)
        len(calls_of(run))  # calls that can't be read are told of here, not view by view
        self._show(run)

    def _open_latest(self) -> None:
        # Where there is none yet, the views say what to do.
        if store.latest_id(self.runs) is not None:
            self.open()

    async def look(self) -> None:
        """See whether another run was published: show it, or offer it to a viewer at work."""
        latest = await asyncio.to_thread(store.latest_id, self.runs)
        if latest is None or latest == self._latest_seen:
            return
        if self.run is None or not self.touched:
            self.open(latest)
        else:
            self._latest_seen = self.newer = latest

    def select(self, intent_id: str) -> None:
        """Select an intent by its id, or none where it is empty."""
        self.touched = True
        self.selected = intent_id

    def choose(self, **filters: Any) -> None:
        """Set filters by name: ``theme, search, since, until, dimensions, call_type``."""
        self.touched = True
        with self.hold_trait_notifications():
            for name in FILTERS:
                if name in filters:
                    setattr(self, name, filters.pop(name))
        if filters:
            raise TypeError(f"no such filter: {sorted(filters)[0]}")

    def clear(self) -> None:
        """Take every filter away."""
        self.choose(theme="", search="", since=None, until=None, dimensions={}, call_type="")

    def set_height(self, height: float) -> None:
        """Look at the intents as they would be at another height; nothing is published."""
        self.touched = True
        self.height = height

    def publish(self, progress: Progress | None = None) -> Run:
        """Return the run that was made and published at the height looked at.

        What is shown stays: :meth:`open` the new run to see it.
        """
        from intentlib.pipeline import recut

        return recut(self.made, self.height, self.runs, progress=progress)

    def apply_decisions(self, progress: Progress | None = None) -> Run:
        """Return the run that was made and published as the last, by what is decided now.

        What is shown stays: :meth:`open` the new run to see it.
        """
        from intentlib.pipeline import recut

        made = self.made
        return recut(made, made.manifest.config["granularity"], self.runs, progress=progress)

    def stored_runs(self) -> pd.DataFrame:
        """Return the stored runs, newest first (see :func:`intentlib.store.list_runs`)."""
        return keeping.list_runs(self.runs)

    def moved_since(self, run_id: str) -> list[str]:
        """Return how another run and the one that is open differ, the earlier first, as sentences.

        Raises
        ------
        RunNotFoundError, StoreError
            If the other can't be opened.
        """
        from intentlib.comparison import compare

        runs = [store.open_run(self.runs, run_id), self.made]
        return compare(*sorted(runs, key=lambda run: run.manifest.created_at)).told()

    def attempt(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return what a verb gives; where it fails, say so on the page and return None."""
        try:
            return verb(*args, **kwargs)
        except Exception as error:
            self.tell(error)
            return None

    def tell(self, error: Exception) -> None:
        """Say on the page what went wrong; what nobody expected goes to the log as well."""
        if not isinstance(error, IntentlibError):
            _LOG.error("in the dashboard", exc_info=error)
        expected = isinstance(error, IntentlibError)
        text = str(error) if expected else f"Something went wrong: {type(error).__name__}: {error}"
        self.notice = Notice(f"{text[:1].upper()}{text[1:]}", "error")

    @property
    def made(self) -> Run:
        """The run that is open as it was made, whatever was decided since."""
        if self._made is None:
            raise RunNotFoundError("no run is open", do="Upload a file, or choose a run")
        return self._made

    @property
    def shows_latest(self) -> bool:
        """Whether the run that is open is the published one, as far as this viewer knows."""
        return self._latest_seen in (None, self.made.run_id)

    def preview(self, height: float) -> Preview:
        """Return what publishing at a height would make of all calls, by what is decided now."""
        return self._ahead.at(height)

    def wordings_in(self, group: str, height: float) -> pd.DataFrame:
        """Return the wordings of an intent of :meth:`preview`, most calls first."""
        frame = self.opened.wordings[["wording_id", "intent_id", "text", "key", "calls"]]
        ids = frame["intent_id"]
        if height != self.opened.manifest.height:
            ids = "g" + pd.Series(self._ahead.labels(height)).astype(str)
        frame = frame[(ids == group).to_numpy()]
        return frame.sort_values(["calls", "key"], ascending=[False, True], ignore_index=True)

    @property
    def _ahead(self) -> Previews:
        run, standing = self.opened, self.review.standing
        now = (run, standing and standing.position)
        if self._previews is None or self._previews[0] != now:
            self._previews = now, Previews(run, standing if standing and now[1] else None)
        return self._previews[1]

    def _show(self, run: Run) -> None:
        with self.hold_trait_notifications():
            self._made, self.run = run, self._decided(run)
            self.height, self.newer, self.notice = run.manifest.height, "", None
            self.since = self.until = None
            self.search, self.dimensions, self.call_type = "", {}, ""
            self._choose_fitting(self.run)

    def _show_decided(self, _: object) -> None:
        """Show the run as it is by what was decided by now."""
        if self._made is None:
            return
        run = self._decided(self._made)
        with self.hold_trait_notifications():
            if self.review.standing is not None:
                self.selected = self.review.standing.home(self.selected)
            self.run = run
            self._choose_fitting(run)

    def _decided(self, run: Run) -> Run:
        standing = self.review.standing
        if standing is None or standing.position <= run.manifest.ledger_position:
            return run
        return in_force(run, standing)

    def _choose_fitting(self, run: Run) -> None:
        """Let go of a theme and a selection that the run doesn't have."""
        if self.theme not in set(run.themes["theme_id"]):
            self.theme = ""
        if self.selected not in set(run.intents["intent_id"]):
            self.selected = run.intents["intent_id"].iloc[0] if len(run.intents) else ""
