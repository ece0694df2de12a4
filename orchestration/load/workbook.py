"""Workbooks (.xlsx, .xls, .xlsb, .ods) -> records of text, one per sheet row.

Belongs here: opening a workbook within caps, the declared sheet, formulas without a stored value
(F60). Does not belong here: cells as text (`sheet_worker.py`), what a row means (`table.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import SHEET, Layout
from orchestration.load.header import HeaderMap
from orchestration.load.reading import Context, Notice, Reading, Record
from orchestration.load.sheet_biff import UnreadableRecords, scan_records
from orchestration.load.sheet_process import Sheet, Unreadable, Why, opened_sheet, sheet_names
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


class OpenWorkbook:
    """A workbook within caps, sheet by sheet; `names` are its sheets in their order.

    Errors: ExtractRefused F14, F16, F17, F58, F59, F60.
    """

    def __init__(self, path: Path, context: Context) -> None:
        data = path.read_bytes()
        _refuse_other_format(data, context)
        self._members = refuse_bomb(data, context) if data.startswith(b"PK") else None
        self._data = data
        self._path = path
        self._context = context
        try:
            self.names = sheet_names(path)
        except Unreadable as error:
            raise _unreadable(error.why, context) from None
        _refuse_double(self.names, context)

    def scan(self, name: str) -> SheetScan:
        """What the bytes of one sheet say of it; ask before `sheet`.

        Errors: ExtractRefused F60 when its rectangle of cells is above the cap, or when nobody can
        tell whether its formulas have stored values.
        """
        if self._members is None:
            return self._scan_records(name) if self._data.startswith(_OLE) else SheetScan()
        scan = scan_sheet(self._data, name, self._members)
        _refuse_extent(scan, name, self._context)
        return scan

    def _scan_records(self, name: str) -> SheetScan:
        try:
            return scan_records(self._data, name)
        except UnreadableRecords:
            raise self._context.refuse(
                "F60",
                f"the records of sheet '{name}' of {self._context.file_name} are damaged: a formula"
                " without a stored value could not be told from an empty cell",
                "Open it in a spreadsheet program and save it as .xlsx, or ask the publisher for"
                " the file again.",
            ) from None

    @contextmanager
    def sheet(self, name: str, *, count_others: bool = False) -> Iterator[Sheet]:
        """One sheet, whose rows come while it is open; `count_others` asks for theirs too.

        Errors: ExtractRefused F58, F59, F60, here or while the rows are read.
        """
        try:
            with opened_sheet(self._path, name, count_others=count_others) as sheet:
                yield sheet
        except Unreadable as error:
            raise _unreadable(error.why, self._context) from None


def read_workbook(path: Path, context: Context, reading: Reading) -> None:
    """Read the declared sheet of one workbook into `reading`; other sheets count as declared.

    Errors: ExtractRefused that names the fault, the sheet and row, and the next step.
    """
    opened = OpenWorkbook(path, context)
    name = _sheet_name(opened.names, context)
    scan = opened.scan(name)
    with opened.sheet(name, count_others=True) as sheet:
        reading.physical_lines = sheet.rows
        _declare_other_sheets(sheet, context, reading)
        table = TableReader(context, SheetRecords(sheet), reading)
        header = table.read()
        _refuse_uncached(context, table, header, sheet, scan)
    if context.layout.meta.reader.further_sheets:
        _read_further_sheets(opened, sheet, context, reading)
    reading.tally.check(reading.physical_lines)


def _read_further_sheets(
    opened: OpenWorkbook, first: Sheet, context: Context, reading: Reading
) -> None:
    """Read the further sheets of the contract into `reading`, which holds those of sheet `first`.

    A sheet is read as if it were the declared one, with its own header; its rows are counted on
    after those of the sheets before it.
    Errors: ExtractRefused, as of any sheet.
    """
    reader = context.layout.meta.reader
    reading.batches = [of_sheet(batch, first.name or "", 0) for batch in reading.batches]
    offset = first.rows
    for declared, header in reader.further_sheets.items():
        own = reader.model_copy(update={"sheet": declared, "header": header, "further_sheets": {}})
        meta = context.layout.meta.model_copy(update={"reader": own})
        config = context.layout.config.model_copy(update={"meta": meta})
        layout = context.layout.model_copy(update={"config": config})
        part_context = replace(context, layout=layout)
        name, part = _sheet_name(opened.names, part_context), Reading()
        scan = opened.scan(name)
        with opened.sheet(name) as sheet:
            table = TableReader(part_context, SheetRecords(sheet), part)
            _refuse_uncached(part_context, table, table.read(), sheet, scan)
        part.tally.check(sheet.rows)
        _append(reading, part, name, offset)
        offset += sheet.rows
    reading.physical_lines += offset - first.rows


def _append(reading: Reading, part: Reading, sheet: str, offset: int) -> None:
    """Add what a further sheet became; `offset` rows stand before it in the workbook.

    That an optional column is absent is worth a note only if no sheet has it.
    """
    reading.batches += [of_sheet(batch, sheet, offset) for batch in part.batches]
    reading.row_count += part.row_count
    reading.rejected += [replace(one, line=one.line + offset) for one in part.rejected]
    reading.rejected_bytes += part.rejected_bytes
    reading.families = {**part.families, **reading.families}
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


def _refuse_extent(scan: SheetScan, name: str, context: Context) -> None:
    """Refuse a sheet whose rows would fill the memory, or would hide each other.

    Errors: ExtractRefused F60.
    """
    if scan.rows * scan.columns > CELL_LIMIT:
        raise context.refuse(
            "F60",
            f"sheet '{name}' of {context.file_name} spans {scan.rows:,} rows and"
            f" {scan.columns:,} columns, more than {CELL_LIMIT:,} cells",
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


def _refuse_double(names: list[str], context: Context) -> None:
    """Refuse a workbook with two sheets of one name. Errors: ExtractRefused F60."""
    double = next((name for name, n in Counter(names).items() if n > 1), None)
    if double is not None:
        raise context.refuse(
            "F60",
            f"two sheets of {context.file_name} are called '{double}'",
            "Open it in a spreadsheet program and save it anew; ask the publisher for a sound"
            " file.",
        )


def _sheet_name(names: list[str], context: Context) -> str:
    """The one sheet that fits the contract's name, or the first one.

    Errors: ExtractRefused F60 that lists the sheets there are.
    """
    rule = context.layout.meta.reader
    wanted = rule.sheet
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


def _declare_other_sheets(sheet: Sheet, context: Context, reading: Reading) -> None:
    """Count the rows of the other sheets; warn of those that the contract does not know."""
    rule = context.layout.meta.reader
    for other, rows in sheet.others.items():
        if rule.reads_further(other):
            continue
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
