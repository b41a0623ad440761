"""The question that is asked: a sentence, what is needed to answer it, and a key per answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd
from ipywidgets import HTML, Button, HBox

from intentlib.dashboard import html
from intentlib.dashboard.asking import NEW, NOWHERE
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.forms import Slot, choice_form, text_form
from intentlib.dashboard.ticks import Ticks, wording_items
from intentlib.dashboard.view import View

if TYPE_CHECKING:
    from intentlib.review import Question

MOST = 12
"""Wordings or intents that are shown of a question."""

OF_EACH = 4
"""Wordings that are shown of each intent, the commonest, where several are compared."""

KEYS = {"a": "approve", "m": "merge", "s": "split", "r": "rename", "n": "skip", "u": "undo"}
ANSWERS = {
    "one": {
        "a": "Yes, one thing",
        "s": "Split off the ticked…",
        "m": "Same as another…",
        "r": "Rename…",
    },
    "same": {
        "a": "Yes, all the same",
        "m": "Only the ticked are the same",
        "s": "No, all different",
        "r": "Rename…",
    },
    "where": {
        "a": "Yes, all of them",
        "s": "Move the ticked…",
        "m": "Same as another…",
        "r": "Rename…",
    },
    "name": {"a": "Keep this name", "r": "Give it another…", "m": "Same as another…"},
}
"""What each key says, by the kind of question; ``n`` and ``u`` always say the same."""
LIKELY = {"one": "a", "same": "s", "where": "a", "name": "a"}
"""The answer that most such questions get, whose button stands out."""


class QuestionCard(View):
    """One question at a time, answered by buttons or by the keys that stand on them.

    Attributes
    ----------
    ticks : Ticks
        The wordings or intents that the question shows.
    buttons : dict of str to Button
        By key: approve, merge, split, rename, next (skip), undo.
    name_slot, slot : Slot
        Where it is asked who is reviewing; where an answer asks for more.
    who : Button
        Change who is reviewing.
    """

    title = "Question"

    def build(self) -> None:
        """Make the card."""
        self.add_class("il-panel").add_class("il-question")
        self.who = Button().add_class("il-link").add_class("il-as")
        self._top, self._head, self._own = HTML(), HTML(), HTML()
        self._said, self._shown = HTML().add_class("il-said"), ""
        self.ticks = Ticks(MOST, self.state.asking.tick)
        self.buttons = {key: Button().add_class(f"il-key-{key}") for key in KEYS}
        for key, button in self.buttons.items():
            button.add_class("il-key")
            self.on_click(button, self._verb(KEYS[key]))
        self.name_slot = Slot(self)
        self.slot = Slot(self, self.name_slot)
        self._answers = HBox(list(self.buttons.values())).add_class("il-row-of")
        top = HBox([self._top, self.who]).add_class("il-question-top")
        self.children = [
            top,
            self.name_slot,
            self._head,
            self._own,
            self.ticks,
            self._answers,
            self.slot,
            self._said,
            HTML(f'<p class="il-note">{html.esc(_NO_KEYS)}</p>').add_class("il-in-lab"),
        ]
        self.on_click(self.who, self.name_slot.ask_who)
        review = self.state.review
        review.open()
        self.listen(self.draw, "run", "review.position", "review.closed")
        self.listen(self.draw_who, "review.reviewer")
        self.listen(self.draw_ticked, "asking.ticked")
        self.listen(self.draw_said, "review.said")
        if not review.reviewer and not review.closed:
            self.name_slot.ask_who()

    def draw(self) -> None:
        """Show the question, or why there is none."""
        asked, review = self.state.asking.question, self.state.review
        told = review.closed or (_ALL_ANSWERED if asked is None else "")
        shown, self._shown = self._shown, asked.question_id if asked else ""
        if shown != self._shown:
            # Another answered it: what was begun here is no answer to the next one.
            self.slot.close()
        for part in (self.ticks, self._own):
            part.layout.display = "none" if told else None
        for key, button in self.buttons.items():
            button.layout.display = "none" if told and key != "u" else None
        if asked is None:
            self._top.value = ""
            title = "Nothing can be reviewed here yet" if review.closed else "All is settled"
            self._head.value = html.heading(title) + html.empty(told)
            self.buttons["u"].description = "Undo"
            return
        self._top.value = (
            f'<span class="il-note">{html.plural(asked.calls, "call")} at stake</span>'
        )
        name = self.state.review.names[asked.intent_id]
        title, note = _WORDS[asked.kind]
        self._head.value = (
            f'<div data-question="{html.esc(asked.question_id)}">'
            + html.heading(title.format(name=name), note)
            + "</div>"
        )
        answers = ANSWERS[asked.kind] | {"n": "Skip", "u": "Undo"}
        for key, button in self.buttons.items():
            button.layout.display = None if key in answers else "none"
            button.description = answers.get(key, "")
            classes = ("il-primary", "il-quiet")
            shown_as, other = classes if key == LIKELY[asked.kind] else classes[::-1]
            button.add_class(shown_as).remove_class(other)
        self._draw_shown(asked)

    def draw_who(self) -> None:
        """Show who is reviewing."""
        reviewer = self.state.review.reviewer
        self.who.layout.display = None if reviewer else "none"
        self.who.description = f"Reviewing as {reviewer}"
        self.who.disabled = self.state.review.is_known
        self.who.tooltip = "You are signed in" if self.who.disabled else "Change who is reviewing"

    def draw_ticked(self) -> None:
        """Show what is ticked, and offer what can be done with it."""
        asked = self.state.asking.question
        if asked is not None:
            self._draw_shown(asked)

    def draw_said(self) -> None:
        """Say what was recorded, on the page and to screen readers."""
        said = self.state.review.said
        self._said.value = f'<p class="il-note">{html.esc(said)}</p>' if said else ""

    # The answers

    def approve(self) -> None:
        """Answer yes."""
        self.slot.as_reviewer(self.state.asking.approve)

    def merge(self) -> None:
        """Answer that the ticked intents are the same; else ask with which one it is merged."""
        asking, asked = self.state.asking, self.state.asking.question
        if asked is None:
            return
        if asked.kind == "same":
            if asking.ticked:
                self.slot.as_reviewer(asking.same)
            else:
                self.state.review.said = "Tick the intents that are the same first."
            return
        form = choice_form("Which intent is it the same as?", "Intent", self._others(), "Merge")
        own, merge = asked.intent_id, self.state.review.merge
        self.slot.as_reviewer(lambda: self.slot.ask(form, lambda other: merge(own, other)))

    def split(self) -> None:
        """Answer no: all are different, or the ticked wordings belong elsewhere."""
        asking, asked = self.state.asking, self.state.asking.question
        if asked is None or asked.kind == "name":
            return
        if asked.kind == "same":
            self.slot.as_reviewer(asking.differ)
        elif not asking.ticked:
            self.state.review.said = "Tick the wordings that belong elsewhere first."
        else:
            places = [("A new intent", NEW), *self._others(), ("None: not an intent", NOWHERE)]
            title = f"Where {'does' if len(asking.ticked) == 1 else 'do'} the ticked belong?"
            form = choice_form(title, "Intent", places, "Move")
            self.slot.as_reviewer(lambda: self.slot.ask(form, asking.place))

    def rename(self) -> None:
        """Ask for another name."""
        asked = self.state.asking.question
        if asked is not None:
            name = self.state.review.names[asked.intent_id]
            form = text_form("What should it be called?", "Name", name, "Rename")
            self.slot.as_reviewer(lambda: self.slot.ask(form, self.state.asking.name))

    def skip(self) -> None:
        """Leave the question for later."""
        self.slot.as_reviewer(self.state.asking.skip)

    def undo(self) -> None:
        """Undo the last step."""
        self.slot.as_reviewer(self.state.review.undo_last)

    def _verb(self, name: str) -> Callable[[], Any]:
        return lambda: getattr(self, name)()

    def _others(self) -> list[tuple[str, str]]:
        """Return the other intents, those that the question speaks of first."""
        asked = self.state.asking.question
        if asked is None:
            return []
        return self.state.review.others(asked.intent_id, asked.others)

    def _draw_shown(self, asked: Question) -> None:
        """Show the wordings of the question or, side by side, the intents that it compares."""
        kind, ticked = asked.kind, self.state.asking.ticked
        (self.ticks.add_class if kind == "same" else self.ticks.remove_class)("il-candidates")
        self.ticks.layout.display = "none" if kind == "name" else None
        self._own.layout.display = None if kind in {"same", "name"} else "none"
        if kind == "same":
            wordings = self._wordings_of(asked.intent_id)
            self._own.value = f'<div class="il-candidate">{wordings}</div>'
            names = self.state.review.names
            items = [(i, names[i], self._wordings_of(i)) for i in asked.others[:MOST]]
            self.ticks.draw(items, ticked)
            return
        frame = self.state.wordings_by_key(asked.shown)
        if kind == "name":
            self._own.value = _list(frame)
        else:
            self.ticks.draw(wording_items(frame.head(MOST)), ticked)

    def _wordings_of(self, intent_id: str) -> str:
        """Return an intent's calls and its commonest wordings."""
        keys = self.state.review.drafter.keys(intent_id)
        frame = self.state.wordings_by_key(keys)
        calls = html.plural(frame["calls"].sum(), "call")
        counted = f"{calls}, {html.plural(len(frame), 'wording')}"
        return f'<p class="il-note">{counted}</p>{_list(frame.head(OF_EACH))}'


def _list(frame: pd.DataFrame) -> str:
    items = "".join(
        f"<li><span>{html.esc(row.text)}</span>"
        f'<span class="il-num">{html.plural(row.calls, "call")}</span></li>'
        for row in rows_of(frame)
    )
    return f'<ul class="il-wordings">{items}</ul>'


_WORDS = {
    "one": (
        "Is “{name}” one thing?",
        "Typical and doubtful wordings. Tick those that don't belong; the rest follow their like.",
    ),
    "same": ("Is “{name}” the same as these?", "Each with its commonest wordings."),
    "where": (
        "Do these belong to “{name}”?",
        "They are like what was put elsewhere. Tick those that don't belong.",
    ),
    "name": ("Is “{name}” a good name for this?", "Its commonest wordings."),
}
_NO_KEYS = (
    "In JupyterLab single keys belong to the notebook, so that answers are given by the buttons. "
    "`intentlib dashboard` serves this view with a key on each."
)
_ALL_ANSWERED = "Every question is answered. New calls, or another granularity, bring new ones."
