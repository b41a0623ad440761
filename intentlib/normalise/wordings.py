"""Calls -> wordings: distinct intents, each with its number of calls.

Every distinct text is normalised once. A wording is shown as the commonest of its spellings,
personal data masked, the first in the alphabet among equals; so neither the order of calls nor
repeating all of them changes anything but the counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd

from intentlib.normalise.rules import keys_of
from intentlib.schema import NORMALISED_CALLS, TEXTS, WORDINGS, check

KeysOf = Callable[[Sequence[str]], pd.DataFrame]
"""What returns the ``key`` and ``shown`` of texts, as :func:`intentlib.normalise.keys_of` does."""


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
    texts
        One row per text, in any order; see :data:`intentlib.schema.TEXTS`.
    """

    wordings: pd.DataFrame
    texts: pd.DataFrame

    @cached_property
    def ids(self) -> pd.Series:
        """The ``wording_id`` of every text, by text; null where it records no intent."""
        ids = self.wordings.set_index("key")["wording_id"].reindex(self.texts["key"])
        return ids.astype("str").set_axis(pd.Index(self.texts["text"]))

    @property
    def calls(self) -> int:
        """Calls of all texts."""
        return int(self.texts["calls"].sum())


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
    worded = gather(with_keys(count_texts(calls), partial(keys_of, skip=skip)))
    return Wordings(with_ids(calls, worded.ids), worded.wordings)


def count_texts(calls: pd.DataFrame) -> pd.DataFrame:
    """Return every distinct ``text`` with its ``calls``, ``first_seen`` and ``last_seen``."""
    codes, texts = pd.factorize(calls["text"])
    counted = pd.DataFrame({"text": texts}, dtype="str")
    counted["calls"] = pd.Series(codes).value_counts().reindex(counted.index)
    counted["first_seen"] = calls["at"].groupby(codes).min()
    counted["last_seen"] = calls["at"].groupby(codes).max()
    return counted


def with_keys(
    texts: pd.DataFrame, keys_of: KeysOf, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return counted texts with their keys; only those of unknown texts are made.

    Parameters
    ----------
    texts
        As :func:`count_texts` returns them, in any order.
    keys_of
        Makes keys.
    known
        Texts whose keys are known; see :data:`intentlib.schema.TEXTS`.

    Returns
    -------
    DataFrame
        See :data:`intentlib.schema.TEXTS`.
    """
    if known is None:
        keys = keys_of(texts["text"].tolist())
    else:
        rows = pd.Index(known["text"]).get_indexer(texts["text"])
        made = keys_of(texts["text"][rows < 0].tolist())
        keys = known[["key", "shown"]].take(rows)
        keys.loc[rows < 0] = made.to_numpy()
    return check(texts.assign(key=keys["key"].to_numpy(), shown=keys["shown"].to_numpy()), TEXTS)


def add_texts(known: pd.DataFrame, texts: pd.DataFrame, keys_of: KeysOf) -> pd.DataFrame:
    """Return known texts together with those of further calls, each once.

    Parameters
    ----------
    known
        See :data:`intentlib.schema.TEXTS`.
    texts
        As :func:`count_texts` returns them, in any order.
    keys_of
        Makes keys; only those of unknown texts are made.
    """
    rows = pd.Index(known["text"]).get_indexer(texts["text"])
    met = known.take(rows[rows >= 0])
    added = pd.concat([met, texts[rows >= 0]]).groupby("text", sort=False)
    more = added.agg(
        {"key": "first", "shown": "first", "calls": "sum", "first_seen": "min", "last_seen": "max"}
    )
    fresh = with_keys(texts[rows < 0], keys_of)
    every = [known.drop(met.index), more.reset_index(), fresh]
    together: pd.DataFrame = pd.concat(every, ignore_index=True)
    return together


def gather(texts: pd.DataFrame) -> Worded:
    """Return the wordings of distinct texts.

    Parameters
    ----------
    texts
        See :data:`intentlib.schema.TEXTS`.
    """
    recorded = texts[texts["key"] != ""]
    # Only what is commonest is sorted: sorting a million texts takes longer than all else here.
    counted = recorded.groupby(["key", "shown"], sort=False)["calls"].sum().reset_index()
    most = counted.groupby("key", sort=False)["calls"].transform("max")
    commonest = counted[counted["calls"] == most].sort_values("shown").drop_duplicates("key")
    by_key = recorded.groupby("key", sort=False)
    wordings = pd.DataFrame(
        {
            "text": commonest.set_index("key")["shown"],
            "calls": by_key["calls"].sum(),
            "first_seen": by_key["first_seen"].min(),
            "last_seen": by_key["last_seen"].max(),
        }
    )
    wordings = wordings.rename_axis("key").sort_index().reset_index()
    wordings["wording_id"] = [_wording_id(key) for key in wordings["key"]]
    return Worded(check(wordings, WORDINGS), texts)


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
