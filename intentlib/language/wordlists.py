"""General English that names are made with: what callers do, how they put it, what joins phrases.

Nothing here comes from a file of calls. The verb classes follow Levin's: verbs of saying and of
transferring a message (report), of asking, wanting, longing and getting (request), of investigating
and learning (enquire), of opposing (dispute), of change, of beginning, of ending.

References
----------
B. Levin, *English Verb Classes and Alternations*, University of Chicago Press, 1993: classes 13.5,
14, 26.5-6, 32.1-2, 35, 37.1-9, 48.1.2, 55.1.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


ACTS: dict[str, str] = {
    "report": """
        report advise alert announce air articulate assert attest broadcast caution chronicle
        communicate complain confess confide convey declare denounce depict describe detail disclose
        divulge document draw_attention_to express expose flag give_notice_of grumble highlight
        impart indicate inform make_aware make_known mention note notify observe point_out post
        proclaim profess publicise publicize publish raise recount register relate relay remark
        reveal signal speak_out speak_up state transmit unveil utter verbalise verbalize vocalise
        vocalize voice volunteer warn
    """,
    "request": """
        request ache acquire appeal apply_for ask ask_for aspire attain bawl beg bellow beseech bid
        burn call_for call_in call_on call_upon claim_for clamour collect come_by covet crave cry
        demand desire entreat fancy fetch gain get get_hold_of hanker holler hope howl hunger
        implore insist invite itch lay_hands_on long lust need obtain petition pick_up pine plead
        pray press procure push receive require roar scream screech secure seek shout shriek solicit
        source sue thirst urge wail want whimper whine wish yearn yell yen
    """,
    "enquire": """
        enquire analyse analyze appraise ascertain ask_about assess check check_on check_out clarify
        comprehend consider consult delve determine dig discover dissect dive enquire_about evaluate
        examine explore fathom figure_out find_out gauge get_to_know go_over grasp hear inquire
        inquire_about inspect investigate know learn look_at look_into look_over look_up ponder
        probe query question read_up research review scan scrutinise scrutinize see study survey
        uncover understand unearth view weigh_up wonder
    """,
    "find": "find hunt hunt_for locate look_for search search_for seek_out",
    "dispute": """
        dispute argue challenge contest contradict counter decline deny disagree object oppose
        protest quarrel rebut refute reject repudiate resist
    """,
    "change": """
        change adapt adjust alter amend convert edit modify modulate move_to revise shift swap
        switch transform transition update vary
    """,
    "upgrade": "upgrade advance better boost elevate enhance improve optimise optimize refine",
    "replace": "replace exchange substitute",
    "activate": """
        activate begin commence embark enable ignite inaugurate initiate instigate institute
        kick-start kick_off kickstart launch open originate set_in_motion set_up spark start
        switch_on trigger turn_on
    """,
    "cancel": """
        cancel abandon abolish abort annul cease close discontinue drop end nullify quit rescind
        revoke scrap stop terminate void
    """,
    "suspend": "suspend freeze halt interrupt pause",
    "fix": """
        fix correct crack cure debug mend rectify remedy repair resolve restore solve sort_out
        straighten_out troubleshoot unravel untangle
    """,
    "pay": "pay pay_off remit settle",
    "remove": "remove delete erase take_off take_out",
    "add": "add append attach include",
    "book": "book arrange organise organize reserve schedule",
    "file": "file lodge put_in submit",
    "hire": "hire employ engage enlist recruit rent",
    "buy": "buy order purchase",
    "send": "send dispatch forward mail ship",
    "transfer": "transfer move port",
    "track": "track follow monitor trace track_down",
    "confirm": "confirm verify",
    "create": "create build generate make",
}
"""Acts, each with the verbs that stand for it; ``_`` joins a verb and its particle."""

REWORDED: dict[str, str] = {
    "report": "report",
    "request": "request",
    "enquire": "enquire about",
    "dispute": "dispute",
}
"""Acts whose verb tells only how it was said, and what an analyst writes instead."""

JOINTS: dict[str, frozenset[str]] = {
    "report": listed("about concerning of on regarding to"),
    "request": listed("after for on upon"),
    "enquire": listed("about after around at concerning for in into of on over regarding through"),
    "dispute": listed("about against over regarding to with"),
}
"""Prepositions that those acts' verbs take before what they are about."""

PLAIN_VERBS = listed(
    """
    activate add apply block book borrow build buy call cancel change check close compare complete
    confirm connect convert create define delete deliver deposit disconnect dispute download drop
    enrol enroll extend file find fix flip follow forward get give hire increase install join leave
    link lock log make manage move open order pair pause pay play port print reactivate read
    reconnect redeem reduce refund register reinstate remind remove renew rent repair repeat replace
    report request reschedule reserve reset return roll save say schedule sell send set share show
    speak spell stop submit subscribe suspend swap switch sync take talk tell text track transfer
    translate travel turn unblock unlock unsubscribe update upgrade use visit withdraw
    """
)
"""Verbs that an analyst would type; any other gives way to the first verb of its act."""

NOUNS_TOO = listed(
    """
    access alert book call change charge check claim contact cover credit deposit detail dispute
    document download end exchange fix freeze hire hope increase install issue lock look need order
    pair password pause pay plan plane play port post print query question raise record refund
    register release rent repair repeat replace report request reserve reset return review roll save
    schedule search set share show signal spell state stop study support survey swap switch sync
    talk text trace track transfer travel turn update upgrade use view visit voice want
    """
)
"""Verbs that may begin a noun phrase as well ("my order status")."""

SELDOM_VERBS = listed(
    """
    alert demand detail document fancy hope issue last long look need note post press query question
    record review search signal state study survey view voice want
    """
)
"""Words that begin a label as nouns: verbs only where grammar shows it."""

