"""A run as it stands by what people have decided since it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from intentlib.model import Run
from intentlib.schema import NOISE_ID, NOISE_NAME

if TYPE_CHECKING:
    from intentlib.review import Standing

_KNOWN = ("name", "name_source", "theme", "theme_source", "type", "type_source", "status")


def in_force(run: Run, standing: Standing) -> Run:
    """Return the run with its intents as they are by the decisions in force.

    Wordings of which people decided are in the intent they said, and intents have the names, themes
    and types that people gave; whatever else a new run would make of it waits for that run.

    Parameters
    ----------
    run
        The run as it was made.
    standing
        What is in force.
    """
    # Database and statistics: not loaded where nobody has decided anything.
    from intentlib.frames import describe_intents, describe_themes
    from intentlib.review import intents_now

    ids = intents_now(run.wordings, standing).fillna(NOISE_ID).astype(object)
    wordings = run.wordings.assign(intent_id=ids)
    settled = pd.Series([standing.is_settled(key) for key in wordings["key"]], wordings.index)
    wordings["confidence"] = wordings["confidence"].mask(settled, 1.0)
    known = _origins(run, wordings)
    known.loc[known.index.isin(ids[settled]), "status"] = "reviewed"
    for what in ("name", "theme", "type"):
        for intent_id in map(str, known.index):
            if held := standing.label(intent_id, what):
                known.loc[intent_id, [what, f"{what}_source"]] = [held.value, "person"]
    known["theme_id"] = _theme_ids(run, known["theme"])
    intents = describe_intents(wordings, known.drop(columns="theme").reset_index())
    themes = known.drop_duplicates("theme_id")
    described = describe_themes(intents, themes["theme_id"].tolist(), themes["theme"].tolist())
    return run.but(wordings=wordings, intents=intents, themes=described)


def _origins(run: Run, wordings: pd.DataFrame) -> pd.DataFrame:
    """Return the names, themes, types and status of every intent there is, by its id.

    One that a person founded since the run goes by its commonest wording, and has the rest of the
    intent that most of its calls come from.
    """
    titles = run.themes.set_index("theme_id")["name"]
    published = run.intents.assign(theme=run.intents["theme_id"].map(titles))
    published = published.set_index("intent_id")[list(_KNOWN)]
    by_calls = wordings.assign(before=run.wordings["intent_id"])
    by_calls = by_calls.sort_values(["calls", "key"], ascending=[False, True])
    flows = by_calls.groupby(["intent_id", "before"], sort=True)["calls"].sum().reset_index()
    flows = flows.sort_values("calls", ascending=False, kind="stable")
    main = flows.drop_duplicates("intent_id").set_index("intent_id")["before"].sort_index()
    known = published.reindex(main.index)
    founded = known.index[known["name"].isna()]
    commonest = by_calls.drop_duplicates("intent_id").set_index("intent_id")["text"]
    known.loc[founded] = published.loc[main[founded]].to_numpy()
    known.loc[founded, "name"] = commonest[founded]
    known.loc[founded, ["name_source", "status"]] = ["auto", "new"]
    if NOISE_ID in founded:
        known.loc[NOISE_ID, "name"] = NOISE_NAME
    return known


def _theme_ids(run: Run, themes: pd.Series) -> pd.Series:
    """Return the id of each theme: that of the run's theme with the same name, or a new one."""
    from intentlib.frames import theme_id

    known = dict(zip(run.themes["name"], run.themes["theme_id"], strict=True))
    return themes.map(lambda name: known.get(name) or theme_id(name))
