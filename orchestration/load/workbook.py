"""Workbooks (.xlsx, .xls, .xlsb, .ods) -> records of text, one per sheet row.

Belongs here: opening a workbook within caps, the declared sheet, formulas without a stored value
(F60). Does not belong here: cells as text (`sheet_worker.py`), what a row means (`table.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from orchestration.contracts import Layout
from orchestration.load.header import HeaderMap
from orchestration.load.reading import Context, Notice, Reading, Record
from orchestration.load.sheet_biff import scan_records
from orchestration.load.sheet_process import Sheet, Unreadable, Why, opened_sheet
from orchestration.load.sheet_xml import SheetScan, refuse_bomb, scan_sheet
from orchestration.load.table import TableReader
from orchestration.load.text import foreign_format

_OLE = b"\xd0\xcf\x11\xe0"
CELL_LIMIT = 40_000_000
"""Cells of the smallest rectangle around a sheet's values; the parser holds them all (F60)."""


class SheetRecords:
    """The rows of one sheet, from row 1, as text."""

    unit = "row"
    ends_open = False

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.width: int | None = None
        self.place = f", sheet '{sheet.name}'"

    def __iter__(self) -> Iterator[Record]:
        for line, cells in enumerate(self._sheet, start=1):
            yield Record(line, 1, cells)

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
    wanted = context.layout.meta.reader.sheet
    scan = SheetScan()
    if data.startswith(b"PK"):
        members = refuse_bomb(data, context)
        scan = scan_sheet(data, wanted, members)
        _refuse_extent(scan, context)
    try:
        with opened_sheet(path, wanted) as sheet:
            if data.startswith(_OLE):
                scan = scan_records(data, sheet.name)
            _read_sheet(sheet, scan, context, reading)
    except Unreadable as error:
        raise _unreadable(error.why, context) from None
    reading.tally.check(reading.physical_lines)


def _refuse_extent(scan: SheetScan, context: Context) -> None:
    """Refuse a sheet whose rows would fill the memory, or would hide each other.

    Errors: ExtractRefused F60.
    """
    if scan.rows * scan.columns > CELL_LIMIT:
        wanted = context.layout.meta.reader.sheet
        named = f"sheet '{wanted}'" if wanted else "the first sheet"
        raise context.refuse(
            "F60",
            f"{named} of {context.file_name} spans {scan.rows:,} rows and {scan.columns:,} columns,"
            f" more than {CELL_LIMIT:,} cells",
            "Delete the far-away cells, or ask the publisher for a sound file.",
        )
    if scan.out_of_order is not None:
        # The parser puts cells where their rows say: of two rows with one number one is lost.
        raise context.refuse(
            "F60",
            f"row {scan.out_of_order:,} stands twice, or after a later one, in the sheet of"
            f" {context.file_name}: the workbook is damaged",
            "Open it in a spreadsheet program and save it anew; ask the publisher for the file"
            " again.",
            line=scan.out_of_order,
        )


def _read_sheet(sheet: Sheet, scan: SheetScan, context: Context, reading: Reading) -> None:
    """Read the rows of the declared sheet. Errors: ExtractRefused, Unreadable."""
    _refuse_missing(sheet, context)
    reading.physical_lines = sheet.rows
    _declare_other_sheets(sheet, context, reading)
    table = TableReader(context, SheetRecords(sheet), reading)
    header = table.read()
    _refuse_uncached(context, table, header, sheet, scan)


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
    if data.startswith((b"PK\x03\x04", _OLE)):
        return
    found = foreign_format(data[: 64 * 1024]) or "a file of another kind"
    raise context.refuse(
        "F16",
        f"expected a workbook, got {found} in {context.file_name}",
        "Download the file again in a browser and drop it in the inbox.",
        line=1,
    )


def _unreadable(why: Why, context: Context) -> Exception:
    """The refusal of a workbook that its parser does not read: F58 (caps), F59, F60 (damaged)."""
    if why == "password":
        return context.refuse(
            "F59",
            f"{context.file_name} is protected by a password",
            "Ask the publisher for a file without one.",
        )
    if why == "damaged":
        return context.refuse(
            "F60",
            f"{context.file_name} cannot be read as a workbook: it is cut or damaged",
            "Open it in a spreadsheet program to see; ask the publisher for the file again.",
        )
    cap = "time" if why == "time" else "memory"
    return context.refuse(
        "F58",
        f"reading {context.file_name} takes more {cap} than a workbook of its size may: it is"
        " damaged, or holds far-away cells",
        "Open it in a spreadsheet program and save it anew; ask the publisher for a sound file.",
    )


def _refuse_missing(sheet: Sheet, context: Context) -> None:
    """Refuse a workbook without the declared sheet, or with two of one name.

    Errors: ExtractRefused F60 that lists the sheets there are.
    """
    double = next((name for name, n in Counter(sheet.names).items() if n > 1), None)
    if double is not None:
        raise context.refuse(
            "F60",
            f"two sheets of {context.file_name} are called '{double}'",
            "Open it in a spreadsheet program and save it anew; ask the publisher for a sound"
            " file.",
        )
    if sheet.name is not None:
        return
    wanted = context.layout.meta.reader.sheet
    raise context.refuse(
        "F60",
        f"sheet '{wanted or 1}' not found in {context.file_name}; sheets: {', '.join(sheet.names)}",
        f"If the publisher renamed it, correct reader.sheet in {context.contract_file}.",
    )


def _declare_other_sheets(sheet: Sheet, context: Context, reading: Reading) -> None:
    """Count the rows of the other sheets; warn of those that the contract does not know."""
    declared = context.layout.meta.reader.ignored_sheets
    for other, rows in sheet.others.items():
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
    context: Context, table: TableReader, header: HeaderMap, sheet: Sheet, scan: SheetScan
) -> None:
    """Refuse when a declared column holds a formula whose value is not stored in the file.

    Errors: ExtractRefused F60 that names the cell.
    """
    offset = sheet.column
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
