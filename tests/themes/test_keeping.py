import numpy as np
import pytest

from intentlib.themes import MOST, keep_themes

CALLS = np.array([40, 30, 20, 10])
FRESH = np.array([0, 0, 1, 1])
NAMES = ["Bills", "Faults"]
NONE = [""] * 4


def kept(before=NONE, decided=NONE, fresh=FRESH, names=NAMES, calls=CALLS):
    """The theme of each intent, by name."""
    themes, found = keep_themes(fresh, names, calls, before, decided)
    assert list(dict.fromkeys(themes.tolist())) == list(range(len(found)))
    return [found[theme] for theme in themes]


def test_without_anything_before_themes_are_the_fresh_ones():
    assert kept() == ["Bills", "Bills", "Faults", "Faults"]


def test_an_intent_keeps_its_theme_and_a_new_one_goes_where_its_kind_is():
    before = ["Money", "Plans", "", ""]
    assert kept(before) == ["Money", "Plans", "Faults", "Faults"]
    assert kept(["Money", "", "Network", "Plans"]) == ["Money", "Money", "Network", "Plans"]
    split = kept(["Money", "Plans", "Plans", ""], fresh=np.zeros(4, int), names=["All"])
    assert split[3] == "Plans", "50 calls of its kind are there, 40 in the other"


def test_what_people_say_goes_before_all():
    assert kept(["Money"] * 4, ["", "", "", "Network"]) == ["Money"] * 3 + ["Network"]


def test_names_are_one_whatever_their_case_and_spelt_as_people_do():
    assert kept(decided=["", "", "BILLS", ""]) == ["BILLS", "BILLS", "BILLS", "Faults"]


def test_where_most_calls_are_of_other_intents_themes_are_made_anew():
    assert kept(["", "", "Network", "Network"]) == ["Bills", "Bills", "Faults", "Faults"]
    assert kept(["", "", "Network", "Network"], ["Money", "", "", ""])[0] == "Money"


@pytest.mark.parametrize("more", [0, 1])
def test_there_are_no_more_themes_than_fit_on_a_slide(more):
    n = MOST + more
    before = [f"Theme {number}" for number in range(n)]
    found = kept(before, [""] * n, np.zeros(n, int), ["All"], np.ones(n, int))
    assert found == (["All"] * n if more else before)
