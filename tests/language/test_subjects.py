import pytest

from intentlib.language.subjects import NOTHING, SUBJECTS, subject_of


@pytest.mark.parametrize(
    ("name", "subject", "side"),
    [
        ("Enquire about the monthly bill", "billing", "bills"),
        ("Report a billing problem", "billing", "bills"),
        ("Enquire about the early termination fee", "billing", "charges"),
        ("Check payment status", "billing", "payments"),
        ("Log in to the app", "account", "account access"),
        ("Account sign in", "account", "account access"),
        ("Report a technical problem", "faults", "faults"),
        ("Oven not working", "faults", "faults"),
        ("Report a late delivery problem", "orders", "deliveries"),
        ("Cancel service", "cancellations", "cancellations"),
        ("Cancel plan", "plans", "plans"),
        ("Report a scam text", "fraud", "scams"),
        ("Report suspicious calls", "fraud", "fraud"),
        ("Report a wrong number", NOTHING, "unclear calls"),
        ("Phone call", None, None),
        ("Book a flight", None, None),
        ("???", None, None),
    ],
)
def test_a_name_has_the_subject_of_its_main_noun(name, subject, side):
    assert subject_of(name) == (subject and (subject, side))


def test_no_word_has_two_subjects():
    words = [
        word for sides in SUBJECTS.values() for side in sides.values() for word in side.split()
    ]

    assert len(set(words)) == len(words)
