"""One wording -> the type of call it tells, and whether it praises or rages.

The first rule that holds decides; the words that they look for are in ``wordlists``:

1. other: nobody spoke, or to the wrong one;
2. complaint: it does not accept what was done, above all charged;
3. loss: something was lost, stolen, taken by fraud or damaged in an accident, and not just insured;
4. problem: something fails, is wrong, late or missing, or is to be fixed; an interruption that is
   asked for is none;
5. complaint: it complains of anything else;
6. praise: it praises or thanks for something; "thanks" alone is good manners;
7. enquiry: it asks, by its grammar ("what …", "can I take …") or its verb ("find out …");
8. request: it names something to be done, by verb or noun;
9. otherwise it names a topic only, and tells no type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from intentlib.language.phrases import clauses, readings
from intentlib.language.verbs import act_of, base_of, is_base, stem
from intentlib.language.wordlists import ACTS, REWORDED, TOLD
from intentlib.tone import wordlists as words


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_SILENT = _any(
    r"\b(?:silent|silence|pocket|butt|accidental|prank|ghost|abandoned|unclear|inaudible|nuisance"
    r"|test)(?: (?:phone )?calls?\b|$)",
    r"\bwrong (?:number|department)\b|\b(?:hung|hangs|hang|hanging) up\b|\bdead air\b|\bmis-?dial",
    r"\bno(?:body| one) (?:on the line|there|spoke|answered|speaking)\b|\b(?:line|call) went dead\b",
    r"\bno (?:intent|enquiry|inquiry|reason|request) (?:stated|given|recorded)\b|\bsaid nothing\b"
    r"|\bmeant to (?:ring|call|phone|dial)\b",
    r"\bcall (?:was )?(?:dropped|disconnected|cut off|ended)\b|\bunintelligible\b",
    r"^(?:other|unknown|misc|miscellaneous|n/a|none|not applicable|unclear|test|hello|hi)$",
)
_PROTEST = _any(
    r"\b(?:charged|billed|taken|debited|paid|deducted) (?:twice|double|too much|for nothing)\b",
    r"\b(?:double|twice) (?:charged|billed|debited)\b|\b(?:double|duplicate) (?:charge|billing)\b",
    r"\b(?:did not|didn't|never|have not|haven't) (?:\w+ )?"
    r"(?:make|made|authori[sz]ed?|order(?:ed)?|agreed?|sign(?:ed)? up|recogni[sz]e|ask(?:ed)? for)\b",
    r"\b(?:do not|don't|doesn't|does not) (?:agree|recogni[sz]e)\b",
    r"\b(?:bill|invoice|charges?|fees?|premium|statement|price) (?:is |are |was |were )?"
    r"(?:\w+ )?(?:so|too|very|unusually|suspiciously) (?:high|much|large|expensive|big)\b",
    r"\b(?:unexpected|unexplained|unknown|strange|excessive|unwarranted|unwanted|surprise)"
    r" (?:\w+ )?(?:charges?|fees?|costs?|bills?|debits?|transactions?|payments?|surcharges?)\b",
    r"\b(?:\w+(?:th|rd|nd)|second|umpteenth) time (?:i|we|i've|i'm|that i|calling)\b|\bescalat\w+\b",
    r"\bhigher than (?:usual|normal|expected|before|it should)\b",
    r"\b(?:speak|talk) (?:to|with) (?:a|the|your) (?:manager|supervisor)\b",
    r"\b(?:claim|application|appeal|request) (?:was |has been |got )?(?:rejected|denied|refused)\b",
)
_FAILS = _any(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|wo|ca)(?: not|n't|nt)\b"
    r"(?! (?:\w+ )?(?:need(?:ed)?|want(?:ed)?|know|understand|have|mind|wish|like|required?|sure)\b)",
    r"\bcannot\b|\bcant\b|\bwont\b|\bdoesnt\b|\bnot (?:\w+ing|received|arrived|available|able)\b",
    r"\bnever (?:came|arrived|received|turned up|showed up|got|happened|works?)\b|\bno[- ]show\b",
    r"\b(?:still|been) waiting\b",
    r"\b(?:is|are|was|were|went|goes|going|system|service|network|site|internet|app|server"
    r"|website|line|portal) (?:completely )?down\b|\bpower cuts?\b|\brun(?:ning)? (?:out|slow)\b",
    r"\b(?:cut|cuts|cutting|drop|drops|dropped|dropping|kick|kicks) (?:me )?(?:out|off)\b",
    r"\bkeeps? \w+ing\b|\bstopped \w+ing\b|\bmissing\b|\b(?:declined|rejected)\b"
    r"|\b(?:arrived|came|running|is|was|are|very|hours?) late\b|\bgo(?:ne)? wrong\b",
    r"\b(?:nobody|no one) \w|\bno (?!longer|problem|claims?|idea|contract|thanks|rush|reason|fees?"
    r"|interest|more|intent|need|one|matter|doubt|worries|hurry|deposit|extra|charge|obligation)\w",
)
_FED_UP = _any(
    r"\b(?:fed up|sick (?:of|and tired)|had enough|let down|rip[- ]?off|waste of|a joke)\b",
    r"\bnot (?:happy|good enough|impressed|satisfied|pleased|helpful)\b",
    r"\bnobody (?:ever )?(?:cares|helps|fixes|listens)\b",
)
_PRAISES = _any(
    r"\b(?:thanks|thanked|thanking|thank you) (?:\w+ )?(?:so much |very much )?for\b(?! calling)",
    r"\bsay thank|\bthank(?:s|ed)? the\b|\bwell done\b|\bpositive feedback\b|\bpleased with\b",
    r"\b(?:great|good|fine|top) (?:job|work|service|experience|support)\b",
    r"\b(?:very|so|really|how|extremely|most|was|were|been) (?:helpful|kind|friendly)\b",
    r"\b(?:happy|satisfied) with\b|\bloves? (?:your|the|my|it)\b|\bappreciates? (?:the|your|how)\b",
)
_HELLO = re.compile(
    r"^(?:(?:hi+|hello|hey|greetings|good (?:morning|afternoon|evening|day)|how are you|please|so|and"
    r"|there|yes|ok|okay)\b ?)+"
)
_ASKS = _any(
    r"^(?:what|when|where|who|which|whose|why|how|what's|where's|when's|who's|how's)\b",
    r"^(?:is|are|am|was|do|does|did|has|have|should) (?:i|you|we|they|it|there(?! (?:a|any) (?:way|chance))|this|that|the|my|your"
    r"|our|any)\b",
    r"\b(?:whether|curious|find out|how (?:do|can|could|would|much|many|long|to|does)|more about)\b",
    r"\b(?:knows?|asks?|asked|asking|wonder(?:s|ing)?|tell (?:me|us)) (?:if|about|what|how|when"
    r"|where|why|which|who)\b(?! you (?:can|could|would)| i could)",
    r"\b(?:explain(?:s|ed)?|explanation|advice (?:on|about)|information (?:on|about))\b",
)
_MAY_I = re.compile(r"\b(?:can|could|may) (?:i|we) (?:please )?(\w+)")
_HAVE_DONE = re.compile(r"\bhave (?:\w+ ){1,5}\w+ed\b|\b(?:must|needs? to|should) be \w+ed\b")
_WANTS = re.compile(
    r"\b(?:wants?|wanted|needs?|needed|like|looking|trying|hoping|hopes?|wish(?:es)?|wanting|help me"
    r"|you|please)"
    r"(?: help)? (?:(?:to|with|in) )?(\w+)"
)


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
    angry = bool(said.words & words.ANGER or _FED_UP.search(said.text))
    praises = not angry and bool(said.words & words.PRAISE or _PRAISES.search(said.text))
    found = next((name for name, rule in _RULES if rule(said)), "")
    if praises and found in {"enquiry", "request", ""}:
        return Reading("praise", "positive")
    if angry and found in {"enquiry", ""}:
        found = "complaint"
    return Reading(found, "negative" if angry else "")


class _Said:
    """A wording in the forms that the rules read."""

    def __init__(self, wording: str) -> None:
        self.wording = wording
        self.tokens = tuple(word.lower() for part in clauses(wording) for word in part)
        self.words = frozenset(self.tokens)
        self.text = _HELLO.sub("", " ".join(self.tokens))
        self.stems = frozenset(map(stem, self.tokens))

    @cached_property
    def act(self) -> str:
        """What is done, by the verb or noun that opens it; ``""`` where nothing is."""
        return next((phrase.act for phrase in readings(self.wording) if phrase.act), "")


def _is_other(said: _Said) -> bool:
    return not said.tokens or bool(_SILENT.search(said.text))


def _protests(said: _Said) -> bool:
    if said.stems & words.PROTEST or _PROTEST.search(said.text):
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
    asks = _ASKS.search(said.text) or _MAY_I.search(said.text) or said.act == "enquire"
    return bool(asks) or said.tokens[-1] in words.COVER or stem(said.tokens[-1]) in words.ASKED


def _fails(said: _Said) -> bool:
    pairs = {" ".join(pair) for pair in zip(said.tokens, said.tokens[1:], strict=False)}
    if pairs & words.NO_TROUBLE or _is_insured(said):
        return False
    if said.stems & words.TROUBLE or said.words & words.BROKEN or _FAILS.search(said.text):
        return True
    after = {stem(word) for word in said.tokens[1:]}
    if after & words.TROUBLE_AS_NOUN:
        return True
    if after & words.STOPS:
        return said.act not in {"request", "long", "suspend", "enquire", "cancel"}
    verb = base_of(said.tokens[0])
    return said.act == "fix" or (said.act == "report" and bool(verb) and verb not in TOLD)


def _grumbles(said: _Said) -> bool:
    return bool(said.stems & words.GRUMBLES)


def _asks(said: _Said) -> bool:
    if may := _MAY_I.search(said.text):
        return act_of(may.group(1)) not in _DOES
    if _HAVE_DONE.search(said.text):
        return False
    if _ASKS.search(said.text):
        return True
    if (wants := _WANTS.search(said.text)) and act_of(wants.group(1)) in _DOES:
        return False
    if said.act in _SEEKS:
        return True
    end = said.tokens.index("of") if "of" in said.tokens[1:] else len(said.tokens)
    return said.act in {"", "request", "activate"} and stem(said.tokens[end - 1]) in words.ASKED


def _is_wanted(said: _Said) -> bool:
    if _WANTS.search(said.text) or _HAVE_DONE.search(said.text) or said.stems & words.DONE:
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
    ("enquiry", _asks),
    ("request", _is_wanted),
)
