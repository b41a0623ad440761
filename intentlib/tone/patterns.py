"""Turns of phrase that tell a type of call, in words of lower case without stops."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


SILENT = _any(
    r"\b(?:silent|silence|pocket|butt|accidental|prank|ghost|abandoned|unclear|inaudible|nuisance"
    r"|test)(?: (?:phone )?calls?\b|$)",
    r"\bwrong (?:number|department)\b|\b(?:hung|hangs|hang|hanging) up\b|\bdead air\b|\bmis-?dial",
    r"\bno(?:body| one) (?:on the line|there|spoke|answered|speaking)\b",
    r"\b(?:line|call) went dead\b",
    r"\bno (?:intent|enquiry|inquiry|reason|request) (?:stated|given|recorded)\b|\bsaid nothing\b"
    r"|\bmeant to (?:ring|call|phone|dial)\b",
    r"\bcall (?:was )?(?:dropped|disconnected|cut off|ended)\b|\bunintelligible\b",
    r"^(?:other|unknown|misc|miscellaneous|n/a|none|not applicable|unclear|test|hello|hi)$",
)
"""Nobody spoke, or nobody whom the call was for."""

PROTESTS = _any(
    r"\b(?:charged|billed|taken|debited|paid|deducted) (?:twice|double|too much|for nothing)\b",
    r"\b(?:double|twice) (?:charged|billed|debited)\b",
    r"\b(?:double|duplicate) (?:charge|billing)\b",
    r"\b(?:did not|didn't|never|have not|haven't) (?:\w+ )?"
    r"(?:make|made|authori[sz]ed?|order(?:ed)?|agreed?|sign(?:ed)? up|recogni[sz]e"
    r"|ask(?:ed)? for)\b",
    r"\b(?:do not|don't|doesn't|does not) (?:agree|recogni[sz]e)\b",
    r"\b(?:bill|invoice|charges?|fees?|premium|statement|price) (?:is |are |was |were )?"
    r"(?:\w+ )?(?:so|too|very|unusually|suspiciously) (?:high|much|large|expensive|big)\b",
    r"\b(?:unexpected|unexplained|unknown|strange|excessive|unwarranted|unwanted|surprise)"
    r" (?:\w+ )?(?:charges?|fees?|costs?|bills?|debits?|transactions?|payments?|surcharges?)\b",
    r"\b(?:\w+(?:th|rd|nd)|second|umpteenth) time (?:i|we|i've|i'm|that i|calling)\b",
    r"\bescalat\w+\b",
    r"\bhigher than (?:usual|normal|expected|before|it should)\b",
    r"\b(?:speak|talk) (?:to|with) (?:a|the|your) (?:manager|supervisor)\b",
    r"\b(?:claim|application|appeal|request) (?:was |has been |got )?(?:rejected|denied|refused)\b",
)
"""What was done, above all charged, is not accepted."""

FAILS = _any(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|wo|ca)(?: not|n't|nt)\b"
    r"(?! (?:\w+ )?(?:need(?:ed)?|want(?:ed)?|know|understand|have|mind|wish|like|required?"
    r"|sure)\b)",
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
"""Something does not do what it should."""

FED_UP = _any(
    r"\b(?:fed up|sick (?:of|and tired)|had enough|let down|rip[- ]?off|waste of|a joke)\b",
    r"\bnot (?:happy|good enough|impressed|satisfied|pleased|helpful)\b",
    r"\bnobody (?:ever )?(?:cares|helps|fixes|listens)\b",
)
"""Anger that takes more than one word."""

PRAISES = _any(
    r"\b(?:thanks|thanked|thanking|thank you) (?:\w+ )?(?:so much |very much )?for\b(?! calling)",
    r"\bsay thank|\bthank(?:s|ed)? the\b|\bwell done\b|\bpositive feedback\b|\bpleased with\b",
    r"\b(?:great|good|fine|top) (?:job|work|service|experience|support)\b",
    r"\b(?:very|so|really|how|extremely|most|was|were|been) (?:helpful|kind|friendly)\b",
    r"\b(?:happy|satisfied) with\b|\bloves? (?:your|the|my|it)\b|\bappreciates? (?:the|your|how)\b",
)
"""Praise that takes more than one word; "thanks" for nothing in particular is none."""

HELLO = re.compile(
    r"^(?:(?:hi+|hello|hey|greetings|good (?:morning|afternoon|evening|day)|how are you|please|so"
    r"|and|there|yes|ok|okay)\b ?)+"
)
"""What a text may begin with before it says anything."""

ASKS = _any(
    r"^(?:what|when|where|who|which|whose|why|how|what's|where's|when's|who's|how's)\b",
    r"^(?:is|are|am|was|do|does|did|has|have|should) (?:i|you|we|they|it|this|that|the|my|your|our"
    r"|any|there(?! (?:a|any) (?:way|chance)))\b",
    r"\b(?:whether|curious|find out|how (?:do|can|could|would|much|many|long|to|does)"
    r"|more about)\b",
    r"\b(?:knows?|asks?|asked|asking|wonder(?:s|ing)?|tell (?:me|us)) (?:if|about|what|how|when"
    r"|where|why|which|who)\b(?! you (?:can|could|would)| i could)",
    r"\b(?:explain(?:s|ed)?|explanation|advice (?:on|about)|information (?:on|about))\b",
)
"""A question, direct or told."""

MAY_I = re.compile(r"\b(?:can|could|may) (?:i|we) (?:please )?(\w+)")
"""Asks leave: the verb tells whether to do something or to know something."""

HAVE_DONE = re.compile(r"\bhave (?:\w+ ){1,5}\w+ed\b|\b(?:must|needs? to|should) be \w+ed\b")
"""Something is to be done by somebody."""

WANTS = re.compile(
    r"\b(?:wants?|wanted|needs?|needed|like|looking|trying|hoping|hopes?|wish(?:es)?|wanting"
    r"|help me|you|please)(?: help)? (?:(?:to|with|in) )?(\w+)"
)
"""Wants something: the word after it tells what."""
