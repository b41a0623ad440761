"""Jupyter's libraries load quickly, and still check what they check."""

import subprocess
import sys

LOADED = """
import sys
from intentlib.jupyter import lighten
lighten()
import jsonschema, nbformat
assert sys.modules["rfc3987_syntax"] is None
nbformat.validate(nbformat.v4.new_notebook())
try:
    jsonschema.validate("x", {"format": "email"}, format_checker=jsonschema.FormatChecker())
except jsonschema.ValidationError:
    print("checked")
"""


def test_the_grammar_of_addresses_is_not_loaded():
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True)
    assert told.stdout.strip() == "checked", told.stderr


def test_what_is_loaded_already_stays(monkeypatch):
    from intentlib.jupyter import lighten

    monkeypatch.setitem(sys.modules, "rfc3987_syntax", sys)
    lighten()
    assert sys.modules["rfc3987_syntax"] is sys
