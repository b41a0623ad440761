"""The one tree of errors.

::

    IntentlibError                 exit status 1
    ├── UserError                  exit status 2: the user's input or options are wrong
    │   ├── InputError             a file can't be read as calls
    │   ├── ColumnError            a column is missing, ambiguous or of the wrong kind
    │   ├── OptionError            an option's value is not usable
    │   ├── DecisionError          a reviewer's decision can't be understood
    │   ├── ConflictError          a decision contradicts one that is in force
    │   └── RunNotFoundError       no such run folder, or none published yet
    ├── ModelError                 weights are missing or are not the ones expected
    ├── NamerError                 a language model gave no names
    ├── StoreError                 a run folder is damaged or can't be written
    │   └── OvertakenError         another run was published meanwhile
    └── ProcessError               work in a process of its own failed
"""

from __future__ import annotations

from typing import Any


class IntentlibError(Exception):
    """Any failure that intentlib raises on purpose.

    Parameters
    ----------
    what
        What went wrong, as a sentence without the full stop.
    value
        The offending value, shown shortened.
    where
        File, line or column.
    do
        What the user can do about it, as a sentence without the full stop.
    """

    exit_status = 1

    def __init__(
        self,
        what: str,
        *,
        value: object = None,
        where: str | None = None,
        do: str | None = None,
    ) -> None:
        self.what, self.value, self.where, self.do = what, value, where, do
        super().__init__(self._message())

    def __reduce__(self) -> tuple[Any, ...]:
        # in another process __init__ would take the whole message for what went wrong
        return _again, (type(self), self.args), self.__dict__

    def _message(self) -> str:
        text = self.what
        if self.value is not None:
            shown = str(self.value)
            text += f": {shown if len(shown) <= 120 else shown[:117] + '…'}"
        if self.where:
            text += f" ({self.where})"
        return f"{text}. {self.do}." if self.do else f"{text}."


class UserError(IntentlibError):
    """The user's input or options are wrong; nothing was written."""

    exit_status = 2


class InputError(UserError):
    """A file can't be read as calls."""


class ColumnError(UserError):
    """A column is missing, ambiguous or of the wrong kind."""


class OptionError(UserError):
    """An option's value is not usable."""


class DecisionError(UserError):
    """A reviewer's decision can't be understood, or speaks of what isn't there."""


class ConflictError(UserError):
    """A decision contradicts one that is in force; nothing was recorded.

    Parameters
    ----------
    what, do
        As for every error.
    instead_of
        Numbers of the decisions that stand in its way: given as ``instead_of`` they are undone in
        the same step. Empty where it has to be decided anew instead.
    """

    def __init__(self, what: str, *, do: str, instead_of: tuple[int, ...] = ()) -> None:
        super().__init__(what, do=do)
        self.instead_of = instead_of


class RunNotFoundError(UserError):
    """There is no such run, or none has been published yet."""


class ModelError(IntentlibError):
    """Model weights are missing or are not the ones expected."""


class NamerError(IntentlibError):
    """A language model that was asked for names gave none that can be read."""


class StoreError(IntentlibError):
    """A run folder is damaged or can't be written."""


class OvertakenError(StoreError):
    """Another run was published while this one was made; that one stays."""


class ProcessError(IntentlibError):
    """Work in a process of its own failed, or the process was killed."""


def _again(kind: type[IntentlibError], args: tuple[Any, ...]) -> IntentlibError:
    return kind.__new__(kind, *args)
