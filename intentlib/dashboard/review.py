"""Review: one question at a time, and what was decided."""

from __future__ import annotations

from ipywidgets import HBox, VBox

from intentlib.dashboard.history import Conflicts, History, Progress
from intentlib.dashboard.question import QuestionCard
from intentlib.dashboard.refused import Refused
from intentlib.dashboard.view import View


class Review(View):
    """The question that settles most calls, its answers, and the history with undo.

    Attributes
    ----------
    question : QuestionCard
    refused : Refused
    progress : Progress
    history : History
    conflicts : Conflicts
    """

    title = "Review"
    has_filters = False

    def build(self) -> None:
        """Make the card and what stands beside it."""
        self.refused, self.question = Refused(self.state), QuestionCard(self.state)
        self.progress, self.conflicts = Progress(self.state), Conflicts(self.state)
        self.history = History(self.state)
        beside = VBox([self.progress, self.conflicts, self.history]).add_class("il-stack")
        main = VBox([self.refused, self.question]).add_class("il-stack")
        self.children = [HBox([main, beside]).add_class("il-split")]
