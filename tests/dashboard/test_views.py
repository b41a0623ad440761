import pytest

from intentlib import dashboard
from intentlib.dashboard.view import View

ALONE = [name for name in dashboard.__all__ if name not in {"Dashboard", "State"}]


@pytest.mark.parametrize("name", ALONE)
def test_every_view_stands_alone(name, state):
    view = getattr(dashboard, name)(state)
    assert isinstance(view, View)
    assert view.children
    assert state.notice is None


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Pie'"):
        _ = dashboard.Pie
