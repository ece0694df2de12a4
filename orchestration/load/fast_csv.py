"""Delimited text at the speed of a vectorised parser, with the line account of the careful one.

Belongs here: surveying a file in one pass, proving that a stretch of lines is plain (one record a
line, quotes that close, one number of fields), parsing it as a block. Whatever is not proven goes,
stretch by stretch, to `CsvRecords`, which decides as if it had read the file alone.
Does not belong here: what a record means (`table.py`, `block.py`), landing.
"""

from __future__ import annotations

import codecs
import csv
import os
from array import array
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from orchestration.load.csv import RECORD_LINES, CsvRecords
from orchestration.load.reading import Block, Context, Reading, Record
from orchestration.load.table import TableReader
from orchestration.load.text import (
    CHUNK,
    LINE_LIMIT,
    NEWLINE,
    Decoding,
    Lines,
    choose_encoding,
    refuse_other_format,
    strict_decoder,
)

_LF, _QUOTE = ord("\n"), ord('"')
_ASCII_BASED = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "cp437")


@dataclass(frozen=True)
class Steps:
    """Bytes that are tried at once: after the head, at least (then Python), at most.

    Larger steps are no faster, and their buffers, passed between threads, are not given back to the
    system: with 16 MB, memory grew with the file (M).
    """

    head: int = 1 << 16
    least: int = 1 << 16
    most: int = 1 << 20


STEPS = Steps()


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes shows. `encoding` is None where it takes a closer look."""

    size: int
    start: int
    lines: int
    ends_open: bool
    encoding: str | None


def survey(path: Path, encodings: tuple[str, ...]) -> Survey:
    """Count the physical lines of a file and find the declared encoding that reads all of it."""
    size, lines, last, start = path.stat().st_size, 0, b"", 0
    with path.open("rb", buffering=0) as file:
        choice = _Choice(encodings)
        while piece := file.read(STEPS.most):
            if not last and piece.startswith(codecs.BOM_UTF8):
                start = len(codecs.BOM_UTF8)
                choice.only_utf8()
            lines += int(np.count_nonzero(np.frombuffer(piece, np.uint8) == _LF))
            if b"\r" in piece:
                lines += piece.count(b"\r") - piece.count(b"\r\n")
            lines -= last == b"\r" and piece.startswith(b"\n")
            choice.look(piece)
            last = piece[-1:]
        choice.finish()
    ends_open = size > start and last not in (b"\n", b"\r")
    return Survey(size, start, lines + ends_open, ends_open, choice.encoding)


class _Choice:
    """The first declared encoding that reads everything without a trace of garbled text."""

    def __init__(self, encodings: tuple[str, ...]) -> None:
        self._left = list(encodings)
        self._has_decoded = False
        self._edge = b""
        self._decoder = self._new_decoder()

    @property
    def encoding(self) -> str | None:
        """The encoding, or None if a closer look must decide."""
        return self._left[0] if self._left else None

    def only_utf8(self) -> None:
        """A byte order mark rules out every other encoding."""
        self._left = [name for name in self._left if name.startswith("utf-8")]
        self._decoder = self._new_decoder()

    def look(self, piece: bytes) -> None:
        """Decode the next piece; the next candidate takes over where none but ASCII went before."""
        if piece.isascii() and not self._edge:
            return
        while self._left:
            try:
                self._decoder.decode(piece)
            except UnicodeDecodeError:
                self._next()
                continue
            if _may_be_garbled(self._edge + piece[:3], self._left[0]) or _may_be_garbled(
                piece, self._left[0]
            ):
                self._left = []
            break
        self._has_decoded = True
        self._edge = b"" if piece[-3:].isascii() else piece[-3:]

    def finish(self) -> None:
        """The file ends: a character may not."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self._left = []

    def _next(self) -> None:
        """Go on with the next candidate, or leave it to a closer look."""
        self._left = [] if self._has_decoded else self._left[1:]
        self._decoder = self._new_decoder()

    def _new_decoder(self) -> codecs.IncrementalDecoder:
        """A strict decoder of the current candidate."""
        return strict_decoder(self._left[0] if self._left else "latin-1")


def _may_be_garbled(piece: bytes, encoding: str) -> bool:
    """True unless `piece` surely holds none of the traces of a wrong decoding (`text.py`).

    All of them hold a capital A with circumflex or tilde, or a replacement character.
    """
    codes = np.frombuffer(piece, np.uint8)
    if not encoding.startswith("utf-8"):
        return encoding not in ("cp1252", "latin-1") or bool(np.any((codes & 0xFE) == 0xC2))
    leads = np.flatnonzero(codes[:-1] == 0xC3)
    return b"\xef\xbf\xbd" in piece or bool(np.any((codes[leads + 1] & 0xFE) == 0x82))


