"""Small forms: one control, a button that does something with its value, one that gives up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ipywidgets import HTML, Button, Combobox, Dropdown, HBox, Text, VBox, Widget

from intentlib.dashboard import html
from intentlib.dashboard.view import View


class Form(VBox):  # type: ignore[misc]
    """A form that takes the place of what opened it until it is answered.

    The page puts the focus into it, lets Enter press its button and Escape give it up.

    Parameters
    ----------
    title
        What is to be said, as a question or an order.
    control
        Where it is said.
    verb
        What the button says.

    Attributes
    ----------
    control
    done, cancel : Button
    """

    def __init__(self, title: str, control: Any, verb: str) -> None:
        super().__init__()
        self.add_class("il-form")
        self.control = control
        self.done = Button(description=verb).add_class("il-primary")
        self.cancel = Button(description="Cancel").add_class("il-quiet").add_class("il-cancel")
        line = HBox([control, self.done, self.cancel]).add_class("il-row-of")
        self.children = [HTML(html.heading(title, level=3)), line]

    def show_above(self, part: Widget) -> None:
        """Show something between the title and the control."""
        title, line = self.children
        self.children = [title, part, line]


class Slot(VBox):  # type: ignore[misc]
    """The place of a form: empty until one is opened, and once it is answered or given up.

    Parameters
    ----------
    view
        The view it belongs to, on whose page failures are said.
    for_name
        Where a reviewer is asked who they are; here where it isn't given.
    """

    def __init__(self, view: View, for_name: Slot | None = None) -> None:
        super().__init__()
        self.add_class("il-slot")
        self._view, self._for_name = view, for_name or self

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        return self.children[0] if self.children else None

    def ask(self, form: Form, verb: Callable[[Any], Any]) -> None:
        """Open a form; its value is passed to the verb once there is one.

        A person who has not said who they are is asked that first.
        """
        self.children = [form]
        self._view.on_click(form.done, lambda: self._answer(form, verb))
        self._view.on_click(form.cancel, self.close)

    def as_reviewer(self, act: Callable[[], Any]) -> None:
        """Do something that is recorded under the reviewer's name, which is asked for first."""
        self.close()
        if self._view.state.review.reviewer:
            act()
        else:
            self._for_name.ask_who(act)

    def ask_who(self, then: Callable[[], Any] | None = None) -> None:
        """Ask who is reviewing."""
        review = self._view.state.review
        name = Text(value=review.reviewer, description="Your name", placeholder="Your name")
        form = Form("Who is reviewing?", name.add_class("il-field"), "Start")

        def know(said: str) -> None:
            review.introduce(said)
            if then is not None:
                then()

        self.ask(form.add_class("il-who"), know)

    def close(self) -> None:
        """Give up the form."""
        self.children = []

    def _answer(self, form: Form, verb: Callable[[Any], Any]) -> None:
        value = form.control.value
        value = html.plain(value).strip() if isinstance(value, str) else value
        if value not in ("", None):
            self.close()
            verb(value)


def text_form(title: str, label: str, value: str, verb: str) -> Form:
    """Return a form for a text."""
    return Form(title, Text(value=value, description=label).add_class("il-field"), verb)


def choice_form(title: str, label: str, options: Iterable[tuple[str, str]], verb: str) -> Form:
    """Return a form for one of several; options are ``(text, value)``."""
    control = Dropdown(
        description=label, options=[(html.plain(text), value) for text, value in options]
    )
    return Form(title, control.add_class("il-field"), verb)


def free_choice_form(title: str, label: str, options: Iterable[str], verb: str) -> Form:
    """Return a form for one of several texts or another."""
    control = Combobox(description=label, options=tuple(options), placeholder="Choose or type")
    return Form(title, control.add_class("il-field"), verb)
