"""Whether everything that a run needs is there and works, and how to mend what doesn't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intentlib.embed import CachedEmbedder, open_embedder
from intentlib.errors import IntentlibError, OptionError
from intentlib.model import DEFAULT_MODEL
from intentlib.store import latest_id, verify
from intentlib.store.ledger_place import default_url
from intentlib.store.ledger_schema import VERSIONS
from intentlib.store.runs import runs_place


@dataclass(frozen=True)
class Finding:
    """What was found of one part.

    Parameters
    ----------
    part
        ``model``, ``cache``, ``runs``, ``published run``, ``migrations`` or ``ledger``.
    well
        Whether it works.
    told
        What it is like, or what is wrong and how to mend it.
    """

    part: str
    well: bool
    told: str


def examine(
    runs: str = "runs",
    *,
    model: str = DEFAULT_MODEL,
    cache: str | None = None,
    ledger: str | None = None,
) -> list[Finding]:
    """Return a finding for every part; nothing is left behind.

    Parameters
    ----------
    runs, model, cache
        As of :class:`intentlib.RunConfig`.
    ledger
        As of :func:`intentlib.review.open_ledger`.
    """
    return [
        _found("model", lambda: _model(model)),
        _found("cache", lambda: _cache(model, cache)),
        _found("runs", lambda: _runs(runs)),
        _found("published run", lambda: _published(runs)),
        _found("migrations", lambda: _in_ledger(runs, ledger, _migrations)),
        _found("ledger", lambda: _in_ledger(runs, ledger, _ledger)),
    ]


def _found(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except IntentlibError as error:
        return Finding(part, False, str(error))


def _model(model: str) -> str:
    embedder = open_embedder(model)
    (vector,) = embedder.embed(["pay my bill"])
    return f"{embedder.name} reads texts into {len(vector)} dimensions"


def _cache(model: str, cache: str | None) -> str:
    embedder = CachedEmbedder(open_embedder(model), cache)
    return f"{embedder.path} can be written"


def _runs(runs: str) -> str:
    place = runs_place(runs)
    place.probe()
    return f"{place.url()} can be written"


def _published(runs: str) -> str:
    run_id = latest_id(runs)
    if run_id is None:
        return "none yet: make the first with `intentlib run FILE`"
    wrong = verify(runs, run_id)
    if wrong:
        raise IntentlibError(
            f"{run_id} is damaged",
            value=wrong[0],
            do="Make the run again, or publish another one with `intentlib runs restore`",
        )
    return f"{run_id} is as it was written"


def _in_ledger(runs: str, ledger: str | None, look: Callable[[str], str]) -> str:
    """Return what is found in the ledger, or why there is none where none was named."""
    try:
        url = ledger or default_url(runs)
    except OptionError as error:
        return str(error)
    return look(url)


def _migrations(url: str) -> str:
    from intentlib.store.ledger import LedgerStore

    store = LedgerStore(url)
    version = store.schema()
    store.close()
    if version is None:
        return "no tables yet: the first decision makes them"
    if version == VERSIONS[-1]:
        return f"the ledger's tables are of the current version, {version}"
    if version not in VERSIONS:
        raise IntentlibError(
            f"the ledger's tables are of version {version}, not yet known here",
            where=store.url,
            do="Upgrade intentlib",
        )
    return f"the ledger's tables are brought from version {version} to {VERSIONS[-1]} by their use"


def _ledger(url: str) -> str:
    from intentlib.review import open_ledger

    with open_ledger(url) as opened:
        standing = opened.standing()
        if standing.conflicts:
            raise IntentlibError(
                f"{len(standing.conflicts):,} decisions contradict others and are not in force",
                where=opened.url,
                do="`intentlib review list` shows each with a way out",
            )
        return f"{standing.position:,} decisions in {opened.url}"
