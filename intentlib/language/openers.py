"""What callers put in front of an intent, peeled off: greetings, wishes, question words."""

from __future__ import annotations

import re
from typing import Literal

Manner = Literal["", "do", "want", "ask", "state"]
"""What an opener promises: a verb, a thing wanted, asked about or stated; or nothing."""

_I = (
    r"(?:i|we)(?:'d|'ll|'m|'ve| am| was| have| had| would| will| do| did| just| really| still| also"
    r"| currently| must| might)*"
)
_HELP = (
    r"(?: (?:some|your|any))?(?: (?:help|assistance|guidance|instructions|a hand|support))?"
    r"(?: (?:you|someone|somebody))?"
)
_WISH = (
    r"(?:like|love|want|wants|wanted|need|needed|wish|hope|prefer|have|got|ought|looking|trying"
    r"|hoping|calling|going|coming|requiring|seeking|asking|writing|wanting|needing)"
)
_TRYING = r"(?:need|want|would like|trying|looking|calling|called|asking|go ahead and)"
_MAY = r"(?:can|could|would|will|may|might|shall|should|must)"
_KINDLY = (
    r"(?: (?:please|kindly|possibly|just|be able to|help|assist|me|us|to|with|in|go ahead and))*"
)
_CALLER = (
    r"(?:the )?(?:customer|caller|client|user|subscriber|member|account holder)"
    r"(?: is| was| has| would| had)?"
)
_CALLS = (
    r"(?= (?:(?:call|contact|phon|want|need|wish|ask|request|report|enquir|inquir|seek|complain"
    r"|look|say|stat|disput|claim)(?:s|es|ed|ing)|like|unable|cannot|can't|trying|having)\b)"
)
_CALLING = (
    r"(?:calling|called|phoning|ringing|rang|contacting(?: us)?|writing)(?: in| us| up)?(?: today)?"
)
_AID = r"(?:help(?: me| us)?|assistance|guidance|support|advice|assist(?: me| us)?)"
_QUESTION = r"(?:enquir(?:y|ies)|inquir(?:y|ies)|quer(?:y|ies)|questions?)"
_ON = r"(?:about|regarding|on|re|pertaining to|concerning|related to|in regards? to)"
_SAYS = r"(?:says|said|stat(?:es|ed)|advis(?:es|ed)|explain(?:s|ed)|mention(?:s|ed)|claims|claimed)"
_ABOUT = r"(?:about|regarding|because|for|concerning|as|with|in relation to|with regards? to)"
_TELL = r"(?:tell|give|show|read|get|send|remind|let|inform|notify|advise|alert)"
_WHAT = r"(?= (?:my|the|your|all|about|more|details|info|information)\b)"
_WHEN_ASKED = r"(?= (?:what|where|when|how|who|why|if|whether|which)\b)"

