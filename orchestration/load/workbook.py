"""Workbooks (.xlsx, .xls, .xlsb, .ods) -> records of text, one per sheet row.

Belongs here: opening a workbook within caps, the declared sheet, cells as text (codes are not to
become `5001000.0`), formulas without a stored value (F60). Does not belong here: what a row means
(`table.py`).
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from orchestration.contracts import Layout
from orchestration.load.header import HeaderMap
from orchestration.load.reading import Context, Notice, Reading, Record
from orchestration.load.sheet_xml import SheetScan, refuse_bomb, scan_sheet
from orchestration.load.table import TableReader
from orchestration.load.text import foreign_format

CELL_LIMIT = 40_000_000
"""Cells of the smallest rectangle around a sheet's values; the parser holds them all (F60)."""


@lru_cache(maxsize=4096)
def _iso_date(value: dt.date) -> str:
    """A date as ISO text; a file repeats few dates many times."""
    return value.isoformat()


def cell_text(value: Any) -> str | None:
    """One cell as text: whole numbers without `.0`, dates as ISO, empty as None."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return str(int(value)) if value.is_integer() else repr(value)
    if kind is dt.date:
        return _iso_date(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")
    if isinstance(value, dt.time):
        return value.isoformat()
    return None if value is None else str(value)


class SheetRecords:
    """The rows of one sheet, from row 1, as text."""

    unit = "row"
    ends_open = False

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.width: int | None = None
        self.place = f", sheet '{sheet.name}'"

    def __iter__(self) -> Iterator[Record]:
        for line, row in enumerate(self._sheet.iter_rows(), start=1):
            yield Record(line, 1, [cell_text(value) for value in row])

    def raw(self, record: Record) -> bytes:
        """The cells of a row as JSON: a sheet row has no bytes of its own."""
        return json.dumps(record.cells, ensure_ascii=False).encode()

    def other_dialect(self, record: Record, layout: Layout) -> str | None:
        """A workbook has no delimiter."""
        return None


def read_workbook(path: Path, context: Context, reading: Reading) -> None:
    """Read the declared sheet of one workbook into `reading`; other sheets count as declared.

    Errors: ExtractRefused that names the fault, the sheet and row, and the next step.
    """
    data = path.read_bytes()
    _refuse_other_format(data, context)
    scans = refuse_bomb(data, context) if data.startswith(b"PK") else None
    book = _open(data, context)
    name = _sheet_name(book, context)
    scan = scan_sheet(data, name, scans) if scans is not None else SheetScan()
    if scan.rows * scan.columns > CELL_LIMIT:
        raise context.refuse(
            "F60",
            f"sheet '{name}' of {context.file_name} spans {scan.rows:,} rows and"
            f" {scan.columns:,} columns, more than {CELL_LIMIT:,} cells",
            "Delete the far-away cells, or ask the publisher for a sound file.",
        )
    sheet = _sheet(book, name, context)
    reading.physical_lines = _rows(sheet)
    _declare_other_sheets(book, name, context, reading)
    table = TableReader(context, SheetRecords(sheet), reading)
    header = table.read()
    _refuse_uncached(context, table, header, sheet, scan)
    reading.tally.check(reading.physical_lines)


def _refuse_other_format(data: bytes, context: Context) -> None:
    """Refuse what is no workbook: empty, HTML, plain text.

    Errors: ExtractRefused F16 or F17.
    """
    if not data.strip():
        raise context.refuse(
            "F17",
            f"{context.file_name} holds no data rows. An empty file is not zero crime",
            "Ask the publisher for the file again.",
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return
    found = foreign_format(data[: 64 * 1024]) or "a file of another kind"
    raise context.refuse(
        "F16",
        f"expected a workbook, got {found} in {context.file_name}",
        "Download the file again in a browser and drop it in the inbox.",
        line=1,
    )


def _open(data: bytes, context: Context) -> CalamineWorkbook:
    """Open the workbook.

    Errors: ExtractRefused F14 (cut), F59 (encrypted), F60 (damaged).
    """
    if data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)):
        raise _cut(context)
    with _ParserGuard(context):
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _cut(context: Context) -> Exception:
    """The refusal F14 of a workbook whose end is missing."""
    return context.refuse(
        "F14",
        f"the workbook {context.file_name} ends early (its directory is missing)",
        "Retrieve it again.",
    )


class _ParserGuard:
    """Turns what the workbook parser raises into a refusal; a context manager.

    A panic of the parser (Rust) is no `Exception`: it is told apart by its name, so that Ctrl-C,
    a full disk and missing memory go through unchanged.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def __enter__(self) -> None:
        """Nothing to open."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if isinstance(error, PasswordError):
            raise self._context.refuse(
                "F59",
                f"{self._context.file_name} is protected by a password",
                "Ask the publisher for a file without one.",
            ) from None
        panicked = error is not None and type(error).__name__ == "PanicException"
        parser_error = isinstance(error, Exception) and not isinstance(error, MemoryError | OSError)
        if panicked or parser_error:
            raise self._context.refuse(
                "F60",
                f"{self._context.file_name} cannot be read as a workbook: it is cut or damaged",
                "Open it in a spreadsheet program to see; ask the publisher for the file again.",
            ) from None
        return False


def _sheet_name(book: CalamineWorkbook, context: Context) -> str:
    """The sheet that the contract names, or the first one.

    Errors: ExtractRefused F60 that lists the sheets there are.
    """
    wanted = context.layout.meta.reader.sheet
    names = book.sheet_names
    if wanted is None and names:
        return names[0]
    if wanted is not None and wanted in names:
        return wanted
    raise context.refuse(
        "F60",
        f"sheet '{wanted or 1}' not found in {context.file_name}; sheets: {', '.join(names)}",
        f"If the publisher renamed it, correct reader.sheet in {context.contract_file}.",
    )


def _sheet(book: CalamineWorkbook, name: str, context: Context) -> CalamineSheet:
    """Parse one sheet.

    Errors: ExtractRefused F60.
    """
    with _ParserGuard(context):
        return book.get_sheet_by_name(name)


def _rows(sheet: CalamineSheet) -> int:
    """Rows of a sheet from row 1 to the last one that holds a value."""
    return sheet.end[0] + 1 if sheet.end is not None else 0


def _declare_other_sheets(
    book: CalamineWorkbook, name: str, context: Context, reading: Reading
) -> None:
    """Count the rows of the other sheets; warn of those that the contract does not know."""
    declared = context.layout.meta.reader.ignored_sheets
    for other in book.sheet_names:
        if other == name:
            continue
        rows = _rows(_sheet(book, other, context))
        reading.physical_lines += rows
        reading.tally.declare_sheet(rows)
        if other not in declared and rows:
            reading.notices.append(
                Notice(
                    "F60",
                    f"sheet '{other}' with {rows:,} rows is not in the contract and was not read"
                    f" ({context.file_name})",
                    f"Declare it under ignored_sheets in {context.contract_file}.",
                    column=f"sheet {other}",
                )
            )


def _refuse_uncached(
    context: Context, table: TableReader, header: HeaderMap, sheet: CalamineSheet, scan: SheetScan
) -> None:
    """Refuse when a declared column holds a formula whose value is not stored in the file.

    Errors: ExtractRefused F60 that names the cell.
    """
    offset = sheet.start[1] if sheet.start else 0
    names = {index + offset: name for name, index in header.fields.items()}
    for row, column, cell in scan.uncached:
        if row > table.header_line and row not in table.footer_lines and column in names:
            published = header.cells[column - offset]
            raise context.refuse(
                "F60",
                f"cell {cell} of {context.file_name}, sheet '{sheet.name}', column '{published}',"
                " is a formula without a stored value",
                "Open the file in a spreadsheet program, let it calculate, save, and drop it"
                " again.",
                line=row,
                column=published,
            )
