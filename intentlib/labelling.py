"""The theme and the type of every intent: as people gave them, else as they are found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.frames import centres, sum_calls, theme_id
from intentlib.model import Run
from intentlib.taxonomy import Decided, Settled
from intentlib.themes import group_themes, keep_themes, name_themes
from intentlib.tone import vote


def label_intents(
    settled: Settled,
    decided: Decided,
    previous: Run | None,
    wordings: pd.DataFrame,
    vectors: np.ndarray,
    labels: np.ndarray,
) -> tuple[pd.DataFrame, list[str]]:
    """Return the intents with themes and types that stay, and the names of the themes.

    Parameters
    ----------
    settled
        The ids and names of the intents.
    decided
        The themes and types that people gave; where it knows of no ledger, those of the run before.
    previous
        The run before: an intent keeps the theme that it had there, unless that was a person's
        who has taken it back.
    wordings
        With ``type`` and ``calls``.
    vectors : ndarray of shape (n_wordings, n_dimensions)
    labels : ndarray of shape (n_wordings,)
        The position among the intents of each wording's.

    Returns
    -------
    intents : DataFrame
        ``intent_id, name, name_source, status, theme_id, theme_source, type, type_source``.
    theme_names : list of str
        In the order of each theme's first intent.
    """
    weights = wordings["calls"].to_numpy()
    calls = sum_calls(weights, labels)
    fresh = group_themes(settled.names, labels, vectors, weights)
    fresh_names = name_themes(settled.names, calls, centres(vectors, weights, labels), fresh)
    had = _had(previous)
    given = [
        had[had[f"{what}_source"] == "person"][what] if decided.names is None else pd.Series(people)
        for what, people in (("theme", decided.themes), ("type", decided.types))
    ]
    before = had["theme"][had["theme_source"] != "person"]
    ids = pd.Index(settled.intent_ids)
    by_people, types_by_people, kept = (
        each.astype("str").reindex(ids, fill_value="").tolist() for each in (*given, before)
    )
    themes, names = keep_themes(fresh, fresh_names, calls, kept, by_people)
    types = vote(wordings["type"].tolist(), weights, labels)
    intents = settled.frame().assign(
        theme_id=[theme_id(names[theme]) for theme in themes],
        theme_source=["person" if given else "auto" for given in by_people],
        type=[given or found for given, found in zip(types_by_people, types, strict=True)],
        type_source=["person" if given else "auto" for given in types_by_people],
    )
    return intents, names


def _had(previous: Run | None) -> pd.DataFrame:
    """Return the theme and the type of every intent of the run before, by id, with sources."""
    columns = ["theme", "theme_source", "type", "type_source"]
    if previous is None:
        return pd.DataFrame(columns=columns, dtype="str")
    names = previous.themes.set_index("theme_id")["name"]
    intents = previous.intents.assign(theme=previous.intents["theme_id"].map(names))
    return intents.set_index("intent_id")[columns]
