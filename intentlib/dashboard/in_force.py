"""A run as it stands by what people have decided since it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from intentlib.model import Run
from intentlib.schema import NOISE_ID, NOISE_NAME

if TYPE_CHECKING:
    from intentlib.review import Standing


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
    from intentlib.taxonomy import Settled

    ids = intents_now(run.wordings, standing).fillna(NOISE_ID).astype(object)
    wordings = run.wordings.assign(intent_id=ids)
    settled = pd.Series([standing.is_settled(key) for key in wordings["key"]], wordings.index)
    wordings["confidence"] = wordings["confidence"].mask(settled, 1.0)
    known = _origins(run, wordings)
    people = {
        what: {i: held.value for i in known.index if (held := standing.label(i, what))}
        for what in ("name", "theme", "type")
    }
    theme_of = _themes(run, known, people["theme"])
    reviewed = set(wordings.loc[settled, "intent_id"])
    names = known["name"].to_dict() | people["name"]
    told = Settled(
        intent_ids=tuple(known.index),
        names=tuple(names[i] for i in known.index),
        name_source=tuple(
            "person" if i in people["name"] else source
            for i, source in known["name_source"].items()
        ),
        status=tuple(
            "reviewed" if i in reviewed else status for i, status in known["status"].items()
        ),
        lineage=run.lineage,
    )
    types = (known["type"].to_dict() | people["type"]).values()
    intents = describe_intents(wordings, told, theme_of["theme_id"].tolist(), list(types))
    themes = theme_of.drop_duplicates("theme_id")
    described = describe_themes(intents, themes["theme_id"].tolist(), themes["theme"].tolist())
    return replace(run, wordings=wordings, intents=intents, themes=described)


def _origins(run: Run, wordings: pd.DataFrame) -> pd.DataFrame:
    """Return ``name, name_source, status, theme_id, type`` of every intent there is, by its id.

    One that a person founded since the run goes by its commonest wording, and has the rest of the
    intent that most of its calls come from.
    """
    columns = ["name", "name_source", "status", "theme_id", "type"]
    published = run.intents.set_index("intent_id")[columns]
    by_calls = wordings.assign(before=run.wordings["intent_id"]).sort_values(
        ["calls", "key"], ascending=[False, True]
    )
    flows = by_calls.groupby(["intent_id", "before"], sort=True)["calls"].sum().reset_index()
    flows = flows.sort_values("calls", ascending=False, kind="stable")
    main = flows.drop_duplicates("intent_id").set_index("intent_id")["before"].sort_index()
    known = published.reindex(main.index)
    founded = known.index[known["name"].isna()]
    known.loc[founded] = published.loc[main[founded]].to_numpy()
    commonest = by_calls.drop_duplicates("intent_id").set_index("intent_id")["text"]
    known.loc[founded, "name"] = commonest[founded]
    known.loc[founded, ["name_source", "status"]] = ["auto", "new"]
    if NOISE_ID in founded:
        known.loc[NOISE_ID, "name"] = NOISE_NAME
    return known


def _themes(run: Run, known: pd.DataFrame, given: dict[str, str]) -> pd.DataFrame:
    """Return the ``theme_id`` and ``theme`` of every intent, in the order of ``known``."""
    from intentlib.frames import theme_id

    names = run.themes.set_index("theme_id")["name"]
    id_of = {name: found for found, name in names.items()}
    ids = [
        id_of.get(given[i], theme_id(given[i])) if i in given else found
        for i, found in known["theme_id"].items()
    ]
    titles = [given.get(str(i), names[found]) for i, found in known["theme_id"].items()]
    return pd.DataFrame({"theme_id": ids, "theme": titles})
