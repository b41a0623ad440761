import pandas as pd
import pytest
from dashboard.looking import is_shown

from intentlib.dashboard.pages import Pages

FRAME = pd.DataFrame({"n": range(25)})


@pytest.fixture
def drawn():
    return []


@pytest.fixture
def pages(drawn):
    made = Pages(10, lambda: drawn.append(made.cut(FRAME)["n"].tolist()))
    made.cut(FRAME)
    return made


def test_pages_are_turned(pages, drawn):
    pages.forward.click()
    pages.forward.click()
    assert drawn == [list(range(10, 20)), list(range(20, 25))]
    assert pages.forward.disabled
    assert "21 to 25 of 25" in pages._told.value
    pages.back.click()
    assert drawn[-1] == list(range(10, 20))


def test_a_shorter_frame_shows_its_last_page(pages):
    pages.forward.click()
    pages.forward.click()
    assert pages.cut(FRAME.head(12))["n"].tolist() == [10, 11]
    assert pages.cut(FRAME, first=True)["n"].tolist() == list(range(10))


def test_one_page_needs_no_buttons(pages):
    pages.cut(FRAME.head(3))
    assert not is_shown(pages.back)
    pages.cut(FRAME.head(0))
    assert "Nothing fits" in pages._told.value
