"""What every decision has, and the nodes that decisions speak of.

A key stands for its wording; ``intent_node(id)`` stands for an intent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import ClassVar

from intentlib.errors import DecisionError
from intentlib.review.cleaning import clean

_MARK = "\0"


def intent_node(intent_id: str) -> str:
    """Return the node of an intent; no key has the character that it begins with."""
    return _MARK + intent_id


def is_intent(node: str) -> bool:
    """Tell whether a node stands for an intent."""
    return node[0] == _MARK


def intent_of(node: str) -> str:
    """Return the id of the intent that a node stands for."""
    return node[1:]


def new_intent_id(keys: Collection[str]) -> str:
    """Return the id of an intent that a reviewer founds with these wordings.

    It is permanent, and the same whenever and wherever the same wordings found an intent.
    """
    return "i" + blake2b("\n".join(sorted(keys)).encode(), digest_size=4).hexdigest()


@dataclass(frozen=True)
class Decision:
    """One act of a reviewer; every kind is a subclass.

    Raises
    ------
    DecisionError
        If a field isn't usable; names the kind and the field.
    """

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        where = f"decision of kind {self.kind!r}"
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                object.__setattr__(self, field.name, clean(field.name, value, where))
        wrong = self._wrong()
        if wrong:
            raise DecisionError(wrong, where=where)

    def links(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of nodes: each is one intent, and no two are the same one.

        A group that concerns an intent begins with that intent's node.
        """
        return ()

    def wordings(self) -> tuple[str, ...]:
        """Return the keys of the wordings that it decides on; its anchors are not among them."""
        return ()

    def without(self, keys: Collection[str]) -> Decision | None:
        """Return what still holds once these wordings are decided otherwise; None if nothing."""
        del keys
        return None

    def _wrong(self) -> str:
        """Return what is wrong with the fields together, or nothing."""
        return ""
