r"""Rows of one COPY block of a PostgreSQL dump -> records. The dump is read, never executed.

Belongs here: finding COPY blocks, the text format between `COPY … FROM stdin;` and `\.` (tabs,
`\N`, backslash escapes), what the lines around the block are.
Does not belong here: any other statement of a dump; what a record means (`table.py`).
Every text line of the dump is a physical line: rows of the declared table are data, other tables'
rows, statements, comments and blanks are declared.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contracts import Layout
from orchestration.load.csv import open_lines
from orchestration.load.reading import Cells, Context, Names, Reading, Record
from orchestration.load.reconcile import Kind, Tally
from orchestration.load.table import TableReader
from orchestration.load.text import Decoding, Lines, choose_encoding, unreadable

END = rb"\."
_COPY = re.compile(
    rb"\s*COPY\s+(?P<table>(?:\"[^\"]+\"|\w+)(?:\.(?:\"[^\"]+\"|\w+))?)"
    rb"\s*\((?P<columns>.*)\)\s+FROM\s+stdin(?P<options>[^;]*);\s*",
    re.IGNORECASE,
)
_ENCODING = re.compile(rb"\s*SET\s+client_encoding\s*=\s*'(?P<name>\w+)'", re.IGNORECASE)
_ENCODINGS = {"utf8": "utf-8", "unicode": "utf-8", "latin1": "latin-1", "win1252": "cp1252"}
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass
class Block:
    """One COPY block: 0-based lines of its statement and of its end mark (None when cut off)."""

    table: str
    columns: bytes
    options: bytes
    start: int
    end: int | None = None


@dataclass
class Dump:
    """The COPY blocks of a dump, and the encoding that it states."""

    blocks: list[Block] = field(default_factory=list)
    encoding: str | None = None


class CopyRecords:
    """The rows of one COPY block; every other line of the dump is claimed on the way."""

    place = ""
    unit = "line"
    ends_open = False

    def __init__(
        self, lines: Lines, decoding: Decoding, dump: Dump, block: Block, tally: Tally
    ) -> None:
        self._lines = lines
        self._decoding = decoding
        self._block = block
        self._tally = tally
        self._others = [other for other in dump.blocks if other is not block]
        self.width: int | None = None

    def __iter__(self) -> Iterator[Record]:
        start, end = self._block.start, self._block.end or self._block.start
        self._declare(0, start, "preamble")
        self._tally.claim("header", start + 1)
        for index in range(start + 1, end):
            yield self._record(index)
        self._tally.claim("footer", end + 1)
        self._declare(end + 1, len(self._lines), "footer")

    def raw(self, record: Record) -> bytes:
        """The bytes of a row."""
        return self._lines.raw(record.line - 1, record.lines)

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """COPY text has one delimiter."""
        return None

    def _declare(self, first: int, last: int, kind: Kind) -> None:
        """Claim the lines outside the block: other tables, blank lines, statements."""
        others = [range(other.start, (other.end or other.start) + 1) for other in self._others]
        for index in range(first, last):
            if any(index in lines for lines in others):
                self._tally.claim("ignored_sheet", index + 1)
            elif not self._lines.raw(index).strip():
                self._tally.claim("blank", index + 1)
            else:
                self._tally.claim(kind, index + 1)

    def _record(self, index: int) -> Record:
        """One row as text."""
        reason = unreadable(self._lines, self._decoding, index)
        if reason is not None:
            return Record(index + 1, 1, [], reason)
        line = self._lines.raw(index).rstrip(b"\r\n")
        cells: Cells = []
        for value in line.split(b"\t"):
            try:
                cells.append(self._cell(value))
            except UnicodeDecodeError:
                return Record(index + 1, 1, [], "F20")
            except ValueError:
                return Record(index + 1, 1, [], "escape")
        if any(cell is not None and "\0" in cell for cell in cells):
            return Record(index + 1, 1, [], "nul_byte")
        return Record(index + 1, 1, cells)

    def _cell(self, value: bytes) -> str | None:
        r"""One value as text; `\N` and empty as None.

        Errors: ValueError for a backslash with nothing behind it: it hides a tab or the line's end.
        """
        if value == rb"\N":
            return None
        if b"\\" in value:
            if (len(value) - len(value.rstrip(b"\\"))) % 2:
                raise ValueError(value)
            value = _ESCAPE.sub(_unescape, value)
        return value.decode(self._decoding.encoding) or None


def _unescape(match: re.Match[bytes]) -> bytes:
    """The byte that one backslash escape stands for."""
    hexadecimal, octal, character = match.groups()
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    return _LETTERS.get(character, character)


def read_pg_copy(path: Path, context: Context, reading: Reading) -> None:
    """Read the rows of the declared table of one dump into `reading`.

    Errors: ExtractRefused F15 (a block without its end mark), F20, F24 (not the text format), F27
    (no such table), and what the table reader refuses.
    """
    with open_lines(path, context, reading, "a PostgreSQL dump") as (data, lines):
        dump = _scan(lines)
        block = _declared(dump, context, reading)
        _refuse_other_encoding(dump, context)
        decoding = choose_encoding(data, lines, context)
        reading.encoding = decoding.encoding
        names = _columns(block, decoding, context)
        source = CopyRecords(lines, decoding, dump, block, reading.tally)
        TableReader(context, source, reading, Names(names, block.start + 1)).read()
    reading.tally.check(reading.physical_lines)


def _scan(lines: Lines) -> Dump:
    """Find the COPY blocks."""
    dump = Dump()
    inside: Block | None = None
    for index in range(len(lines)):
        line = lines.raw(index)
        if inside is not None:
            if line.rstrip(b"\r\n") == END:
                inside.end = index
                inside = None
        elif match := _COPY.fullmatch(line):
            name = match["table"].decode("utf-8", "replace")
            inside = Block(name, match["columns"], match["options"], index)
            dump.blocks.append(inside)
        elif dump.encoding is None and (stated := _ENCODING.match(line)):
            dump.encoding = stated["name"].decode("ascii").casefold()
    return dump


def _declared(dump: Dump, context: Context, reading: Reading) -> Block:
    """The block of the declared table.

    Errors: ExtractRefused F15, F24 or F27.
    """
    wanted = context.layout.meta.reader.table or ""
    found = [block for block in dump.blocks if _is_table(block.table, wanted)]
    if len(found) != 1:
        tables = ", ".join(block.table for block in dump.blocks) or "none"
        how_often = "twice" if found else "not"
        raise context.refuse(
            "F27",
            f"table '{wanted}' has {how_often} a COPY block of its own in {context.file_name};"
            f" tables with one: {tables[:500]}",
            f"If the publisher renamed it, correct reader.table in {context.contract_file}.",
        )
    cut = next((block for block in dump.blocks if block.end is None), None)
    if cut is not None:
        raise context.refuse(
            "F15",
            f"the COPY block of table '{cut.table}' that opens in line {cut.start + 1:,} of"
            f" {context.file_name} has no end mark (\\.): the dump is cut",
            "Retrieve it again.",
            line=reading.physical_lines,
        )
    if found[0].options.strip():
        raise context.refuse(
            "F24",
            f"the COPY block of table '{wanted}' in {context.file_name} is not in COPY's own text"
            " format (it has options)",
            "Ask for a dump as pg_dump writes it.",
            line=found[0].start + 1,
        )
    return found[0]


def _is_table(published: str, wanted: str) -> bool:
    """True if a dump's table name is the declared one; the schema counts when both have one."""
    names = [part.strip('"').casefold() for part in published.split(".")]
    declared = [part.strip('"').casefold() for part in wanted.split(".")]
    shared = min(len(names), len(declared))
    return names[-shared:] == declared[-shared:]


def _refuse_other_encoding(dump: Dump, context: Context) -> None:
    """Refuse a dump that states an encoding which the contract does not allow.

    Errors: ExtractRefused F20.
    """
    stated = _ENCODINGS.get(dump.encoding or "")
    allowed = context.layout.meta.reader.encodings
    if stated is not None and stated not in allowed:
        raise context.refuse(
            "F20",
            f"{context.file_name} states client_encoding {dump.encoding}, that is {stated}; the"
            f" contract allows {' or '.join(allowed)} only",
            f"If the publisher changed it, add {stated} under reader.encodings in"
            f" {context.contract_file}.",
        )


def _columns(block: Block, decoding: Decoding, context: Context) -> Cells:
    """The column names of a block, quotes undone.

    Errors: ExtractRefused F27.
    """
    try:
        text = block.columns.decode(decoding.encoding)
        rows = list(csv.reader([text], skipinitialspace=True, strict=True))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if len(rows) != 1:
        raise context.refuse(
            "F27",
            f"the column list in line {block.start + 1:,} of {context.file_name} cannot be read",
            "Ask for a dump as pg_dump writes it.",
            line=block.start + 1,
        )
    return [name.strip() for name in rows[0]]