class _Window(Lines):
    """Some lines of a file under their numbers in the whole file.

    Holds the lines that begin at `offset` or after, up to byte `until`, at least `least` of them,
    and enough more for a record that begins in them to end or to be given up.
    """

    def __init__(self, data: mmap, line: int, offset: int, until: int, least: int = 0) -> None:
        starts = array("Q", [offset])
        beyond = 0
        for match in NEWLINE.finditer(data, offset):
            beyond += starts[-1] >= until and len(starts) > least
            starts.append(match.end())
            if beyond > RECORD_LINES + 1:
                break
        else:
            if starts[-1] < len(data):
                beyond += starts[-1] >= until and len(starts) > least
                starts.append(len(data))
        self.ends_with_newline = data[starts[-1] - 1 : starts[-1]] in (b"\n", b"\r")
        self._data = data
        self._bom = 0
        self._starts = starts
        self.line = line
        self._has_nul = data.find(b"\0", offset, starts[-1]) >= 0
        self.until = line + len(starts) - 1 - beyond

    def __len__(self) -> int:
        return self.line + len(self._starts) - 1

    def offset(self, index: int) -> int:
        """The byte at which a line begins."""
        return self._starts[index - self.line]

    def raw(self, first: int, count: int = 1) -> bytes:
        return super().raw(first - self.line, count)

    def size(self, index: int) -> int:
        return super().size(index - self.line)


class _Stretch:
    """A stretch of whole lines, parsed as a block if it can be proven plain."""

    def __init__(self, line: int, raw: bytes) -> None:
        self.line = line
        self.raw = raw
        codes = np.frombuffer(raw, np.uint8)
        ends = np.flatnonzero(codes == _LF)
        self.ends = ends if raw.endswith(b"\n") else np.append(ends, len(raw))

    @property
    def rows(self) -> int:
        """Physical lines."""
        return len(self.ends)

    def holds(self, record: Record) -> bool:
        """True if a record stands in this stretch."""
        return self.line < record.line <= self.line + self.rows

    def bytes_of(self, record: Record) -> bytes:
        """The bytes of a record of one line, newline included."""
        row = record.line - 1 - self.line
        start = int(self.ends[row - 1]) + 1 if row else 0
        return self.raw[start : int(self.ends[row]) + 1]

    def parse(self, encoding: str, delimiter: str, width: int) -> list[pa.Array] | None:
        """The columns of the stretch, at least `width`; None unless all of it is proven plain."""
        raw = self.raw
        returns = raw.count(b"\r") if b"\r" in raw else 0
        if b"\0" in raw or codecs.BOM_UTF8 in raw:
            return None
        if returns and returns != raw.count(b"\r\n"):
            return None
        if int(np.diff(self.ends, prepend=-1).max()) > LINE_LIMIT:
            return None
        quotes = raw.count(b'"') if b'"' in raw else 0
        if quotes and not self._quotes_close(ord(delimiter)):
            return None
        text = _utf8(raw, encoding)
        fields = self._fields(delimiter, encoding)
        if fields is None or fields < width:
            return None
        columns = _parse(text, delimiter, fields, quoted=quotes > 0)
        if columns is None or len(columns[0]) != self.rows:
            return None
        # Every byte is in a cell, or is a delimiter, a newline or a quote that is no text.
        newlines = self.rows - (not raw.endswith(b"\n")) + returns
        around = (fields - 1) * self.rows + newlines + quotes
        held, literal = _held(columns, quoted=quotes > 0)
        return columns if held - literal + around == len(text) else None

    def _quotes_close(self, delimiter: int) -> bool:
        """True if each quote opens a field, closes it in the same line, or is doubled in it."""
        codes = np.frombuffer(self.raw, np.uint8)
        at = np.flatnonzero(codes == _QUOTE)
        if len(at) % 2:
            return False
        opening, closing = at[0::2], at[1::2]
        lines = np.searchsorted(self.ends, at)
        if not np.array_equal(lines[0::2], lines[1::2]):
            return False
        edge = np.zeros(256, np.bool_)
        edge[[delimiter, _LF, ord("\r"), _QUOTE]] = True
        before = edge[codes[opening - 1]] | (opening == 0)
        after = edge[codes[np.minimum(closing + 1, len(codes) - 1)]] | (closing == len(codes) - 1)
        return bool(before.all() and after.all())

    def _fields(self, delimiter: str, encoding: str) -> int | None:
        """Fields of the first line."""
        first = self.raw[: int(self.ends[0])].decode(encoding).rstrip("\r")
        try:
            return len(next(csv.reader([first], delimiter=delimiter, strict=True), [])) or None
        except csv.Error:
            return None


