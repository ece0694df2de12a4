"""Bytes of a text file: physical lines, strict decoding, what the file really is.

Belongs here: counting lines on bytes, choosing a declared encoding (F20), telling an HTML page or a
workbook from a text file (F16). Does not belong here: fields and records (`csv.py`).
"""

from __future__ import annotations

import codecs
import html
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap
from typing import Protocol

from orchestration.load.reading import Context

Bytes = bytes | mmap

CHUNK = 1 << 20
LINE_LIMIT = 128 * 1024
"""Bytes of one physical line, and of one field, above which the line is quarantined (S6)."""
TRACE = 0.001
"""Share of lines that may hold mojibake by accident (F20)."""

NEWLINE = re.compile(rb"\r\n|\n|\r")
# UTF-8 read as cp1252 or latin-1 leaves a capital A with tilde or circumflex, or a small a with
# circumflex, before a character that no Spanish, English or Portuguese text puts there.
_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]|\ufffd")
_JSON = "a JSON document"
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_OTHERS = ("utf-8", "cp1252", "latin-1")


class Pieces(Protocol):
    """What a file is cut into for decoding: text lines, or records of a fixed size."""

    unit: str
    """What a piece is called in messages: line or record."""

    def __len__(self) -> int: ...

    @property
    def has_bom(self) -> bool:
        """True if the file opens with a UTF-8 byte order mark."""
        ...

    def raw(self, first: int, count: int = 1) -> bytes:
        """Bytes of `count` pieces from the 0-based piece `first`."""
        ...


class Lines:
    """The physical lines of a text file: LF, CRLF and bare CR each end one.

    `ends_with_newline` is false when the last line was not ended (F15).
    """

    unit = "line"

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._bom = 3 if data[:3] == codecs.BOM_UTF8 else 0
        starts = array("Q", [self._bom])
        starts.extend(match.end() for match in NEWLINE.finditer(data))
        self.ends_with_newline = starts[-1] == len(data)
        if not self.ends_with_newline:
            starts.append(len(data))
        self._starts = starts
        self._has_nul = data.find(b"\0") >= 0

    def __len__(self) -> int:
        return len(self._starts) - 1

    @property
    def has_bom(self) -> bool:
        """True if the file opens with a UTF-8 byte order mark."""
        return self._bom > 0

    def raw(self, first: int, count: int = 1) -> bytes:
        """Bytes of `count` lines from the 0-based line `first`, newlines included."""
        return bytes(self._data[self._starts[first] : self._starts[first + count]])

    def holds_nul(self, index: int) -> bool:
        """True if a line holds a NUL byte."""
        return self._has_nul and b"\0" in self.raw(index)

    def size(self, index: int) -> int:
        """Bytes of one line, newline included."""
        return self._starts[index + 1] - self._starts[index]


@dataclass
class Decoding:
    """The declared encoding that reads the file, and the 0-based lines that it cannot read."""

    encoding: str
    undecodable: set[int] = field(default_factory=set)


def unreadable(lines: Lines, decoding: Decoding, index: int) -> str | None:
    """The reason code of a line (0-based) that cannot be given to a parser, or None."""
    if index in decoding.undecodable:
        return "F20"
    if lines.size(index) > LINE_LIMIT:
        return "line_too_long"
    return "nul_byte" if lines.holds_nul(index) else None


def refuse_other_format(data: Bytes, context: Context, expected: str) -> None:
    """Refuse what is not text of the expected kind: empty, HTML, workbook, archive, UTF-16.

    Errors: ExtractRefused F16, F17 or F20.
    """
    if not data[:CHUNK].strip():
        raise context.refuse(
            "F17",
            f"{context.file_name} holds no data rows. An empty file is not zero crime",
            "Ask the publisher for the file again.",
        )
    head = bytes(data[: 64 * 1024])
    is_json = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"[", b"{")
    found = None if is_json and "JSON" in expected else foreign_format(head)
    if found is not None:
        raise context.refuse(
            "F16",
            f"expected {expected}, got {found} in {context.file_name}",
            "Download the file again in a browser and drop it in the inbox.",
            line=1,
        )
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise context.refuse(
            "F20",
            f"line 1 of {context.file_name} is not {_allowed(context)}: the file opens as utf-16",
            "Save it as one of the encodings that the contract allows.",
            line=1,
        )


