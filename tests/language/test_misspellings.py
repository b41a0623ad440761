import pytest

from intentlib.language.misspellings import put_right


@pytest.mark.parametrize("slip", ["parcle", "parceel", "parcl", "parxel", "Parcle"])
def test_a_slip_becomes_the_word_that_the_file_has(slip):
    texts = ["late parcel", "track my parcel", f"where is my {slip}?"]

    right = put_right(texts, [1.0, 1.0, 1.0])

    assert right[:2] == texts[:2]
    assert right[2].lower() == "where is my parcel?"


def test_capitals_are_kept():
    assert put_right(["my parcel", "PARCLE"], [1, 1]) == ["my parcel", "PARCEL"]
    assert put_right(["my parcel", "Parcle late"], [1, 1])[1] == "Parcel late"


@pytest.mark.parametrize("other", ["marcel", "panel", "prcl", "zyxwvut"])
def test_words_names_and_what_is_far_stay(other):
    texts = ["late parcel", f"a {other}"]

    assert put_right(texts, [1.0, 1.0]) == texts


def test_a_name_said_far_more_often_than_its_neighbour_stays():
    texts = ["parcela account", "late parcel"]

    assert put_right(texts, [3.0, 1.0]) == texts
    assert put_right(texts, [1.0, 1.0])[0] == "parcel account"


def test_a_compound_takes_its_commoner_spelling():
    assert put_right(["pre-paid card", "prepaid card"], [1, 2])[0] == "prepaid card"
    assert put_right(["pre-paid card", "prepaid card"], [2, 1])[1] == "pre-paid card"


def test_numbers_are_no_compounds():
    texts = ["room 1-2", "room 12"]

    assert put_right(texts, [1, 2]) == texts
