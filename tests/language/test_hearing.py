import pytest

from intentlib.language.hearing import hear, runs_on, topic

TEXTS = ["Request repair of faulty kettles", "Crave mending of broken kettles", "kettle repair"]


@pytest.fixture
def heard():
    return hear(TEXTS, [0.5, 0.25, 0.25])


def test_counts_calls_and_not_wordings(heard):
    assert heard.words["kettl"] == 1.0
    assert heard.words["faulti"] == 0.5
    assert heard.objects["repair", "of", "faulty", "kettles"] == 0.5
    assert heard.verbs["request"] == {"request": 0.5, "crave": 0.25}


def test_a_thing_without_an_act_has_half_a_vote():
    heard = hear(["cancel order", "late parcel"], [0.5, 0.5])

    assert heard.acts == {"cancel": 0.5, "": 0.25}


def test_words_with_the_same_words_around_them_can_change_places(heard):
    places = list(heard.fillers.values())

    assert {"repair", "mending"} in places
    assert {"faulty", "broken"} in places
    assert {"kettles"} in places


def test_the_commoner_article_introduces_the_object():
    heard = hear(["Pay my bill", "Pay your bill", "Pay a bill"], [0.3, 0.3, 0.4])

    assert heard.lead(("bill",)) == "the"


def test_words_of_other_groups_tell_less():
    heard = hear(["parcel tracking"], [1.0], {"parcel": 0.4, "track": 1.0})

    assert heard.tells(("parcel",)) == 0.4
    assert heard.tells(("parcel", "tracking")) == 1.4


def test_knows_what_was_said_in_full():
    heard = hear(["cancel my table for two"], [1.0])

    assert heard.is_whole("cancel", ("table", "for", "two"))
    assert not heard.is_whole("cancel", ("table",))


def test_coverage_is_the_part_told(heard):
    full = max(heard.told)

    assert heard.coverage(full) == pytest.approx(1.0)
    assert 0 < heard.coverage(1.0) < 1
    assert heard.coverage(0.0) == 0


def test_topics_are_stems_and_clauses_run_on():
    assert topic(("the", "faulty", "kettles")) == {"faulti", "kettl"}
    assert runs_on(("kettle", "that", "leaks"))
    assert runs_on(("charged", "to", "use", "it"))
    assert runs_on(("originate",))
    assert not runs_on(("quote",))
    assert not runs_on(("kettle", "not", "working"))
    assert not runs_on(("salt", "and", "pepper"))
