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
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from orchestration.contracts import SHEET, Layout
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


class OpenWorkbook:
    """A workbook opened within caps, sheet by sheet.

    Errors: ExtractRefused F14, F16, F17, F58, F59, F60.
    """

    def __init__(self, path: Path, context: Context) -> None:
        data = path.read_bytes()
        _refuse_other_format(data, context)
        self._members = refuse_bomb(data, context) if data.startswith(b"PK") else None
        self._data = data
        self._context = context
        self.book = _open(data, context)

    def scan(self, name: str) -> SheetScan:
        """What the XML of one sheet says of it; ask before `sheet`.

        Errors: ExtractRefused F60 when its rectangle of cells is above the cap.
        """
        members = self._members
        scan = scan_sheet(self._data, name, members) if members is not None else SheetScan()
        if scan.rows * scan.columns > CELL_LIMIT:
            raise self._context.refuse(
                "F60",
                f"sheet '{name}' of {self._context.file_name} spans {scan.rows:,} rows and"
                f" {scan.columns:,} columns, more than {CELL_LIMIT:,} cells",
                "Delete the far-away cells, or ask the publisher for a sound file.",
            )
        return scan

    def sheet(self, name: str) -> CalamineSheet:
        """One parsed sheet.

        Errors: ExtractRefused F60.
        """
        return _sheet(self.book, name, self._context)


def read_workbook(path: Path, context: Context, reading: Reading) -> None:
    """Read the declared sheet of one workbook into `reading`; other sheets count as declared.

    Errors: ExtractRefused that names the fault, the sheet and row, and the next step.
    """
    opened = OpenWorkbook(path, context)
    name = _sheet_name(opened.book, context)
    scan = opened.scan(name)
    sheet = opened.sheet(name)
    reading.physical_lines = sheet_rows(sheet)
    _declare_other_sheets(opened.book, name, context, reading)
    table = TableReader(context, SheetRecords(sheet), reading)
    header = table.read()
    _refuse_uncached(context, table, header, sheet, scan)
    if context.layout.meta.reader.further_sheets:
        _read_further_sheets(opened, name, context, reading)
    reading.tally.check(reading.physical_lines)


def _read_further_sheets(
    opened: OpenWorkbook, first: str, context: Context, reading: Reading
) -> None:
    """Read the further sheets of the contract into `reading`, which holds those of sheet `first`.

    A sheet is read as if it were the declared one, with its own header; its rows are counted on
    after those of the sheets before it.
    Errors: ExtractRefused, as of any sheet.
    """
    reader = context.layout.meta.reader
    reading.batches = [of_sheet(batch, first, 0) for batch in reading.batches]
    offset = sheet_rows(opened.sheet(first))
    for name, header in reader.further_sheets.items():
        own = reader.model_copy(update={"sheet": name, "header": header, "further_sheets": {}})
        meta = context.layout.meta.model_copy(update={"reader": own})
        config = context.layout.config.model_copy(update={"meta": meta})
        layout = context.layout.model_copy(update={"config": config})
        part_context = replace(context, layout=layout)
        sheet_name = _sheet_name(opened.book, part_context)
        scan, sheet, part = opened.scan(sheet_name), opened.sheet(sheet_name), Reading()
        table = TableReader(part_context, SheetRecords(sheet), part)
        _refuse_uncached(part_context, table, table.read(), sheet, scan)
        part.tally.check(sheet_rows(sheet))
        _append(reading, part, sheet_name, offset)
        offset += sheet_rows(sheet)
    reading.physical_lines += offset - sheet_rows(opened.sheet(first))


def _append(reading: Reading, part: Reading, sheet: str, offset: int) -> None:
    """Add what a further sheet became; `offset` rows stand before it in the workbook.

    That an optional column is absent is worth a note only if no sheet has it.
    """
    reading.batches += [of_sheet(batch, sheet, offset) for batch in part.batches]
    reading.row_count += part.row_count
    reading.rejected += [replace(one, line=one.line + offset) for one in part.rejected]
    reading.families = tuple(dict.fromkeys((*reading.families, *part.families)))
    reading.attributes = {**part.attributes, **reading.attributes}
    absent = {one.column for one in part.notices if one.severity == "note"} - {SHEET}
    reading.notices = [
        one for one in reading.notices if one.severity != "note" or one.column in absent
    ] + [one for one in part.notices if one.severity != "note"]
    reading.tally.append(part.tally)


def of_sheet(batch: pa.Table, sheet: str, offset: int) -> pa.Table:
    """A batch with the column `sheet` and its rows counted on from `offset`."""
    index = batch.schema.get_field_index("_row_number")
    lines = pc.add(batch["_row_number"], offset)
    return batch.set_column(index, "_row_number", lines).append_column(
        "sheet", pa.array([sheet] * batch.num_rows, pa.string())
    )


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
    """The one sheet that fits the contract's name, or the first one.

    Errors: ExtractRefused F60 that lists the sheets there are.
    """
    rule = context.layout.meta.reader
    wanted, names = rule.sheet, book.sheet_names
    if wanted is None and names:
        return names[0]
    fitting = [name for name in names if rule.reads_sheet(name)]
    if len(fitting) == 1:
        return fitting[0]
    raise context.refuse(
        "F60",
        f"sheet '{wanted or 1}' {'fits twice' if fitting else 'not found'} in"
        f" {context.file_name}; sheets: {', '.join(names)}",
        f"If the publisher renamed it, correct reader.sheet in {context.contract_file}.",
    )


def _sheet(book: CalamineWorkbook, name: str, context: Context) -> CalamineSheet:
    """Parse one sheet.

    Errors: ExtractRefused F60.
    """
    with _ParserGuard(context):
        return book.get_sheet_by_name(name)


def sheet_rows(sheet: CalamineSheet) -> int:
    """Rows of a sheet from row 1 to the last one that holds a value."""
    return sheet.end[0] + 1 if sheet.end is not None else 0


def _declare_other_sheets(
    book: CalamineWorkbook, name: str, context: Context, reading: Reading
) -> None:
    """Count the rows of the other sheets; warn of those that the contract does not know."""
    rule = context.layout.meta.reader
    for other in book.sheet_names:
        if other == name or rule.reads_further(other):
            continue
        rows = sheet_rows(_sheet(book, other, context))
        reading.physical_lines += rows
        reading.tally.declare_sheet(rows)
        if rows and not rule.ignores_sheet(other):
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
