"""The manifest of a run as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Any

import numpy as np

from intentlib.errors import StoreError
from intentlib.model import Input, Manifest, Recommendation

FORMAT = 1
"""Raised by one when an older version could no longer read what a newer one writes."""


def to_json(manifest: Manifest) -> bytes:
    """Return the manifest as indented UTF-8 JSON, stages in the order they ran."""
    told = {"format": FORMAT}
    told |= {field.name: getattr(manifest, field.name) for field in fields(manifest)}
    text = json.dumps(told, default=_plain, ensure_ascii=False, indent=2)
    return text.encode() + b"\n"


def from_json(data: bytes, where: str) -> Manifest:
    """Return the manifest that JSON tells of; keys that this version doesn't know are left out.

    Raises
    ------
    StoreError
        If it isn't a manifest, or was written by a newer version that changed the format.
    """
    damaged = StoreError(
        "the manifest is damaged", where=where, do="Make the run again, or open another one"
    )
    try:
        told = json.loads(data)
        version = told["format"]
    except (ValueError, TypeError, KeyError) as error:
        raise damaged from error
    if not isinstance(version, int) or version > FORMAT:
        raise StoreError(
            f"the run was written in format {version}, this version reads up to {FORMAT}",
            where=where,
            do="Upgrade intentlib to open it",
        )
    try:
        known = {field.name: told[field.name] for field in fields(Manifest) if field.name in told}
        known["created_at"] = datetime.fromisoformat(known["created_at"])
        known["recommended"] = Recommendation(**known["recommended"])
        known["inputs"] = tuple(Input(**each) for each in known.get("inputs", ()))
        return Manifest(**known)
    except (TypeError, KeyError, ValueError) as error:
        raise damaged from error


def _plain(value: Any) -> Any:
    """Return what JSON can say for a value that it doesn't know."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    return str(value)
