"""Delimited text -> records, strictly, losing no physical line.

Belongs here: the `csv` dialect, resynchronisation at a broken quote (F22), undecodable and NUL
lines. Does not belong here: what a record means (`table.py`), landing.
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path

from orchestration.contracts import Layout
from orchestration.errors import ExtractRefused
from orchestration.load.header import map_header
from orchestration.load.reading import Block, Context, Reading, Record
from orchestration.load.table import TableReader
from orchestration.load.text import (
    Bytes,
    Decoding,
    Lines,
    choose_encoding,
    refuse_other_format,
    unreadable,
)

RECORD_LINES = 500
"""Physical lines of one record above which an open quote counts as broken."""
BROKEN_LIMIT = 1_000
"""Broken quotes after which a file is given up: each costs up to `RECORD_LINES` lines."""
_DELIMITERS = (",", ";", "\t", "|")


class _TooManyLines(Exception):
    """A quote stayed open over more than `RECORD_LINES` lines."""


class CsvRecords:
    """The records of a delimited text file, in order, each physical line in exactly one."""

    place = ""
    unit = "line"

    def __init__(self, lines: Lines, decoding: Decoding, context: Context) -> None:
        self._lines = lines
        self._decoding = decoding
        self._context = context
        self._delimiter = context.layout.meta.reader.delimiter
        self._in_record = 0
        self._broken = 0
        self.width: int | None = None
        self.ends_open = not lines.ends_with_newline

    def __iter__(self) -> Iterator[Record | Block]:
        yield from self.between(0, len(self._lines))

    def between(self, position: int, until: int) -> Generator[Record, None, int]:
        """The records that begin in the 0-based lines from `position` up to `until`.

        Returns the line after the last of them.
        """
        while position < until:
            reason = unreadable(self._lines, self._decoding, position)
            if reason is not None:
                yield Record(position + 1, 1, [], reason)
                position += 1
            else:
                position = yield from self._run(position, until)
        return position

    def raw(self, record: Record) -> bytes:
        """The bytes of a record."""
        return self._lines.raw(record.line - 1, record.lines)

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """A delimiter under which `record` is the declared header, if there is one (F24)."""
        try:
            text = self.raw(record).decode(self._decoding.encoding)
        except UnicodeDecodeError:
            return None
        for delimiter in _DELIMITERS:
            if delimiter == self._delimiter:
                continue
            try:
                rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
            except csv.Error:  # a line too long to be one field: no header of this delimiter
                continue
            if rows and len(rows[0]) > 1 and map_header([*rows[0]], None, layout).fits:
                return delimiter
        return None

    def _feed(self, start: int) -> Iterator[str]:
        """Decoded lines from `start` up to the first unreadable one, with their own newlines.

        A value over several lines keeps the newlines that the publisher wrote in it.
        """
        for index in range(start, len(self._lines)):
            if self._in_record > RECORD_LINES:
                raise _TooManyLines
            if index > start and unreadable(self._lines, self._decoding, index) is not None:
                return
            self._in_record += 1
            yield self._lines.raw(index).decode(self._decoding.encoding)

    def _run(self, start: int, until: int) -> Generator[Record, None, int]:
        """Parse from line `start` until a broken quote, an unreadable line, or line `until`.

        Returns the 0-based line at which to go on.
        """
        parser = csv.reader(self._feed(start), delimiter=self._delimiter, strict=True)
        done = 0
        while start + done < until:
            self._in_record = 0
            try:
                cells = next(parser)
            except StopIteration:
                return start + done
            except (csv.Error, _TooManyLines):
                return (yield from self._break_off(start + done))
            lines = parser.line_num - done
            if lines > 1 and not self._is_whole(cells, start + done, lines):
                return (yield from self._break_off(start + done))
            yield Record(start + done + 1, lines, [cell or None for cell in cells])
            done += lines
        return start + done

    def _break_off(self, index: int) -> Generator[Record, None, int]:
        """Give up the one line that opens a quote; parsing goes on at the line after it."""
        self._broken += 1
        if self._broken > BROKEN_LIMIT:
            raise self._too_many_broken(index)
        yield Record(index + 1, 1, [], "F22")
        return index + 1

    def _is_whole(self, cells: list[str], first: int, lines: int) -> bool:
        """True if a record over several lines is one, and not a stray quote that swallowed rows.

        A line in its middle that is a record of the right width by itself gives the quote away.
        """
        if self.width is None:
            return True
        if len(cells) < self.width:
            return False
        return self.width < 3 or not any(
            self._width(index) == self.width for index in range(first + 1, first + lines - 1)
        )

    def _width(self, index: int) -> int | None:
        """Fields of one physical line parsed by itself, or None."""
        text = self._lines.raw(index).decode(self._decoding.encoding).rstrip("\r\n")
        try:
            row = next(csv.reader([text], delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return None
        return len(row)

    def _too_many_broken(self, index: int) -> ExtractRefused:
        """The refusal of a file that is not the declared dialect at all."""
        return self._context.refuse(
            "F22",
            f"more than {BROKEN_LIMIT:,} lines of {self._context.file_name} open a quote that does"
            f" not close (by line {index + 1:,})",
            "Ask the publisher for a sound file.",
            line=index + 1,
        )


@contextmanager
def open_lines(
    path: Path, context: Context, reading: Reading, kind: str = "csv"
) -> Iterator[tuple[Bytes, Lines]]:
    """Map the file into memory and count its physical lines; `kind` is what it should be.

    Errors: ExtractRefused F16, F17 or F20 for what is no text file.
    """
    if path.stat().st_size == 0:
        refuse_other_format(b"", context, kind)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        refuse_other_format(data, context, kind)
        lines = Lines(data)
        reading.physical_lines = len(lines)
        yield data, lines


def read_csv(path: Path, context: Context, reading: Reading) -> None:
    """Read one delimited text file into `reading`, record by record, all of it in Python.

    `fast_csv.stream_csv` comes to the same and is what loading uses; this is its yardstick.
    Errors: ExtractRefused that names the fault, the line or column, and the next step.
    """
    with open_lines(path, context, reading) as (data, lines):
        decoding = choose_encoding(data, lines, context)
        reading.encoding = decoding.encoding
        TableReader(context, CsvRecords(lines, decoding, context), reading).read()
    reading.tally.check(reading.physical_lines)
