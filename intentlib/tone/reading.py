"""One wording -> the type of call it tells, and whether it praises or rages.

The first rule that holds decides; the words that they look for are in ``wordlists`` and
``patterns``:

1. other: nobody spoke, or to the wrong one;
2. complaint: it does not accept what was done, above all charged;
3. loss: something was lost, stolen, taken by fraud or damaged in an accident, and not just insured;
4. problem: something fails, is wrong, late or missing; an interruption that is asked for is none;
5. complaint: it complains of anything else;
6. praise: it praises or thanks for something; "thanks" alone is good manners;
7. problem: something is to be fixed;
8. enquiry: it asks, by its grammar ("what …", "can I take …") or its verb ("find out …");
9. request: it names something to be done, by verb or noun;
10. otherwise it names a topic only, and tells no type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from intentlib.language.clauses import clauses
from intentlib.language.phrases import readings
from intentlib.language.verbs import act_of, base_of, is_base, stem
from intentlib.language.wordlists import ACTS, REWORDED, TOLD
from intentlib.tone import patterns
from intentlib.tone import wordlists as words


@dataclass(frozen=True)
class Reading:
    """What one wording tells.

    Parameters
    ----------
    type
        One of ``schema.TYPES``, or ``""`` where it names a topic only.
    mood
        ``positive`` where it praises, ``negative`` where it rages, else ``""``.
    """

    type: str
    mood: str


def read(text: str) -> Reading:
    """Return the type of call that a wording tells, and its mood."""
    said = _Said(text)
    found = next((name for name, rule in _RULES if rule(said)), "")
    if found == "praise":
        return Reading(found, "positive")
    if said.is_angry and found in {"enquiry", ""}:
        found = "complaint"
    return Reading(found, "negative" if said.is_angry else "")


class _Said:
    """A wording in the forms that the rules read."""

    def __init__(self, wording: str) -> None:
        self.wording = wording
        self.tokens = tuple(word.lower() for part in clauses(wording) for word in part)
        self.words = frozenset(self.tokens)
        self.text = patterns.HELLO.sub("", " ".join(self.tokens))
        self.stems = frozenset(map(stem, self.tokens))

    @cached_property
    def act(self) -> str:
        """What is done, by the verb or noun that opens it; ``""`` where nothing is."""
        return next((phrase.act for phrase in readings(self.wording) if phrase.act), "")

    @cached_property
    def is_angry(self) -> bool:
        """Whether it rages, in so many words."""
        return bool(self.words & words.ANGER or patterns.FED_UP.search(self.text))


def _is_other(said: _Said) -> bool:
    return not said.tokens or bool(patterns.SILENT.search(said.text))


def _protests(said: _Said) -> bool:
    if said.stems & words.PROTEST or patterns.PROTESTS.search(said.text):
        return not {"complain", "complains", "complained", "complaining"} & said.words
    # Reading a wording whole is slow: only where it can matter.
    return "dispute" in map(act_of, said.tokens) and said.act == "dispute"


def _is_lost(said: _Said) -> bool:
    if "missing" in said.words or "arrive" in said.words:
        return bool(said.words & words.GOODS)
    if said.words & words.VEHICLES and stem("crash") in said.stems:
        return True
    lost = said.words & words.LOST
    if not lost or (lost == {"lost"} and said.words & words.NOT_GOODS):
        return False
    return not _is_insured(said)


def _is_insured(said: _Said) -> bool:
    """Return whether a loss is one that cover is wanted for, not one that happened."""
    if not said.words & words.COVER:
        return False
    asks = (
        patterns.ASKS.search(said.text) or patterns.MAY_I.search(said.text) or said.act == "enquire"
    )
    return bool(asks) or said.tokens[-1] in words.COVER or stem(said.tokens[-1]) in words.ASKED


def _fails(said: _Said) -> bool:
    pairs = {" ".join(pair) for pair in zip(said.tokens, said.tokens[1:], strict=False)}
    if pairs & words.NO_TROUBLE or _is_insured(said):
        return False
    if said.stems & words.TROUBLE or said.words & words.BROKEN or patterns.FAILS.search(said.text):
        return True
    if "lost" in said.words and said.words & words.NOT_GOODS:
        return True
    after = {stem(word) for word in said.tokens[1:]}
    if after & words.TROUBLE_AS_NOUN:
        return True
    if after & words.STOPS:
        return said.act not in {"request", "long", "suspend", "enquire", "cancel"}
    return False


def _grumbles(said: _Said) -> bool:
    return bool(said.stems & words.GRUMBLES)


def _praises(said: _Said) -> bool:
    praise = said.words & words.PRAISE or patterns.PRAISES.search(said.text)
    return bool(praise) and not said.is_angry


def _is_to_fix(said: _Said) -> bool:
    verb = base_of(said.tokens[0])
    return said.act == "fix" or (said.act == "report" and bool(verb) and verb not in TOLD)


def _asks(said: _Said) -> bool:
    if may := patterns.MAY_I.search(said.text):
        return act_of(may.group(1)) not in _DOES
    if patterns.HAVE_DONE.search(said.text):
        return False
    if patterns.ASKS.search(said.text):
        return True
    if (wants := patterns.WANTS.search(said.text)) and act_of(wants.group(1)) in _DOES:
        return False
    if said.act in _SEEKS:
        return True
    end = said.tokens.index("of") if "of" in said.tokens[1:] else len(said.tokens)
    return said.act in {"", "request", "activate"} and stem(said.tokens[end - 1]) in words.ASKED


def _is_wanted(said: _Said) -> bool:
    if (
        patterns.WANTS.search(said.text)
        or patterns.HAVE_DONE.search(said.text)
        or said.stems & words.DONE
    ):
        return True
    # "left my card at the till" and verbs that nobody knows ask for nothing.
    return said.act in ACTS or (bool(said.act) and is_base(said.tokens[0]))


_SEEKS = {"enquire", "find", "track", "confirm"}
_DOES = {*ACTS} - _SEEKS - {*REWORDED} | {"request"}

_RULES = (
    ("other", _is_other),
    ("complaint", _protests),
    ("loss", _is_lost),
    ("problem", _fails),
    ("complaint", _grumbles),
    ("praise", _praises),
    ("problem", _is_to_fix),
    ("enquiry", _asks),
    ("request", _is_wanted),
)
