import pytest

from intentlib.language.titles import compose, plainness, repeats, spell, spellings


@pytest.mark.parametrize(
    ("act", "verbs", "lead", "obj", "title"),
    [
        ("request", {"crave": 0.6, "beg": 0.4}, "a", "new kettle", "request a new kettle"),
        ("request", {"get": 0.5, "crave": 0.5}, "a", "quote", "get a quote"),
        ("request", {"get": 0.1, "crave": 0.9}, "a", "quote", "request a quote"),
        ("report", {"bewail": 1.0}, "a", "odd smell", "report an odd smell"),
        ("report", {"give notice of": 0.5, "register": 0.5}, "a", "smell", "report a smell"),
        ("request", {"crave": 1.0}, "a", "SMS".lower(), "request an sms"),
        ("request", {"crave": 1.0}, "a", "one-time code", "request a one-time code"),
        ("enquire", {"probe": 1.0}, "the", "monthly fee", "enquire about the monthly fee"),
        ("enquire", {"check": 1.0}, "the", "monthly fee", "check monthly fee"),
        ("change", {"alter": 1.0}, "the", "address", "change address"),
        ("add", {"add": 1.0}, "the", "name of my son", "add the name of the son"),
        ("upgrade or change", {"boost or alter": 1.0}, "the", "plan", "upgrade or change plan"),
        ("polish", {"polish": 1.0}, "the", "shoes", "polish shoes"),
        ("", {}, "the", "late parcel", "late parcel"),
        # it would be eight words: the article goes
        (
            "enquire",
            {},
            "a",
            "red or green garden shed",
            "enquire about red or green garden shed",
        ),
    ],
)
def test_composes_what_an_analyst_would_type(act, verbs, lead, obj, title):
    assert " ".join(compose(act, verbs, lead, obj.split())) == title


def test_a_long_enquiry_becomes_a_check():
    assert compose("enquire", {}, "", ["fees", "for", "a", "stay", "at", "sea"])[0] == "check"


def test_common_words_are_plainer():
    assert 0 <= plainness("reparation") < plainness("repair") < plainness("work") <= 1


def test_an_object_can_repeat_the_act():
    assert repeats("cancel", ("plan", "cancellation"))
    assert not repeats("change", ("plan", "cancellation"))
    assert not repeats("", ("plan", "cancellation"))


def test_capitals_are_learned_from_inside_sentences():
    texts = [
        "ask Telstra for help",
        "help from Telstra today",
        "Help",
        "BILL ERROR",
        "Bill Error Now",
    ]

    assert spellings(texts, {"telstra", "help", "bill", "error", "today"}) == {"telstra": "Telstra"}


def test_the_commoner_spelling_wins():
    assert spellings(["send a Form now", "the form is bad", "one form is lost"], {"form"}) == {}


@pytest.mark.parametrize(
    ("words", "known", "title"),
    [
        ("change sim", {}, "Change SIM"),
        ("iphone won't charge", {}, "iPhone won't charge"),
        ("sims and phones", {}, "SIMs and phones"),
        ("contact telstra (sim)", {"telstra": "Telstra"}, "Contact Telstra (SIM)"),
        ("x" * 90, {}, "X" + "x" * 39),
    ],
)
def test_spells_in_sentence_case(words, known, title):
    assert spell(words.split(), known) == title
