import pytest

from intentlib.language.troubles import is_trouble, main


@pytest.mark.parametrize(
    "text", ["billing error", "issue with the app", "lost card", "no signal", "check in problem"]
)
def test_trouble_is_something_gone_wrong(text):
    assert is_trouble(tuple(text.split()))


@pytest.mark.parametrize(
    "text", ["repair of faulty gear", "claim for a lost card", "wrong", "bill"]
)
def test_what_is_done_about_trouble_is_none(text):
    assert not is_trouble(tuple(text.split()))


def test_the_main_phrase_ends_at_the_first_preposition():
    assert main(("copy", "of", "the", "bill")) == ("copy",)
    assert main(("check", "in", "desk")) == ("check", "in", "desk")
