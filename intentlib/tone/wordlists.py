"""General English that tells a type of call: what goes wrong, is lost, complained of, praised.

Nothing here comes from a file of calls. The lists are what a thesaurus has under trouble, failing,
loss, complaint, anger and praise; verbs of asking, wanting and learning are those of
``language.wordlists``.
"""

from __future__ import annotations

from intentlib.language.verbs import stem


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


TROUBLE = _stems(
    """
    anomaly blackout breakdown bug complication conundrum crash defect deficiency delay difficulty
    dilemma discrepancy disruption dropout drop-out enigma error fail failure fault flaw fraud
    glitch hiccup hitch hurdle inaccuracy irregularity lag leak malfunction malware mistake obstacle
    obstruction outage phishing predicament problem quandary riddle setback slowness smell snag
    snarl spam struggle trouble virus
    """
)
"""What has gone wrong, in any form of the word."""

BROKEN = _words(
    """
    bad blocked broken buffering burst corrupted cracked damaged dead defective delayed disappeared
    disconnected drained dysfunctional erroneous failed failing faulty flawed forgot forgotten
    freezes frozen hacked impaired inaccessible inaccurate incorrect inoperative intermittent jammed
    leaking locked malfunctioning misspelled mistaken noisy offline overheating patchy poor shaky
    slow sluggish stuck unable unavailable undelivered unreachable unreliable unresponsive unstable
    unsuccessful weak wrong
    """
)
"""How something is that is not as it should be, in just this form: "locked", not "lock"."""

TROUBLE_AS_NOUN = _stems("challenge constraint issue barrier mystery puzzle decline drop")
"""Words that are trouble unless they are the first, a verb ("issue a card")."""

STOPS = _stems("cessation discontinuation halt hiatus interruption pause stop stoppage suspension")
"""What is trouble where it happens ("report an interruption"), and a service where it is wanted."""

NO_TROUBLE = frozenset(
    {
        *("breakdown of", "fee breakdown", "cost breakdown", "bill breakdown", "charge breakdown"),
        *("surcharge breakdown", "breakdown assistance", "bad credit", "spam filter"),
        *("virus protection", "date of issue", "fault tolerance", "data breakdown"),
    }
)
"""Pairs in which a word of trouble is none."""

LOST = _words(
    """
    accident accidents burglaries burglary burgled burglarised burglarized collision damage
    destroyed embezzled filched flooded fraud fraudster fraudulent impersonated lost mislaid
    misplaced mugged pickpocket pickpocketed pilfered purloined robbed robbery scam scammed scammer
    scams snatched stole stolen swindled theft thefts thief totalled vandalised vandalism vandalized
    vanished wrecked
    """
)
"""What somebody has lost: by accident, to a thief or to a cheat."""

NOT_GOODS = _words(
    """
    access bars broadband code connection connectivity coverage credentials data internet login
    network password picture pin power pressure reception service settings signal sound supply
    track username wifi wi-fi
    """
)
"""What is lost by a fault, not by loss or theft."""

GOODS = _words(
    """
    badge bag bags baggage bike camera card cards device gadget handbag handset jewellery jewelry
    key keys laptop luggage mobile passport phone purse ring rucksack suitcase tablet telephone
    ticket wallet watch
    """
)
"""What one carries about: where it is missing, it is lost."""

VEHICLES = _words("bike car lorry motorbike motorcycle truck van vehicle")

COVER = _words(
    "cover covered coverage covers excess insurance insure insured policy premium protection quote"
)
"""Words beside which a loss or trouble may be one that never happened ("theft cover")."""

PROTEST = _stems(
    """
    aggrieved compensation complaint dissatisfaction dissatisfied exorbitant grievance misled
    mis-sold missold ombudsman overbilled overcharge unauthorised unauthorized unfair unhappy
    unjustified unrecognised unrecognized unsatisfactory
    """
) - {stem("complain")}
"""Words of those who do not accept what was done to them."""

GRUMBLES = _stems("bemoan complain decry deplore gripe grouse grumble lament moan quibble")
"""Verbs of complaining: of something that fails, the call reports the problem."""

ANGER = _words(
    """
    abysmal angry annoyed appalled appalling atrocious awful disappointed disappointing disgrace
    disgraceful disgusted disgusting dreadful enraged frustrated frustrating furious hopeless
    horrendous horrible incompetent infuriating irate irritated livid lousy outraged outrageous
    pathetic ridiculous rude scandalous shambles terrible unacceptable unhappy unprofessional upset
    useless worst
    """
)

PRAISE = _words(
    """
    amazing appreciation awesome brilliant commend commends compliment complimented compliments
    congratulate delighted excellent fantastic grateful gratitude impressed kudos praise praised
    praises praising superb thankful thrilled wonderful
    """
)

DONE = _stems(
    """
    activation application appointment booking cancellation change closure connection copy
    deactivation disconnection downgrade extension installation migration onboarding payment port-in
    recharge reconnection refund registration relocation removal renewal replacement reservation
    reset return setup sign-up swap switch top-up topup transfer unlock update upgrade
    """
)
"""Nouns for what a caller wants done ("plan change")."""

ASKED = _stems(
    """
    allowance availability balance clarification comparison cost costs date deadline details
    discovery eligibility enquiry eta explanation fee fees hours info information inquiry limit
    options policy price prices pricing procedure progress query question rate rates requirements
    rules schedule status terms time times understanding
    """
)
"""Nouns that a wording which asks something is about, as its last word or before "of"."""
