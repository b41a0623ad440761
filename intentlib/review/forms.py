"""Decisions as they are typed: ``rename INTENT NAME``, ``move INTENT --wording W``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intentlib.errors import DecisionError
from intentlib.review.base import Decision
from intentlib.review.decisions import Skip
from intentlib.review.drafting import Drafter


@dataclass(frozen=True)
class Form:
    """One way to type a decision.

    Parameters
    ----------
    usage
        What comes after its name.
    least, most
        How many words come after its name.
    wordings
        Whether wordings can be given.
    draft
        Makes the decision of a drafter, the words and the wordings.
    """

    usage: str
    least: int
    most: float
    wordings: bool
    draft: Callable[[Drafter, Sequence[str], Sequence[str]], Decision]


FORMS: dict[str, Form] = {
    "approve": Form("INTENT", 1, 1, False, lambda run, said, _: run.approve(said[0])),
    "rename": Form("INTENT NAME", 2, 2, False, lambda run, said, _: run.label("name", *said)),
    "set_theme": Form("INTENT THEME", 2, 2, False, lambda run, said, _: run.label("theme", *said)),
    "set_type": Form("INTENT TYPE", 2, 2, False, lambda run, said, _: run.label("type", *said)),
    "merge": Form(
        "INTENT OTHER...", 2, float("inf"), False, lambda run, said, _: run.merge(said[0], said[1:])
    ),
    "split": Form("INTENT --wording W...", 1, 1, True, lambda run, said, w: run.split(said[0], w)),
    "move": Form("[INTENT] --wording W...", 0, 1, True, lambda run, said, w: run.move(w, *said)),
    "noise": Form("--wording W...", 0, 0, True, lambda run, _, w: run.noise(w)),
    "pin_together": Form("--wording W...", 0, 0, True, lambda run, _, w: run.pin_together(w)),
    "pin_apart": Form("--wording W...", 0, 0, True, lambda run, _, w: run.pin_apart(w)),
    "comment": Form(
        "TEXT [INTENT] [--wording W...]",
        1,
        2,
        True,
        lambda run, said, w: run.comment(said[0], said[1] if said[1:] else None, w),
    ),
    "skip": Form("QUESTION", 1, 1, False, lambda _, said, __: Skip(said[0])),
}
"""The forms by name; a name is a kind of decision."""


def draft(name: str, said: Sequence[str], wordings: Sequence[str], drafter: Drafter) -> Decision:
    """Return the decision that was typed.

    Parameters
    ----------
    name
        One of :data:`FORMS`.
    said
        The words after it: intents by id or name, a name, a text.
    wordings
        Wordings by key or text.
    drafter
        Knows the run's intents and wordings.

    Raises
    ------
    DecisionError
        If the words don't fit the form, or an intent or a wording isn't there.
    """
    form = FORMS[name]
    if not form.least <= len(said) <= form.most or (wordings and not form.wordings):
        raise DecisionError(
            f"{name!r} can't be read",
            value=" ".join([*said, *(f"--wording {each!r}" for each in wordings)]),
            do=f"Give: {name} {form.usage}",
        )
    return form.draft(drafter, said, wordings)
