"""Text of any encoding becomes UTF-8; what isn't plain must be declared."""

import codecs

import pytest

from intentlib.errors import InputError, OptionError
from intentlib.read.encoding import open_text
from intentlib.read.source import open_source

WESTERN = "Où est ma facture ?\nThe bill is £20 — “too much”\nÜberprüfung der Gebühren, 50 €\n"
RUSSIAN = "Клиент хочет отменить подписку\nБольшой счёт\n"  # noqa: RUF001
GREEK = "Ο πελάτης θέλει να ακυρώσει\n"  # noqa: RUF001


def text_of(folder, content, encoding=None):
    path = folder / "a.txt"
    path.write_bytes(content)
    with (
        open_source(str(path), max_bytes=2**30) as source,
        open_text(source, encoding) as (text, found),
    ):
        return text.read().decode("utf-8-sig"), found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (WESTERN.encode(), "utf-8"),
        (WESTERN.encode("utf-8-sig"), "utf-8-sig"),
        (WESTERN.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + WESTERN.encode("utf-16-be"), "utf-16"),
        (WESTERN.encode("utf-32"), "utf-32"),
        (WESTERN.encode("utf-16-le"), "utf-16-le"),
        (WESTERN.encode("utf-16-be"), "utf-16-be"),
        (WESTERN.encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_is_found(tmp_path, content, found):
    assert text_of(tmp_path, content) == (WESTERN, found)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        ("Klient chce anulować usługę\n", "cp1250"),
        ("顧客はプランをキャンセルしたい\n", "shift_jis"),
        ("Le client veut résilier\n", "mac_roman"),
        (GREEK, "cp1253"),
    ],
)
def test_other_encodings_must_be_declared(tmp_path, text, encoding):
    content = text.encode(encoding)
    with pytest.raises(InputError, match="--encoding"):
        text_of(tmp_path, content)
    assert text_of(tmp_path, content, encoding) == (text, encoding)


def test_likely_encoding_is_named_where_there_is_enough_text(tmp_path):
    with pytest.raises(InputError, match="perhaps cp1251"):
        text_of(tmp_path, (RUSSIAN * 20).encode("cp1251"))


def test_one_broken_byte_in_utf8_is_not_taken_for_cp1252(tmp_path):
    content = "pay\ndéjà vu\n".encode() + b"d\xe9j\xc3\xa0\n"
    with pytest.raises(InputError, match="line 3"):
        text_of(tmp_path, content)


def test_cut_off_character_is_said(tmp_path):
    with pytest.raises(InputError, match="line 2"):
        text_of(tmp_path, "pay\ncafé".encode()[:-1], "utf-8")


@pytest.mark.parametrize("encoding", ["nothing", "base64"])
def test_unknown_encoding_is_an_option_error(tmp_path, encoding):
    with pytest.raises(OptionError):
        text_of(tmp_path, b"pay\n", encoding)


def test_broken_characters_across_pieces_are_whole(tmp_path):
    text = "é" * (1 << 22) + "\n"
    assert text_of(tmp_path, b"x" + text.encode())[0] == "x" + text
