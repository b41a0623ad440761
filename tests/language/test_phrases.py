import pytest

from intentlib.language.clauses import MOST_WORDS, stems
from intentlib.language.phrases import readings


def first(text: str) -> tuple[str, str]:
    phrase = readings(text)[0]
    return phrase.act, " ".join(phrase.object)


@pytest.mark.parametrize(
    ("text", "act", "obj"),
    [
        # terse labels
        ("billing error", "", "billing error"),
        ("Order status", "", "order status"),
        ("balance enquiry", "enquire", "balance"),
        ("change of address", "change", "address"),
        ("Plan cancellation", "cancel", "plan"),
        ("refund request", "request", "refund"),
        # florid imperatives
        ("Beseech a swift parcel redirection", "request", "a swift parcel redirection"),
        ("Hanker for a bigger locker", "request", "a bigger locker"),
        ("Gather intel on gift cards", "enquire", "gift cards"),
        ("Commence the search for a nearer depot", "find", "a nearer depot"),
        ("Learn the process of pausing a delivery", "enquire", "pausing a delivery"),
        ("Lodge a report on a courier fault", "report", "a courier fault"),
        ("Raise or lower your weekly limit", "report or lower", "your weekly limit"),
        # whole utterances
        ("How do I change my PIN?", "change", "my pin"),
        ("Hi, can you please help me cancel my order", "cancel", "my order"),
        ("hello, my name is Ann Lee and i'd like to enrol in a course", "enrol", "in a course"),
        ("what's the delivery fee for sofas", "enquire", "the delivery fee for sofas"),
        ("please tell me what my credit score is", "enquire", "my credit score"),
        ("i need a quote for my newest car", "request", "a quote for my newest car"),
        ("why was my card declined", "report", "a declined card"),
        ("why is my bill so high", "enquire", "a high bill"),
        ("my phone won't turn on", "", "phone not turning on"),
        ("I can't open the door", "unable open", "the door"),
        ("confirm that a payment was received", "confirm", "a payment"),
        ("question about the parcel size", "enquire", "the parcel size"),
        ("i need help with a late parcel", "", "a late parcel"),
        ("Cancelling my order", "cancel", "my order"),
        ("scam report", "report", "scam"),
        ("i want to get into my account", "get", "into my account"),
        # what is said about the caller
        ("The customer is calling to return a kettle", "return", "a kettle"),
        ("customer is calling about a broken kettle", "", "a broken kettle"),
        # no English at all
        ("请问我的账单", "", "请问我的账单"),
    ],
)
def test_reads_act_and_object(text, act, obj):
    assert first(text) == (act, obj)


def test_offers_the_object_cut_before_each_joint():
    found = {(" ".join(p.object), p.whole) for p in readings("cancel my table for two at noon")}

    assert found == {
        ("my table for two at noon", True),
        ("my table for two", False),
        ("my table", False),
    }


def test_an_enquiry_may_be_about_what_follows_a_joint():
    assert ("early exit",) not in {p.object for p in readings("cancel the fees for early exit")}
    assert ("early", "exit") in {p.object for p in readings("explore the fees for early exit")}


def test_no_object_is_longer_than_a_name():
    text = "i want to " + "send " + "very large heavy round green wooden garden tables " * 3

    assert all(len(phrase.object) <= MOST_WORDS for phrase in readings(text))


def test_greetings_alone_are_kept_as_they_are():
    assert first("Thank you!") == ("", "thank you")


@pytest.mark.parametrize(
    "text", ["", "???", "<phone>", "[NAME]", "4111 1111 1111 1111", "98765432"]
)
def test_nothing_is_read_where_there_is_no_word(text):
    assert readings(text) == ()
    assert stems(text) == ()


def test_a_very_long_text_is_read_only_so_far():
    text = "cancel my order. " + "word " * 200_000 + "refund"

    assert "refund" not in stems(text)
    assert first(text) == ("cancel", "my order")
