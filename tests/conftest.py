"""What holds for every test."""

import os

from hypothesis import settings

# Nothing may be fetched while tests run.
os.environ["HF_HUB_OFFLINE"] = "1"

# How long an example takes says something of the machine, not of the code.
settings.register_profile("intentlib", deadline=None)
settings.load_profile("intentlib")