# In order: the first that matches is peeled off, and so on until none does.
_PATTERNS: tuple[tuple[Manner, str], ...] = (
    # "i need help with …", "question about …": a thing follows
    ("", rf"{_I} {_WISH}{_HELP} with"),
    ("", rf"(?:{_TRYING} )?{_AID} (?:with|on|about|for|regarding)"),
    ("ask", rf"(?:(?:a|an|their|the) )?(?:general )?{_QUESTION} {_ON}"),
    ("ask", r"general (?:enquiry|inquiry|query|question)"),
    ("", r"call (?:about|regarding|re|concerning)"),
    # "i would like to …", "can you please …", "how do i …"
    ("do", rf"{_I} {_WISH}{_HELP} (?:to|in|on how to|how to)(?: be able to)?"),
    ("do", rf"{_I} (?:want|need|like){_HELP}(?= \w+ing\b)"),
    ("do", r"(?:i )?(?:wanna|gotta|wants to|needs to|wish to|wishes to)"),
    ("do", rf"{_TRYING}{_HELP} (?:to|in)"),
    ("do", rf"{_MAY}(?: you| i| we| u| someone)+{_KINDLY}"),
    ("do", r"how (?:do|can|could|would|should|must|might) (?:i|we|you|one|someone)(?: go about)?"),
    ("do", r"how to|what (?:do|should|must|can|would) i (?:have to |need to )?do to"),
    ("do", r"is it (?:possible|ok|okay)(?: for (?:me|you|us))? to|is there (?:a|any) way to"),
    ("do", r"help(?: me| us)?(?: to| in)?|please|kindly|pls|assist me (?:in|to)"),
    # greetings, names, who calls: nothing is said yet
    ("", r"hi+|hello+|hey+|greetings|good (?:morning|afternoon|evening|day)|thanks|thank you"),
    ("", r"yes|yeah|ok(?:ay)?|well|so|um+|uh+|oh|and|but|also|actually|just|now|then|there"),
    ("", r"sir|madam|sorry|excuse me|basically|really|maybe|if|whether|that"),
    ("", r"please advise(?: me)?(?: on)?|there(?:'s| is| are| was| has been)"),
    ("", r"my (?:full )?name(?: is|'s) \S+(?: \S+)?(?: here)?(?: and)?"),
    ("", r"this is \S+(?: \S+)? (?:here|and)"),
    ("", rf"(?:{_CALLER} )?{_SAYS}(?: that)?(?= \w+ \w)"),
    ("", rf"{_CALLER}{_CALLS}"),
    ("", r"(?:is |was )?(?:upset|unhappy|angry|annoyed|frustrated) (?:because|that|about|with)"),
    ("", rf"{_CALLING} {_ABOUT}"),
    ("", r"(?:i was |i am |i'm |just |am )?wondering (?:if|whether|about)"),
    ("", r"do you (?:know|happen to know|think)(?: if| whether)?"),
    ("", r"(?:i|we) (?:think|believe|guess|see|noticed)(?: that)?"),
    ("", r"it (?:seems|appears|looks like)(?: that)?"),
    ("", r"(?:i )?(?:don't|do not|dont) (?:know|understand|remember)"),
    ("", rf"(?:tell|let) (?:me|us)(?: know)?{_WHEN_ASKED}"),
    ("", rf"(?:find out|know|check|see|figure out|understand){_WHEN_ASKED}"),
    # "tell me my …"
    ("ask", rf"{_TELL} (?:me|us)(?: know)?(?: about| of)?{_WHAT}"),
    ("ask", r"(?:more )?(?:info|information|details)(?: on| about| regarding)?"),
    ("want", rf"(?:{_I} )?(?:in need of|in search of|looking for|interested in|seeking)"),
    # "why is my card declined": the rest states it
    ("state", r"why(?:'s| is| are| was| were| did| does| do| has| have)?|how come"),
    ("ask", r"how (?:much|many|long|often|far|high|old|big|good|late|early|soon)"),
    ("ask", r"(?:what|who|which|where|when|how)(?:'s|s| is| are| was| were| will be| does| did)?"),
    ("ask", r"is|are|do|does|did|has|have|was|were|am|will"),
)
_OPENERS = tuple((manner, re.compile(rf"(?:{pattern})(?= |$)")) for manner, pattern in _PATTERNS)
_SUBJECT = re.compile(
    r"(?:i|we|it|they|he|she)(?:'ve|'m|'d|'s|'ll)?"
    r"(?: (?:have|has|am|was|were|had|just|been|are|is|got|having|want|need))*(?= |$)"
)


def peel(tokens: tuple[str, ...]) -> tuple[Manner, tuple[str, ...]]:
    """Return how a clause (in lower case) was opened, and the words that are left."""
    manner: Manner = ""
    while tokens:
        text = " ".join(tokens)
        for kind, pattern in _OPENERS:
            if match := pattern.match(text):
                manner, tokens = kind, tokens[match.group().count(" ") + 1 :]
                break
        else:
            break
    return manner, tokens


def without_subject(tokens: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Return whether the speaker wants what follows, and the words after its subject."""
    match = _SUBJECT.match(" ".join(tokens))
    if not match:
        return False, tokens
    return match.group().endswith((" want", " need")), tokens[match.group().count(" ") + 1 :]
