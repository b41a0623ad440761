import pytest
from dashboard.reviewers import reviewed_runs

from intentlib.dashboard.identity import HEADER, identity
from intentlib.dashboard.state import State
from intentlib.errors import DecisionError


def test_nobody_is_believed_unless_a_proxy_is_trusted(monkeypatch):
    monkeypatch.setenv("HTTP_X_FORWARDED_USER", "mallory")
    assert identity() is None


def test_a_proxy_says_who_decides_and_nobody_else_can(monkeypatch, tmp_path):
    monkeypatch.setenv(HEADER, "X-Forwarded-User")
    monkeypatch.setenv("HTTP_X_FORWARDED_USER", "carol@example.com")
    state = State(reviewed_runs(tmp_path))
    state.review.open()
    assert state.review.reviewer == "carol@example.com"
    with pytest.raises(DecisionError, match="can't be changed"):
        state.review.introduce("mallory")
    state.review.decide("rename", ["i1", "Pay a bill"])
    assert state.review.steps[0].reviewer == "carol@example.com"


def test_without_the_header_nothing_is_recorded(monkeypatch, tmp_path):
    monkeypatch.setenv(HEADER, "X-Forwarded-User")
    state = State(reviewed_runs(tmp_path))
    state.review.open()
    assert "Nobody said who you are" in state.review.closed
    with pytest.raises(DecisionError):
        state.review.decide("rename", ["i1", "Pay a bill"])