def foreign_format(head: bytes) -> str | None:
    """What the first bytes show a file to be, if it is not plain delimited text."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")) or b"<html" in start:
        title = _TITLE.search(head)
        text = html.unescape(title[1].decode("utf-8", "replace")).strip() if title else ""
        return f"an HTML page titled '{text[:80]}'" if text else "an HTML page"
    signatures = {
        b"<?xml": "an XML document",
        b"pk\x03\x04": "a zip archive or .xlsx workbook",
        b"\xd0\xcf\x11\xe0": "an .xls workbook",
        b"\x1f\x8b": "a gzip archive",
        b"%pdf": "a PDF",
        b'{"': _JSON,
        b'[{"': _JSON,
    }
    return next((name for magic, name in signatures.items() if start.startswith(magic)), None)


def choose_encoding(data: Bytes, lines: Pieces, context: Context) -> Decoding:
    """Choose the first declared encoding that reads the file strictly and leaves no mojibake.

    If none reads all of it, the first one that fails on no more lines than the contract lets
    be quarantined is taken, and those lines are quarantined.
    Errors: ExtractRefused F20 that names the first bad line and an encoding that would read it.
    """
    reader = context.layout.meta.reader
    mojibake_at: int | None = None
    for encoding in reader.encodings:
        hits = _mojibake(data, encoding, lines.has_bom)
        if hits is not None and hits <= TRACE * len(lines):
            return Decoding(encoding)
        if hits is not None and mojibake_at is None:
            mojibake_at = _first_mojibake(lines, encoding)
    limit = context.contract.meta.limits.quarantine_allowance(len(lines))
    first_bad: int | None = None
    for encoding in reader.encodings:
        bad = {index for index in range(len(lines)) if not _decodes(lines.raw(index), encoding)}
        if bad and first_bad is None:
            first_bad = min(bad)
        if 0 < len(bad) <= limit and not _much_mojibake(lines, bad, encoding):
            return Decoding(encoding, bad)
    raise _undecodable(lines, context, first_bad, mojibake_at)


def _mojibake(data: Bytes, encoding: str, has_bom: bool) -> int | None:
    """Count traces of a wrong decoding, or None if the bytes are not `encoding` at all."""
    if has_bom and not encoding.startswith("utf-8"):
        return None
    try:
        return sum(len(_MOJIBAKE.findall(text)) for text in _decoded(data, encoding))
    except UnicodeDecodeError:
        return None


def _decoded(data: Bytes, encoding: str) -> Iterator[str]:
    """Decode strictly in chunks, so that a large file is never held twice."""
    decoder = strict_decoder(encoding)
    for start in range(0, len(data), CHUNK):
        yield decoder.decode(data[start : start + CHUNK])
    yield decoder.decode(b"", final=True)


def strict_decoder(encoding: str) -> codecs.IncrementalDecoder:
    """A strict decoder of pieces.

    That of `utf-8-sig` takes one or two bytes of a byte order mark for a whole empty text.
    """
    return codecs.getincrementaldecoder(encoding.removesuffix("-sig"))("strict")


def _decodes(raw: bytes, encoding: str) -> bool:
    """True if `raw` is text in `encoding`."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _first_mojibake(lines: Pieces, encoding: str) -> int | None:
    """The 0-based first line with a trace of a wrong decoding."""
    return next(
        (i for i in range(len(lines)) if _MOJIBAKE.search(lines.raw(i).decode(encoding))), None
    )


def _much_mojibake(lines: Pieces, bad: set[int], encoding: str) -> bool:
    """True if the lines that do decode hold more than a trace of mojibake."""
    hits = sum(
        bool(_MOJIBAKE.search(lines.raw(i).decode(encoding)))
        for i in range(len(lines))
        if i not in bad
    )
    return hits > TRACE * len(lines)


def _undecodable(
    lines: Pieces, context: Context, first: int | None, mojibake: int | None
) -> Exception:
    """The refusal F20, with the encoding that would have read the line."""
    allowed = _allowed(context)
    if first is None:
        line = (mojibake or 0) + 1
        what = (
            f"{lines.unit} {line:,} of {context.file_name} is garbled text (UTF-8 that was read as"
            f" cp1252, or replacement characters); the contract allows {allowed}"
        )
        return context.refuse("F20", what, "Ask the publisher for the file again.", line=line)
    raw = lines.raw(first)
    others = [name for name in _OTHERS if name not in context.layout.meta.reader.encodings]
    works = next((name for name in others if _decodes(raw, name)), None)
    hint = f"; {works} would read it" if works else ""
    return context.refuse(
        "F20",
        f"{lines.unit} {first + 1:,} of {context.file_name} is not {allowed}{hint};"
        f" the contract allows {allowed} only",
        f"If the publisher changed its encoding, add it under reader.encodings in"
        f" {context.contract_file}; else ask for the file again.",
        line=first + 1,
    )


def _allowed(context: Context) -> str:
    """The declared encodings, for messages."""
    return " or ".join(context.layout.meta.reader.encodings)
