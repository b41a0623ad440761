import dataclasses

import pytest

from intentlib.errors import OptionError
from intentlib.model import RunConfig
from intentlib.options import OPTIONS, parse_granularity


def test_there_is_an_option_for_every_field_of_the_configuration():
    assert set(OPTIONS) == {field.name for field in dataclasses.fields(RunConfig)}


@pytest.mark.parametrize(
    ("text", "number"), [("20", 20), (" 7 ", 7), ("2.0", 2.0), ("1e1", 10.0), (".5", 0.5)]
)
def test_whole_numbers_and_decimal_ones_are_told_apart(text, number):
    parsed = parse_granularity(text)
    assert parsed == number
    assert type(parsed) is type(number)


@pytest.mark.parametrize("text", ["", "many", "1,5", "2 3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(OptionError, match="granularity"):
        parse_granularity(text)
