"""dBase table (.dbf, the attributes of a shapefile) -> records of text.

Belongs here: the field list, records of a fixed size, what their bytes say before any typing.
Does not belong here: geometry (.shp), memo files (.dbt), what a record means (`table.py`).

The layout is read with `struct`: the libraries that know dBase (pyshp, dbf, GDAL) turn numbers into
floats and leave out deleted and cut records without a word, and promise 1 is about just those.
`tests/unit/test_dbf.py` compares the values with pyshp's.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Layout
from orchestration.errors import ExtractRefused
from orchestration.load.reading import Context, Names, Notice, Reading, Record
from orchestration.load.reconcile import Tally
from orchestration.load.table import TableReader
from orchestration.load.text import Decoding, choose_encoding, foreign_format

SIZE_LIMIT = 512 << 20
"""Bytes of a table, which is held in memory (S6)."""
_HEADER = struct.Struct("<B3xIHH17xB2x")
_FIELD = struct.Struct("<11sc4xBB14x")
_FIELDS_END = 0x0D
_TABLE_KINDS = (0x03, 0x83, 0x8B, 0x30, 0x31, 0x43, 0xF5)
"""First byte: dBase III and IV, FoxPro, with and without memo."""
_TEXT_TYPES = "CNFDL"
"""Field types whose bytes are the text of the value; all others are binary or in another file."""
#: Byte 29 -> encoding, for the values that geographic programs write.
_DRIVERS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252"}


@dataclass(frozen=True)
class Field:
    """One field: its published name, its type letter, its bytes within a record."""

    name: str
    kind: str
    size: int


class Table:
    """An opened table: `count` records of `size` bytes, a deletion mark before the fields.

    Also what `choose_encoding` decodes: pieces of a file.
    """

    unit = "record"
    has_bom = False

    def __init__(self, body: bytes, fields: list[Field], size: int) -> None:
        self.body = body
        self.fields = fields
        self._size = size
        self._layout = struct.Struct("<1s" + "".join(f"{field.size}s" for field in fields))

    def __len__(self) -> int:
        return len(self.body) // self._size

    def raw(self, first: int, count: int = 1) -> bytes:
        """Bytes of `count` records from the 0-based record `first`."""
        return self.body[first * self._size : (first + count) * self._size]

    def values(self, index: int) -> tuple[bytes, list[bytes]]:
        """The deletion mark and the field values of one record."""
        mark, *values = self._layout.unpack(self.raw(index))
        return mark, values


class DbfRecords:
    """The records of a table, in order; those marked as deleted are declared not to be data."""

    place = ""
    unit = "record"
    ends_open = False

    def __init__(self, table: Table, decoding: Decoding, tally: Tally) -> None:
        self._table = table
        self._decoding = decoding
        self._tally = tally
        self.deleted = 0
        self.width: int | None = None

    def __iter__(self) -> Iterator[Record]:
        for index in range(len(self._table)):
            mark, values = self._table.values(index)
            if mark == b"*":
                self.deleted += 1
                self._tally.claim("ignored_sheet", index + 1)
            elif mark != b" ":
                yield Record(index + 1, 1, [], "deletion_mark")
            else:
                yield self._record(index, values)

    def raw(self, record: Record) -> bytes:
        """The bytes of a record, deletion mark included."""
        return self._table.raw(record.line - 1)

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """A dbf has no delimiter."""
        return None

    def _record(self, index: int, values: list[bytes]) -> Record:
        """One record as text without its padding: blanks, or the NULs that some programs write."""
        try:
            texts = [value.rstrip(b" \0").decode(self._decoding.encoding) for value in values]
        except UnicodeDecodeError:
            return Record(index + 1, 1, [], "F20")
        if any("\0" in text for text in texts):
            return Record(index + 1, 1, [], "nul_byte")
        cells = [
            (text if field.kind == "C" else text.strip()) or None
            for text, field in zip(texts, self._table.fields, strict=True)
        ]
        return Record(index + 1, 1, cells)


def read_dbf(path: Path, context: Context, reading: Reading) -> None:
    """Read one dBase table into `reading`.

    Errors: ExtractRefused F15 (cut), F16 (no dBase table), F17 (empty), F20 (encoding), F60 (a
    field whose value is not in this file), and what the table reader refuses.
    """
    data = _bytes(path, context)
    table, driver = _open(data, context)
    reading.physical_lines = len(table)
    decoding = choose_encoding(table.body, table, context) if len(table) else Decoding("utf-8")
    reading.encoding = decoding.encoding
    _compare_driver(driver, decoding, context, reading)
    source = DbfRecords(table, decoding, reading.tally)
    names = Names([field.name for field in table.fields], 1)
    TableReader(context, source, reading, names).read()
    if source.deleted:
        text = f"{source.deleted:,} records of {context.file_name} are marked as deleted"
        reading.notices.append(Notice("F25", text, severity="note"))
    reading.tally.check(reading.physical_lines)


def _bytes(path: Path, context: Context) -> bytes:
    """The bytes of a file that may be a dBase table.

    Errors: ExtractRefused F16, F17 or F58.
    """
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise context.refuse(
            "F58",
            f"{context.file_name} has {size:,} bytes, the cap of a dBase table is {SIZE_LIMIT:,}",
            "Ask for it in parts, or as CSV.",
        )
    data = path.read_bytes()
    if not data.strip():
        raise context.refuse(
            "F17",
            f"{context.file_name} holds no data rows. An empty file is not zero crime",
            "Ask the publisher for the file again.",
        )
    if data[0] in _TABLE_KINDS:
        return data
    found = foreign_format(data[: 64 * 1024]) or "a file of another kind"
    raise context.refuse(
        "F16",
        f"expected a dBase table, got {found} in {context.file_name}",
        "Download the file again in a browser and drop it in the inbox.",
        line=1,
    )


def _open(data: bytes, context: Context) -> tuple[Table, int]:
    """The table, and the byte that names its encoding.

    Errors: ExtractRefused F15 when bytes and the stated number of records differ, F16, F60.
    """
    if len(data) < _HEADER.size:
        raise _cut(context)
    _, count, start, size, driver = _HEADER.unpack_from(data)
    if len(data) < start:
        raise _cut(context)
    fields = _fields(data[:start], context)
    if not fields or size != sum(field.size for field in fields) + 1:
        raise context.refuse(
            "F16",
            f"the field list of {context.file_name} does not fit its records: no dBase table, or a"
            " damaged one",
            "Retrieve it again.",
            line=1,
        )
    end = start + count * size
    if len(data) < end:
        whole = (len(data) - start) // size
        raise _cut(context, f": it states {count:,} records, {whole:,} are whole")
    # One end mark, which some programs leave out and some repeat.
    if data[end:].strip(b"\x1a\0"):
        raise context.refuse(
            "F15",
            f"{context.file_name} states {count:,} records but holds bytes after them",
            "Retrieve it again.",
            line=count,
        )
    return Table(data[start:end], fields, size), driver


def _fields(header: bytes, context: Context) -> list[Field]:
    """The field list.

    Errors: ExtractRefused F60 for a type whose value is binary or stands in another file.
    """
    fields: list[Field] = []
    for at in range(_HEADER.size, len(header) - _FIELD.size + 1, _FIELD.size):
        if header[at] == _FIELDS_END:
            break
        name, kind, size, decimals = _FIELD.unpack_from(header, at)
        text = name.split(b"\0")[0].decode("ascii", "replace").strip()
        letter = kind.decode("latin-1")
        if letter not in _TEXT_TYPES:
            raise context.refuse(
                "F60",
                f"field {len(fields) + 1} of {context.file_name} is of type {letter!r}: its values"
                " are not text in this file",
                "Ask the publisher for an export as CSV.",
                column=text,
            )
        # A text field over 255 bytes keeps the high byte of its size where numbers have decimals.
        fields.append(Field(text, letter, size + (decimals << 8 if letter == "C" else 0)))
    return fields


def _cut(context: Context, how: str = "") -> ExtractRefused:
    """The refusal F15."""
    return context.refuse(
        "F15",
        f"the dBase table {context.file_name} ends early{how}",
        "Retrieve it again.",
    )


def _compare_driver(driver: int, decoding: Decoding, context: Context, reading: Reading) -> None:
    """Note an encoding byte that says otherwise than the contract: the `.cpg` goes before it."""
    stated = _DRIVERS.get(driver)
    if stated is not None and stated != decoding.encoding:
        text = (
            f"{context.file_name} names {stated} as its encoding; it was read as"
            f" {decoding.encoding} by its contract"
        )
        reading.notices.append(Notice("F20", text, severity="note"))
