"""Calls -> wordings: distinct intents, each with its number of calls.

Every distinct text is normalised once. A wording is shown as the commonest of its spellings,
personal data masked, the first in the alphabet among equals; so neither the order of calls nor
repeating all of them changes anything but the counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from intentlib.normalise.rules import keys_of
from intentlib.schema import NORMALISED_CALLS, WORDINGS, check


@dataclass(frozen=True, eq=False)
class Wordings:
    """The outcome of normalising.

    Parameters
    ----------
    calls
        The calls that came in, with ``wording_id``, null where no intent was recorded.
    wordings
        One row per key, sorted by it; see :data:`intentlib.schema.WORDINGS`.
    """

    calls: pd.DataFrame
    wordings: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Worded:
    """Distinct texts and their wordings.

    Parameters
    ----------
    wordings
        One row per key, sorted by it; see :data:`intentlib.schema.WORDINGS`.
    ids
        The ``wording_id`` of every text, by text; null where it records no intent.
    calls
        Calls of all texts.
    """

    wordings: pd.DataFrame
    ids: pd.Series
    calls: int


def to_wordings(calls: pd.DataFrame, *, skip: Collection[str] = ()) -> Wordings:
    """Return the calls with their wording, and the wordings with their calls.

    Parameters
    ----------
    calls
        See :data:`intentlib.schema.CALLS`; left as it is.
    skip
        Names of rules to leave out.

    Raises
    ------
    OptionError
        If a name in `skip` is no rule's.
    """
    texts = count_texts(calls)
    worded = gather(texts, keys_of(texts["text"].tolist(), skip))
    return Wordings(with_ids(calls, worded.ids), worded.wordings)


def count_texts(calls: pd.DataFrame) -> pd.DataFrame:
    """Return every distinct ``text`` with its ``calls``, ``first_seen`` and ``last_seen``."""
    codes, texts = pd.factorize(calls["text"])
    counted = pd.DataFrame({"text": texts}, dtype="str")
    counted["calls"] = pd.Series(codes).value_counts().reindex(counted.index)
    counted["first_seen"] = calls["at"].groupby(codes).min()
    counted["last_seen"] = calls["at"].groupby(codes).max()
    return counted


def gather(texts: pd.DataFrame, keys: pd.DataFrame) -> Worded:
    """Return the wordings of distinct texts.

    Parameters
    ----------
    texts
        As :func:`count_texts` returns them, in any order.
    keys
        Their ``key`` and ``shown``, row by row; see :func:`intentlib.normalise.keys_of`.
    """
    distinct = texts.assign(key=keys["key"].to_numpy(), shown=keys["shown"].to_numpy())
    recorded = distinct[distinct["key"] != ""]
    spellings = recorded.groupby(["key", "shown"])["calls"].sum().reset_index()
    spellings = spellings.sort_values(["calls", "shown"], ascending=[False, True], kind="stable")
    by_key = recorded.groupby("key")
    wordings = pd.DataFrame(
        {
            "text": spellings.drop_duplicates("key").set_index("key")["shown"],
            "calls": by_key["calls"].sum(),
            "first_seen": by_key["first_seen"].min(),
            "last_seen": by_key["last_seen"].max(),
        }
    )
    wordings = wordings.rename_axis("key").sort_index().reset_index()
    wordings["wording_id"] = [_wording_id(key) for key in wordings["key"]]
    ids = distinct["key"].map(wordings.set_index("key")["wording_id"])
    return Worded(
        check(wordings, WORDINGS),
        ids.astype("str").set_axis(pd.Index(distinct["text"])),
        int(distinct["calls"].sum()),
    )


def with_ids(calls: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the calls with ``wording_id``.

    Parameters
    ----------
    ids
        Of every text among them, as :class:`Worded` has them.
    """
    return check(calls.assign(wording_id=calls["text"].map(ids)), NORMALISED_CALLS)


def _wording_id(key: str) -> str:
    return "w" + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
