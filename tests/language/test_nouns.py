import pytest

from intentlib.language.nouns import Mention, mentions


@pytest.mark.parametrize(
    ("name", "main", "aside"),
    [
        ("Report a billing problem", {"billing"}, {"problem"}),
        ("Report a technical problem", {"problem"}, set()),
        ("Request a copy of old bills", {"bills"}, {"copy"}),
        ("Enquire about the phone or internet service", {"service"}, set()),
        ("Enquire about data usage and extra fees", {"usage", "fees"}, set()),
        ("Check coverage in a new area", {"coverage"}, {"area"}),
        ("Enquire about porting a phone number", {"number"}, set()),
        ("Account sign in", {"account"}, set()),
        ("Enquire about data used", {"data"}, set()),
        ("Kettle", {"kettle"}, set()),
        ("???", set(), set()),
    ],
)
def test_finds_what_a_name_is_about(name, main, aside):
    found = mentions(name).values()

    assert {mention.word for mention in found if not mention.aside} == main
    assert {mention.word for mention in found if mention.aside} == aside


def test_modifiers_that_tell_nothing_are_left_out():
    assert mentions("Change current plan")["plan"] == Mention("plan", "", aside=False)
    assert mentions("Change insurance plan")["plan"].modifier == "insurance"
