"""Decisions as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from intentlib.errors import DecisionError, StoreError
from intentlib.review.base import Decision
from intentlib.review.decisions import KINDS
from intentlib.review.grouping import Split
from intentlib.store.ledger import Content


def to_payload(decision: Decision) -> str:
    """Return a decision's fields as a JSON object; those that say nothing are left out."""
    told = ((field, getattr(decision, field.name)) for field in fields(decision))
    given = {field.name: value for field, value in told if value != field.default}
    return json.dumps(given, ensure_ascii=False)


def from_payload(kind: Any, payload: Any, where: str | None = None) -> Decision:
    """Return the decision that a kind and a payload tell of.

    Parameters
    ----------
    payload
        The decision's fields, as read from a JSON object.
    where
        Said in errors.

    Raises
    ------
    DecisionError
        If there is no such kind, or a field is unknown, missing or not usable.
    """
    decision = KINDS.get(kind) if isinstance(kind, str) else None
    if decision is None:
        raise DecisionError(
            "there is no such kind of decision",
            value=kind,
            where=where,
            do=f"Give one of {', '.join(KINDS)}",
        )
    if not isinstance(payload, Mapping):
        raise DecisionError(
            f"a decision of kind {kind!r} is not an object", value=payload, where=where
        )
    known = {field.name: field.default for field in fields(decision)}
    unknown = [f"no field {name!r}" for name in payload if name not in known]
    needed = [name for name, default in known.items() if default is MISSING]
    missing = [f"a field {name!r}" for name in needed if name not in payload]
    if unknown or missing:
        raise DecisionError(
            f"a decision of kind {kind!r} has {(unknown + missing)[0]}",
            value=json.dumps(dict(payload), ensure_ascii=False),
            where=where,
            do=f"Its fields are {', '.join(known)}",
        )
    try:
        return decision(**payload)
    except DecisionError as error:
        raise DecisionError(error.what, value=error.value, where=where or error.where) from error


def read_contents(contents: Sequence[Content]) -> list[tuple[int, Decision]]:
    """Return the decisions of a ledger's rows, with their numbers.

    They were checked when they were recorded: only what makes them unreadable is noticed here,
    which is several times faster for a large ledger.

    Raises
    ------
    StoreError
        If a row can't be read.
    """
    try:
        payloads = json.loads(f"[{','.join([payload for _, _, payload in contents])}]")
        return [
            (number, _trusted(KINDS[kind], payload))
            for (number, kind, _), payload in zip(contents, payloads, strict=True)
        ]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        first, last = contents[0].decision_id, contents[-1].decision_id
        raise StoreError(
            "the ledger is damaged, or of a newer version",
            value=error,
            where=f"decisions #{first} to #{last}",
            do="Upgrade intentlib, or restore the database",
        ) from error


def _trusted(kind: type[Decision], payload: dict[str, Any]) -> Decision:
    if kind is Split:
        payload["parts"] = list(map(tuple, payload["parts"]))
    decision = object.__new__(kind)
    for name, value in payload.items():
        if type(value) is list:
            payload[name] = tuple(value)
    decision.__dict__.update(payload)
    return decision