HEADS = listed(
    """
    card centre center code confirmation cost costs date email error failure fee fees form history
    id issue issues letter limit line link message number option options policy problem problems
    procedure process reference status team text time
    """
)
"""Nouns that make a kind of thing of a verb before them ("request form", "report status")."""

TOLD = listed("advise alert inform notify tell warn")
"""Verbs of saying whose object is the one who is told."""

DOING = listed(
    "change decrease exchange increase refund repair reset return swap transfer update upgrade"
)
"""Verbs that serve as nouns for the same act ("plan change")."""

ASKING: dict[str, str] = {
    **dict.fromkeys(
        ("enquiry", "inquiry", "enquiries", "inquiries", "query", "queries"), "enquire"
    ),
    **dict.fromkeys(("question", "questions"), "enquire"),
    **dict.fromkeys(("request", "requests"), "request"),
}
"""Nouns that end a wording which asks ("balance enquiry"), with their acts."""

INFORMATION = listed(
    """
    advice answer clarification clarity data detail details enquiry explanation fact facts figures
    guidance help info information inquiry insight insights intel intelligence knowledge news
    particulars question questions report research specifics word
    """
)
"""Nouns that stand between an act and what it is about ("gather details on …")."""

REDUNDANT = listed("detail details facts figures info information particulars specifics")
"""Nouns that add nothing at the end of what is enquired about."""

METHODS = listed(
    """
    availability chance eligibility feasibility guidelines instructions likelihood means method
    option options opportunity policies policy possibility procedure procedures process processes
    prospect regulations requirements rules step steps task viability way ways
    """
)
"""Nouns that stand between an act and another act ("the process of porting …")."""

PREDICATIVE = listed("able asleep available aware back due gone good ok okay ready right sure true")
"""Adjectives that stand behind their noun."""

PHRASAL = listed("back call check cut drop follow hang hold log opt pick set sign switch top turn")
"""Verbs that make a noun with the particle after them ("account sign in")."""

THINGS_DONE = listed(
    """
    banking billing boarding booking building charging cleaning clothing dating engineering fishing
    heating hosting housing landing lending learning marketing meeting nursing opening parking
    porting pricing printing reading recording roaming savings shipping shopping streaming teaching
    texting tracking training trading travelling wedding writing
    """
)
"""Forms of verbs in -ing that are mostly nouns."""

QUANTIFIERS = listed("any each few many most one part several some")
"""Words that only say how many of what follows "of"."""

MEASURES = listed("amount kind lot number piece quantity sort type")
"""Nouns that only say how much or which of what follows "of", where it has no article."""

KINDS = listed("balance code date fee fees history limit number price rate reference status time")
"""Nouns that go behind what they are of ("order status")."""

STATES = listed("balance limit rate status")
"""Nouns that go behind what they are on ("the limit on the card")."""

HOLLOW = listed("bit day fun info kind lot mean people stuff thing time type use way work")
"""Nouns that tell no theme apart."""

PARTICLES = listed("back down in off on out over through together up")
"""Prepositions that belong to the verb before them."""

VAGUE = listed(
    """
    best better current different former good last late latest modern nearest new next old other own
    past previous recent various
    """
)
"""Adjectives that tell no kind of thing apart."""

EVERYDAY_VERBS = listed(
    """
    called came come comes coming did do does doing found gave get gets getting give given go goes
    going gone got had happen happened happening keep keeps kept knew know known let likes liked
    looked looking looks made make makes making mean means meant need needed needs paid put said saw
    say says see seen sent showing shown shows spent take taken takes taking tell think thought
    told took try trying used using want wanted wants went worked working works
    """
)
"""Verbs that end a noun phrase wherever they stand."""

PREPOSITIONS = listed(
    """
    about across after against along among around as at away back before behind below between beyond
    by concerning despite down during except for from in into like near of off on onto out over past
    per regarding since through to toward towards under until up upon via with within without
    """
)
DETERMINERS = listed(
    "a aforementioned all an said the this that these those any some every each another"
)
POSSESSIVES = listed("my your our their his her its one's")
PRONOUNS = listed(
    """
    i you he she it we they me him us them someone somebody anyone something anything nothing
    everything everyone anybody none
    """
)
AUXILIARIES = listed(
    """
    am is are was were be been being do does did have has had can could will would shall should may
    might must i'm i'd i've i'll it's that's there's what's where's who's how's when's he's she's
    we're we've they're you're you've don't doesn't didn't can't cannot won't wouldn't couldn't
    isn't aren't wasn't weren't haven't hasn't let's dont cant im ive whats
    """
)
JOINERS = listed("and or nor but so because that which who whom whose if when while than")
ADVERBS = listed(
    """
    again ago already also always anymore currently else even ever exactly far here how just kindly
    many more most much never no not now only please quite really right soon still thanks then there
    today too very well what where why yes yet
    """
)
CLAUSE_OPENERS = listed("i i'm i've we that what where when why how who which if whether there")
FUNCTION_WORDS = (
    PREPOSITIONS | DETERMINERS | POSSESSIVES | PRONOUNS | AUXILIARIES | JOINERS | ADVERBS
)
"""Words that carry no topic."""

_CAPITALS = """
    2FA 3G 4G 5G APR ATM CCTV DNS DSL DVD eSIM ETA FAQ GPS GST HD HDMI I IBAN ID IMEI IP iPad iPhone
    ISP LTE MMS MPG NBN NFC OTP PDF PIN PTO PUK QR RSVP SIM SMS SSN SUV TV UK URL USA USB USD VAT
    VIP VoIP VPN W2 Wi-Fi WiFi
"""
SPELLINGS: dict[str, str] = {spelling.lower(): spelling for spelling in _CAPITALS.split()}
"""Words whose spelling has capitals, by their lower case."""
