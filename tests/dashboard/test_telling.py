from intentlib.dashboard.telling import tell_step
from intentlib.review import PinApart, Rename

NAMES = {"i1": "Pay a bill"}


def test_a_wording_told_apart_from_many_is_told_once():
    apart = [PinApart(("a", other)) for other in "bcde"]
    assert tell_step(apart, NAMES) == "told “a”, “b”, “c” and 2 more apart"


def test_a_long_step_is_cut_short():
    renames = [Rename("i1", name) for name in "abcde"]
    assert tell_step(renames, NAMES).endswith("“c”; 2 more")
