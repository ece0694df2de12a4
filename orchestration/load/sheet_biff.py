"""What only the records of an .xls show: formulas without a stored value.

Belongs here: a walk over BIFF records, their headers and formula results only.
Does not belong here: cell values (`workbook.py`), the XML of newer workbooks (`sheet_xml.py`).
A formula record always holds a result; a program that does not calculate writes an empty text, as
an empty element in the XML of an .xlsx. A sound formula that yields an empty text looks the same.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc, CompDocError

from orchestration.load.sheet_xml import SheetScan, column_letters

#: What xlrd's reader and the walk raise on a damaged file; asserts are the reader's own checks.
_DAMAGE = (
    CompDocError, AssertionError, IndexError, RecursionError, TypeError, UnicodeDecodeError,
    struct.error,
)  # fmt: skip

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _SHEET, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0006
_BIFF8 = 0x0600
# Kind, size, row, column and format, then the eight bytes of a result: 3 is an empty text.
_EMPTY_RESULT = re.compile(rb"\x06\x00.{8}\x03.{5}\xff\xff", re.DOTALL)


class UnreadableRecords(Exception):
    """The records of a sheet cannot be walked, though the parser read its cells."""


def scan_records(data: bytes, name: str | None) -> SheetScan:
    """Scan the records of the sheet called `name`.

    Extent is not looked at: an .xls has at most 65,536 rows of 256 columns.
    Errors: UnreadableRecords when the file is damaged, or holds formulas without a stored value and
    no sheet of that name to look for them in.
    """
    scan = SheetScan()
    try:
        stream = _stream(data)
        # Most workbooks hold no such formula: then their records are not walked at all.
        if _EMPTY_RESULT.search(stream):
            for row, column in _empty_formulas(stream, _offset(stream, name)):
                cell = f"{column_letters(column)}{row + 1}"
                scan.uncached.append((row + 1, column, cell))
    except _DAMAGE as error:
        raise UnreadableRecords(type(error).__name__) from None
    return scan


def _stream(data: bytes) -> bytes:
    """The workbook's records, out of the file in a file that an .xls is."""
    document = CompDoc(data, logfile=io.StringIO())
    for name in _STREAMS:
        memory, start, size = document.locate_named_stream(name)
        if memory:
            return bytes(memory[start : start + size])
    return b""


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Records from `position`: their kind and their bytes."""
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _offset(stream: bytes, name: str | None) -> int:
    """Where the records of the sheet called `name` begin. Errors: UnreadableRecords if nowhere."""
    is_biff8 = False
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            is_biff8 = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _SHEET and _sheet_name(body, is_biff8) == name:
            return int(struct.unpack_from("<I", body)[0])
        elif kind == _EOF:
            break
    raise UnreadableRecords("no such sheet")


def _sheet_name(body: bytes, is_biff8: bool) -> str:
    """The name in a sheet's record: UTF-16 or one byte a character."""
    if not is_biff8:
        return body[7 : 7 + body[6]].decode("cp1252", "replace")
    wide = body[7] & 1
    text = body[8 : 8 + body[6] * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _empty_formulas(stream: bytes, position: int) -> Iterator[tuple[int, int]]:
    """0-based row and column of each formula of a sheet whose result is an empty text."""
    depth = 0
    for kind, body in _records(stream, position):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif kind == _FORMULA and body[6] == 3 and body[12:14] == b"\xff\xff":
            row, column = struct.unpack_from("<HH", body)
            yield row, column
