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
    """Cards, what changed, the tone of the calls, bars of calls per intent, the selected intent.

    Attributes
    ----------
    headlines : Headlines
        What changed lately, in words.
    tone : Tone
        Shares of negative, neutral and positive calls, and of each type.
    distribution : Distribution
        Bars of calls per intent; a click selects one.
    detail : Detail
        The selected intent.
    """

    title = "Overview"

    def build(self) -> None:
        """Make the cards and the panels below them."""
        self.cards = HTML()
        self.headlines, self.tone = Headlines(self.state), Tone(self.state)
        self.distribution, self.detail = Distribution(self.state), Detail(self.state)
        self.children = [
            self.cards,
            HBox([self.headlines, self.tone]).add_class("il-pair"),
            HBox([self.distribution, self.detail]).add_class("il-split"),
        ]
        self.listen(self.draw_cards, "run", *FILTERS)

    def draw_cards(self) -> None:
        """Show the figures that a stakeholder asks for first."""
        state, frame = self.state, self.state.intents
        calls = int(frame["calls"].sum()) + state.no_intent
        of_all = f"of {html.number(state.opened.manifest.counts['calls'])}"
        without = f"{html.number(state.no_intent)} with no intent recorded"
        wordings = html.number(int((state.counts > 0).sum()))
        items = [
            ("Calls", html.number(calls), of_all if state.filtered else without),
            (
                "Wordings → intents",
                f"{wordings} → {html.number(len(frame))}",
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
        reviewed = frame[frame["status"] == "reviewed"]
        share = reviewed["calls"].sum() / max(frame["calls"].sum(), 1)
        note = f"of calls, in {html.plural(len(reviewed), 'intent')}"
        items.append(("Reviewed by people", html.percent(share), note))
        self.cards.value = html.cards(items)