def _utf8(raw: bytes, encoding: str) -> bytes:
    """The bytes, which are known to be `encoding`, as UTF-8."""
    if encoding.startswith("utf-8") or raw.isascii():
        return raw
    return raw.decode(encoding).encode()


def _parse(text: bytes, delimiter: str, fields: int, *, quoted: bool) -> list[pa.Array] | None:
    """Parse plain lines into `fields` text columns, null where empty; None if one does not fit."""
    names = [str(index) for index in range(fields)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(text) + 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                check_utf8=False,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _held(columns: list[pa.Array], *, quoted: bool) -> tuple[int, int]:
    """Bytes of all cells, and how many of them are quotes."""
    held = literal = 0
    for column in columns:
        _, offsets, data = column.buffers()
        ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
        held += int(ends[-1] - ends[0])
        if quoted and data is not None:
            text = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
            literal += int(np.count_nonzero(text == _QUOTE))
    return held, literal


class FastRecords(CsvRecords):
    """The records of a delimited text file, as blocks where the file is plain."""

    def __init__(
        self, file: BinaryIO, data: mmap, facts: Survey, decoding: Decoding, context: Context,
        steps: Steps,
    ) -> None:  # fmt: skip
        rule = context.layout.meta.reader.header
        least = max(rule.within, rule.row or 0) + 1
        head = _Window(data, 0, facts.start, facts.start + steps.head, least)
        super().__init__(head, decoding, context)
        self.ends_open = facts.ends_open
        self._head = self._window = head
        self._file = file
        self._data = data
        self._facts = facts
        self._steps = steps
        self._bad = np.array(sorted(decoding.undecodable), np.int64)
        self._stretch: _Stretch | None = None

    def __iter__(self) -> Iterator[Record | Block]:
        line = yield from self.between(0, self._window.until)
        at, step = self._window.offset(line), self._steps.most
        while at < self._facts.size:
            stretch, columns = self._plain(line, at, step)
            if columns is not None and stretch is not None:
                self._stretch = stretch
                yield Block(line + 1, columns)
                line, at = line + stretch.rows, at + len(stretch.raw)
                step = min(step * 4, self._steps.most)
            elif step > self._steps.least:
                step = max(step // 4, self._steps.least)
            else:
                line, at = yield from self._careful(line, at, at + step)

    def raw(self, record: Record) -> bytes:
        """The bytes of a record."""
        if self._stretch is not None and self._stretch.holds(record):
            return self._stretch.bytes_of(record)
        if record.line <= self._window.line:
            return self._head.raw(record.line - 1, record.lines)
        return super().raw(record)

    def _careful(self, line: int, at: int, until: int) -> Generator[Record, None, tuple[int, int]]:
        """The records that begin before byte `until`, in Python. Returns where to go on."""
        self._lines = self._window = _Window(self._data, line, at, until)
        line = yield from self.between(line, self._window.until)
        return line, self._window.offset(line)

    def _plain(
        self, line: int, at: int, step: int
    ) -> tuple[_Stretch | None, list[pa.Array] | None]:
        """The stretch of about `step` bytes at `at`, and its columns if it is proven plain."""
        encoding = self._decoding.encoding
        if not self._delimiter.isascii() or encoding not in _ASCII_BASED or self.width is None:
            return None, None
        # Read and not mapped: the pages of a mapped file would count as ours.
        raw = os.pread(self._file.fileno(), step, at)
        if at + len(raw) < self._facts.size:
            raw = raw[: raw.rfind(b"\n") + 1]
        if not raw:
            return None, None
        stretch = _Stretch(line, raw)
        if np.searchsorted(self._bad, line) < np.searchsorted(self._bad, line + stretch.rows):
            return None, None
        return stretch, stretch.parse(encoding, self._delimiter, self.width)


def stream_csv(
    path: Path, context: Context, reading: Reading, steps: Steps = STEPS
) -> Iterator[pa.Table]:
    """Read one delimited text file, handing over its batches one by one; memory is flat.

    The batches, and all that `reading` holds at the end, equal those of `read_csv`.
    Errors: ExtractRefused that names the fault, the line or column, and the next step.
    """
    with path.open("rb") as file:
        refuse_other_format(file.read(CHUNK), context, "csv")
        facts = survey(path, context.layout.meta.reader.encodings)
        reading.physical_lines = facts.lines
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            if facts.encoding is None:
                decoding = choose_encoding(data, Lines(data), context)
            else:
                decoding = Decoding(facts.encoding)
            reading.encoding = decoding.encoding
            source = FastRecords(file, data, facts, decoding, context, steps)
            yield from TableReader(context, source, reading).stream()
    reading.tally.check(reading.physical_lines)
