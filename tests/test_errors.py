"""An error says the same wherever it is told."""

import pickle

import pytest

from intentlib import errors


@pytest.mark.parametrize(
    "error",
    [
        errors.InputError("no such file", value="a.csv", where="here", do="Check the path"),
        errors.ConflictError("it is settled", do="Undo it", instead_of=(3,)),
    ],
)
def test_an_error_of_another_process_says_the_same(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
