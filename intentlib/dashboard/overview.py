"""Overview: how many calls each intent has, and what is in the selected one."""

from __future__ import annotations

from ipywidgets import HTML, HBox

from intentlib.dashboard import html
from intentlib.dashboard.detail import Detail
from intentlib.dashboard.distribution import Distribution
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.headlines import Headlines
from intentlib.dashboard.tone import Tone
from intentlib.dashboard.view import View


class Overview(View):
    """Cards, what changed, bars of calls per intent, the selected intent, the tone of the calls.

    Attributes
    ----------
    headlines : Headlines
        What changed lately, in words.
    distribution : Distribution
        Bars of calls per intent; a click selects one.
    detail : Detail
        The selected intent.
    tone : Tone
        Shares of negative, neutral and positive calls, and of each type.
    """

    title = "Overview"

    def build(self) -> None:
        """Make the cards and the panels below them."""
        self.cards = HTML()
        self.headlines, self.tone = Headlines(self.state), Tone(self.state)
        self.distribution, self.detail = Distribution(self.state), Detail(self.state)
        self.children = [
            self.cards,
            self.headlines,
            HBox([self.distribution, self.detail]).add_class("il-split"),
            self.tone,
        ]
        self.listen(self.draw_cards, "run", *FILTERS)

    def draw_cards(self) -> None:
        """Show the figures that a stakeholder asks for first."""
        state, frame = self.state, self.state.listed
        some = bool(state.theme or state.search)
        calls = int(frame["calls"].sum()) + (0 if some else state.no_intent)
        of_all = f"of {html.number(state.opened.manifest.counts['calls'])}"
        without = f"{html.number(state.no_intent)} with no intent recorded"
        items = [
            ("Calls", html.number(calls), of_all if some or state.filtered else without),
            (
                "Wordings → intents",
                f"{html.number(len(state.wordings))} → {html.number(len(frame))}",
                f"in {html.plural(frame['theme_id'].nunique(), 'theme')}",
            ),
        ]
        if len(frame):
            top = frame.iloc[0]
            note = f"{html.plural(top['calls'], 'call')}, {html.percent(top['share'])}"
            items.append(("Top intent", top["name"], note))
        new = frame[frame["status"] == "new"] if state.has_previous else frame.head(0)
        note = "this is the first run" if not state.has_previous else "nothing new came up"
        if len(new):
            note = f"largest: {new['name'].iloc[0]}"
        items.append(("New since the last run", html.plural(len(new), "intent"), note))
        tones = state.tones.groupby("tone")["calls"].sum()
        if len(tones):
            negative = int(tones.get("negative", 0))
            share = html.percent(negative / tones.sum())
            items.append(("Negative calls", share, html.plural(negative, "call")))
        reviewed = frame[frame["status"] == "reviewed"]
        share = html.percent(reviewed["calls"].sum() / max(frame["calls"].sum(), 1))
        note = f"of calls, in {html.plural(len(reviewed), 'intent')}"
        items.append(("Reviewed by people", share, note))
        self.cards.value = html.cards(items)
