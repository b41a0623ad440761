"""What text the bytes of an input are; whatever the encoding, the text is given as UTF-8."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from charset_normalizer import from_bytes

from intentlib.errors import InputError, OptionError
from intentlib.read.source import CHUNK, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel (.xls) or Word file",
    b"SQLite format": "a database",
}
_ENOUGH_TO_GUESS = 100
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")
_NOT_CP1252 = re.compile(
    rb"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]"  # control and undefined bytes
    rb"|[a-z][\xc0-\xd6\xd8-\xde\x8a\x8c\x8e\x9f]"  # a capital inside a word
    rb"|[\xc0-\xd6\xd8-\xf6\xf8-\xff]{3}"  # three accented letters in a row
    # a sign inside a word
    rb"|[A-Za-z\xc0-\xff][\x80-\x84\x86-\x89\x8b\x98\x9b\xa1-\xb6\xb8-\xbf\xd7\xf7][A-Za-z\xc0-\xff]"
)


@contextmanager
def open_text(source: Source, encoding: str | None = None) -> Iterator[tuple[BinaryIO, str]]:
    """Give the source's text as a file of UTF-8, and the encoding it was in.

    A byte-order mark decides; else valid UTF-8 is UTF-8; else every second byte being zero means
    UTF-16; else bytes that make ordinary western words are cp1252; anything else must be declared.
    UTF-8 is used in place, and may begin with a byte-order mark.

    Raises
    ------
    InputError
        If the bytes aren't text, aren't in that encoding (with the line), or hold only blanks.
    OptionError
        If `encoding` is unknown.
    """
    head = source.file.read(CHUNK)
    found = _known_encoding(encoding) if encoding else _guess(source, head)
    if codecs.lookup(found).name in ("utf-8", "utf-8-sig"):
        _decode(source, found, None)
        source.file.seek(0)
        yield source.file, found
    else:
        with tempfile.TemporaryFile() as text:
            _decode(source, found, text)
            text.seek(0)
            yield cast("BinaryIO", text), found


def _known_encoding(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError as error:
        raise OptionError(
            "unknown encoding", value=encoding, do="Use a name such as utf-8, utf-16 or cp1252"
        ) from error
    return encoding


def _guess(source: Source, head: bytes) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise _binary(source, f"it looks like {what}")
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) > 0.4 * len(head) / 2 and min(odd, even) < 0.05 * len(head):
        return "utf-16-le" if odd > even else "utf-16-be"
    if len(head) - len(head.translate(None, _CONTROLS)) > 0.05 * len(head):
        raise _binary(source, "it is full of control characters")
    try:
        _decode(source, "utf-8", None)
    except InputError as error:
        if not _is_plain_cp1252(source):
            hint = _likely_encoding(head)
            raise InputError(
                "the text is neither UTF-8 nor plainly cp1252",
                where=error.where,
                do=f"Declare what it is with --encoding{hint and f', perhaps {hint}'}",
            ) from error
        return "cp1252"
    return "utf-8"


def _likely_encoding(head: bytes) -> str:
    """Name the likeliest encoding, or nothing where there is too little to go by."""
    if len(head) - len(head.translate(None, bytes(range(128, 256)))) < _ENOUGH_TO_GUESS:
        return ""
    best = from_bytes(head[: 1 << 16]).best()
    return best.encoding if best else ""


def _binary(source: Source, why: str) -> InputError:
    return InputError(
        f"this isn't text: {why}", where=source.name, do="Give a file whose name fits its content"
    )


def _chunks(source: Source) -> Iterator[bytes]:
    source.file.seek(0)
    while chunk := source.file.read(CHUNK):
        yield chunk


def _decode(source: Source, encoding: str, target: IO[bytes] | None) -> None:
    """Check that the whole source is text in this encoding, and write it to `target` as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, blank = 1, True
    try:
        for chunk in _chunks(source):
            text = decoder.decode(chunk)
            if "\x00" in text:
                raise _binary(source, "it has zero bytes")
            blank = blank and not text.strip("\ufeff \t\r\n\v\f")
            if target is not None:
                target.write(text.encode("utf-8", "replace"))
            lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        line = lines
        if isinstance(error, UnicodeDecodeError):  # a missing byte-order mark is none
            line += bytes(error.object[: error.start]).count(b"\n")
        raise InputError(
            f"the text isn't valid {encoding}",
            where=f"{source.name}, line {line}",
            do="Declare another encoding with --encoding",
        ) from error
    if blank:
        raise InputError("the file holds only blank lines", where=source.name)


def _is_plain_cp1252(source: Source) -> bool:
    """Tell whether the bytes, read as cp1252, make words as western languages write them."""
    return not any(_NOT_CP1252.search(chunk) for chunk in _chunks(source))
