import pytest

from intentlib.language.inflection import gerund, is_countable, plural


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("turn", "turning"),
        ("charge", "charging"),
        ("stop", "stopping"),
        ("reset", "resetting"),
        ("open", "opening"),
        ("show", "showing"),
        ("see", "seeing"),
        ("tie", "tying"),
    ],
)
def test_gerunds_are_spelt_as_english_spells_them(verb, form):
    assert gerund(verb) == form


@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("bill", "bills"),
        ("address", "addresses"),
        ("delivery", "deliveries"),
        ("equipment", "equipment"),
        ("insurance", "insurance"),
        ("roaming", "roaming"),
        ("bills", "bills"),
        ("账单", "账单"),
    ],
)
def test_plurals_are_the_ones_in_use(noun, form):
    assert plural(noun) == form


def test_only_what_has_a_plural_in_use_is_counted():
    assert is_countable("bill")
    assert not is_countable("luggage")
    assert not is_countable("bills")
