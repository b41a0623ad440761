import pytest

from intentlib.language.statements import goes_on, state


@pytest.mark.parametrize(
    ("text", "act", "verb", "obj"),
    [
        ("my card has been declined", "report", "", "a declined card"),
        ("my luggage was lost by the airline", "report", "", "lost luggage"),
        ("lost my bank card", "report", "", "a lost bank card"),
        ("the parcel is damaged", "report", "", "a damaged parcel"),
        ("been overcharged", "report", "", "overcharging"),
        ("charged twice for one order", "report", "", "a double charge"),
        ("no hot water since monday", "", "", "no hot water"),
        ("keep getting nuisance calls", "report", "", "nuisance calls"),
        ("the bill is so high", "", "", "a high bill"),
        ("my bill higher than usual", "", "", "a high bill"),
        ("the app keeps crashing", "", "", "app keeps crashing"),
        ("phone won't turn on", "", "", "phone not turning on"),
        ("heater stopped working", "", "", "heater not working"),
        ("order has not arrived", "", "", "order not arrived"),
        ("stopped receiving letters", "", "", "not receiving letters"),
        ("the network is down", "", "", "network down"),
        ("can't log in to my account", "unable log", "unable to log in", "my account"),
        ("having trouble opening the door", "unable open", "unable to open", "the door"),
        ("not able to sign in", "unable sign", "unable to sign", "in"),
    ],
)
def test_states_what_an_analyst_would_write(text, act, verb, obj):
    assert state(tuple(text.split())) == (act, verb, tuple(obj.split()))


@pytest.mark.parametrize(
    "text",
    [
        "cancel my card",
        "query being overcharged",
        "caller never spoke",
        "report lost luggage",
        "the refund is due",
        "bank card",
        "",
        "no",
    ],
)
def test_what_states_nothing_is_left_alone(text):
    assert state(tuple(text.split())) is None


def test_something_goes_on_where_a_noun_is_followed_by_its_doing():
    assert goes_on(("wifi", "dropping", "out"))
    assert goes_on(("order", "not", "arrived"))
    assert not goes_on(("roaming", "charges"))
