"""The committed sample and the grammar it is made by, read once."""

import grammar as grammar_module
import make_sample
import pandas as pd
import pytest
from sample_file import SAMPLE, read


@pytest.fixture(scope="session")
def sample():
    return read(SAMPLE)


@pytest.fixture(scope="session")
def grammar():
    return grammar_module.load_grammar()


@pytest.fixture(scope="session")
def per_day(sample):
    """Calls per intent (columns) and day (rows 1 to 90)."""
    day = (sample["started_at"].dt.tz_localize(None) - pd.Timestamp(make_sample.START)).dt.days + 1
    return pd.crosstab(day, sample["true_intent"])
