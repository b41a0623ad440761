"""Files of every format, as exports write them and as accidents leave them."""

from __future__ import annotations

import gzip
import io
import json
import time
from pathlib import Path

import pandas as pd
from hypothesis import note
from hypothesis import strategies as st

from intentlib.errors import IntentlibError
from intentlib.model import Reading
from intentlib.read import read

SECONDS = 20.0
"""More than any file of some thousand bytes may take, on a busy machine too."""
FORMATS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".parquet", ".xlsx")
_ROWS = [
    {"call_id": f"c{n}", "at": f"2026-03-{n + 1:02}T09:00:00Z", "reason": text, "team": team}
    for n, (text, team) in enumerate(
        [
            ("Pay my bill", "care"),
            ('cancel the "gold" plan,\nnow', ""),
            ("Où est ma facture ?", "sales"),
            ("", "care"),
            ("=cmd()", "NA"),
            ("internet is down", "42"),
        ]
        * 3
    )
]  # fmt: skip
_TRICKY = [
    *(b"\x00", b"\r", b"\n", b'"', b",", b";", b"\t", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"{"),
    *(b"]", b"[" * 500, b'{"a":' * 200, b"1e999", b"-0", b"NaN", b"\xed\xa0\x80", b"\\ud800"),
    *(b"9" * 400, b"2026-13-45", b"99999-01-01", b"<f>", b"PAR1", b"PK\x03\x04", b"\x1f\x8b"),
    "\u202e\u2028".encode(),
]


def written(suffix: str, rows: list[dict[str, str]]) -> bytes:
    """Return a file of these rows."""
    frame, file = pd.DataFrame(rows), io.BytesIO()
    if suffix == ".parquet":
        frame.to_parquet(file)
    elif suffix == ".xlsx":
        frame.to_excel(file, index=False)
    elif suffix == ".json":
        file.write(json.dumps(rows, ensure_ascii=False).encode())
    elif suffix == ".jsonl":
        file.write("\n".join(map(json.dumps, rows)).encode())
    elif suffix == ".txt":
        file.write("\n".join(row["reason"].replace("\n", " ") for row in rows).encode())
    else:
        frame.to_csv(file, sep={".csv": ",", ".tsv": "\t"}[suffix], index=False)
    return file.getvalue()


_WHOLE = {suffix: written(suffix, _ROWS) for suffix in FORMATS}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return the bytes after a few accidents: cut, doubled, swapped, overwritten."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 40))
        piece = bytes(data[start:end])
        kind = draw(st.sampled_from(["drop", "double", "bytes", "tricky", "cut", "zero", "move"]))
        if kind == "drop":
            del data[start:end]
        elif kind == "double":
            data[start:start] = piece * draw(st.integers(1, 50))
        elif kind == "bytes":
            data[start:end] = draw(st.binary(max_size=20))
        elif kind == "tricky":
            data[start:start] = draw(st.sampled_from(_TRICKY))
        elif kind == "cut":
            del data[start:]
        elif kind == "zero":
            data[start:end] = bytes(len(piece))
        else:
            del data[start:end]
            to = draw(st.integers(0, len(data)))
            data[to:to] = piece
    return bytes(data)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, bytes, dict[str, object]]:
    """Return a file's ending, its bytes and the options that it is read with."""
    suffix = draw(st.sampled_from(FORMATS))
    content = draw(damaged(_WHOLE[suffix]))
    ending = draw(st.sampled_from([suffix] * 5 + list(FORMATS)))
    if draw(st.integers(0, 9)) == 0:
        content = draw(damaged(gzip.compress(content, mtime=0)))
        ending += draw(st.sampled_from([".gz", ""]))
    options = {
        "bad_rows": draw(st.sampled_from([0.0, 0.0, 0.2, 1.0])),
        "text": draw(st.sampled_from([None, None, "reason"])),
        "encoding": draw(st.sampled_from([None, None, None, "utf-8", "utf-16", "cp1252"])),
        "delimiter": draw(st.sampled_from([None, None, None, ",", "tab"])),
    }
    return ending, content, options


def outcome(folder: Path, case: tuple[str, bytes, dict[str, object]]) -> str:
    """Read a file, and return the kind of error, or ``read``; anything else is raised."""
    ending, content, options = case
    path = folder / f"calls{ending}"
    path.write_bytes(content)
    begin = time.monotonic()
    try:
        found = read(str(path), max_bytes=1 << 24, **options)
    except IntentlibError as error:
        note(str(error))
        return type(error).__name__
    finally:
        path.unlink()
        assert time.monotonic() - begin < SECONDS
    assert_sound(found)
    return "read"


def assert_sound(found: Reading) -> None:
    """Assert what holds of every reading."""
    calls = found.calls
    assert list(calls.columns[:3]) == ["call_id", "text", "at"]
    assert calls["call_id"].is_unique
    assert calls["call_id"].ne("").all()
    assert len(calls)
    assert not calls["text"].isna().any()
    assert found.empty < len(calls)
    assert found.quarantine["row"].is_unique
    assert found.quarantine["reason"].ne("").all()
