"""Whatever is named becomes one local, expanded, hashed file."""

import gzip
import hashlib
import io
import sys

import pytest

from intentlib.errors import InputError
from intentlib.read.source import open_source

CONTENT = b"pay the bill\ncancel the plan\n" * 50


def opened(path, **options):
    with open_source(str(path), **{"max_bytes": 2**20, **options}) as source:
        return source, source.file.read()


def test_plain_file_is_read_in_place(tmp_path):
    path = tmp_path / "calls.CSV"
    path.write_bytes(CONTENT)
    source, content = opened(path)
    assert content == CONTENT
    assert source.file.name == str(path)
    assert (source.suffix, source.size) == (".csv", len(CONTENT))
    assert source.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("name", ["calls.txt.gz", "calls.txt"])
def test_gzip_is_known_by_its_content(tmp_path, name):
    packed = gzip.compress(CONTENT[:800]) + gzip.compress(CONTENT[800:])
    (tmp_path / name).write_bytes(packed)
    source, content = opened(tmp_path / name)
    assert content == CONTENT
    assert source.suffix == ".txt"
    assert source.sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_read_to_its_end(monkeypatch, packed):
    given = gzip.compress(CONTENT) if packed else CONTENT
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    source, content = opened("-")
    assert content == CONTENT
    assert (source.name, source.suffix) == ("standard input", None)
    assert source.sha256 == hashlib.sha256(given).hexdigest()


def test_bomb_is_stopped_at_the_limit(tmp_path):
    path = tmp_path / "bomb.txt.gz"
    with gzip.open(path, "wb", 9) as file:
        for _ in range(40):
            file.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(InputError, match="1,048,576"):
        opened(path)


def test_limit_itself_is_allowed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(CONTENT)
    assert opened(path, max_bytes=len(CONTENT))[1] == CONTENT
    with pytest.raises(InputError):
        opened(path, max_bytes=len(CONTENT) - 1)


def test_file_that_cannot_be_opened_is_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(CONTENT)
    with pytest.raises(InputError, match="can't be opened, Not a directory"):
        opened(path / "b.txt")


@pytest.mark.parametrize("path", ["nowhere://a/b.csv", "memory://nothing.csv", "a\0b.csv"])
def test_unusable_paths_are_said(path):
    with pytest.raises(InputError):
        opened(path)
