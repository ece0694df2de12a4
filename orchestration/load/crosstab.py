"""A workbook of statistical tables, one a sheet -> one row per filled cell of the tables wanted.

Belongs here: choosing sheets by their title, headings over several rows, the walk through a table's
rows. Does not belong here: opening workbooks (`workbook.py`), what a label means (staging).
The publisher renumbers tables between editions and keeps their titles: a sheet is known by its
title alone, and a value by the headings above it and the label before it, never by its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import match_key
from orchestration.load.captures import capture
from orchestration.load.drift import missing_column
from orchestration.load.header import VIRTUAL, map_header
from orchestration.load.quarantine import refuse_above_share, reject
from orchestration.load.reading import Cells, Context, Notice, Reading, Record
from orchestration.load.sheet_xml import SheetScan
from orchestration.load.table import Batches, any_of, first_filled, row_text
from orchestration.load.workbook import OpenWorkbook, SheetRecords

CELL_COLUMNS = ("sheet", "sheet_row", "title", "label", "heading", "measure", "value")
"""What a landed cell says of itself, beside the named groups of `titles`."""
PATH_MARK = " > "
"""Stands between the headings above a cell, outermost first."""
_TITLE_ROWS = 25
"""Rows of a sheet in which its heading must begin."""
_HEADING_ROWS = 6
"""A heading that does not end within so many rows has lost its last row."""


@dataclass(frozen=True)
class Heading:
    """What stands above the cells of one field: spanning headings, and the cell of the last row."""

    path: str
    measure: str | None


@dataclass(frozen=True)
class Table:
    """One wanted sheet: its records, the 0-based rows of its heading, what heads which field."""

    source: SheetRecords
    name: str
    records: list[Record]
    title: str
    groups: dict[str, str | None]
    top: int
    bottom: int
    label: int
    headings: dict[int, Heading]


class _Crosstab:
    """The walk through the sheets of one workbook."""

    def __init__(self, context: Context, reading: Reading) -> None:
        rules = context.layout.meta.reader
        self._context = context
        self._reading = reading
        self._rules = rules
        self._titles = [re.compile(pattern, re.IGNORECASE) for pattern in rules.titles]
        self._ignored = any_of(rules.ignored_titles)
        self._footers = any_of(rules.footers)
        self._stub = re.compile(rules.stub or r"(?!)", re.IGNORECASE)
        self._leaf = match_key(rules.leaf or "")
        self._groups = tuple(dict.fromkeys(g for one in self._titles for g in one.groupindex))
        names: Cells = [f"{VIRTUAL}{name}" for name in (*CELL_COLUMNS, *self._groups)]
        header = map_header(names, None, context.layout)
        if not header.fits:
            raise missing_column(context, header, 1, ", row")
        self._batches = Batches(header, reading)
        self._preamble: list[str] = []
        self._footer_texts: list[str] = []
        self.tables = 0

    def take(self, source: SheetRecords, name: str, rows: int, scan: SheetScan) -> None:
        """Account for every row of one sheet."""
        offset = self._reading.physical_lines
        self._reading.physical_lines += rows
        records = [Record(offset + one.line, 1, one.cells) for one in source]
        table = None
        if not self._rules.ignores_sheet(name):
            table = self._table(source, name, records)
        if table is None:
            if rows:
                self._reading.tally.claim("ignored_sheet", offset + 1, rows)
            return
        self.tables += 1
        self._head(table)
        last = self._body(table)
        self._refuse_uncached(table, scan, last)

    def close(self) -> None:
        """The checks that need the whole workbook.

        Errors: ExtractRefused F17, F23, F25, F27, F44.
        """
        context, reading = self._context, self._reading
        if not self.tables:
            raise context.refuse(
                "F27",
                f"no sheet of {context.file_name} has a title that the contract knows",
                f"Check the file, then reader.titles in {context.contract_file}.",
            )
        self._batches.flush()
        reading.notices.extend(self._batches.notices(context))
        refuse_above_share(context, reading, "row")
        floor = context.contract.meta.limits.minimum_rows
        if reading.row_count < floor:
            raise context.refuse(
                "F17",
                f"{reading.row_count:,} cells in {context.file_name}, at least {floor:,} expected."
                " An empty table is not a zero",
                "Ask the publisher for the file again.",
            )
        reading.attributes = capture(context, self._preamble, self._footer_texts)

    # -- choosing and heading ----------------------------------------------------------------

    def _table(self, source: SheetRecords, name: str, records: list[Record]) -> Table | None:
        """The sheet as a wanted table, or None if it is none.

        Errors: ExtractRefused F27 for a wanted title above a heading that cannot be read.
        """
        head = records[:_TITLE_ROWS]
        top = next((i for i, one in enumerate(head) if self._stub_cell(one) is not None), None)
        title = _title(head[:top])
        match = next((found for one in self._titles if (found := one.search(title))), None)
        if match is None:
            is_known = self._ignored is not None and self._ignored.search(title)
            if not is_known and (title or top is not None):
                self._reading.notices.append(self._unknown(name, len(records)))
            return None
        bottom = self._bottom(records, top)
        if top is None or bottom is None:
            raise self._no_heading(source, records, top)
        label = self._stub_cell(records[top]) or 0
        headings = _headings([one.cells for one in records[top : bottom + 1]], label)
        self._refuse_twice(source, records[top], headings)
        groups = {group: match.groupdict().get(group) for group in self._groups}
        return Table(source, name, records, title, groups, top, bottom, label, headings)

    def _unknown(self, name: str, rows: int) -> Notice:
        """The warning of a sheet that no pattern of the contract fits."""
        return Notice(
            "F60",
            f"sheet '{name}' with {rows:,} rows has a title that is not in the contract and was"
            f" not read ({self._context.file_name})",
            f"Add its title to reader.titles or ignored_titles in {self._context.contract_file}.",
            column=f"sheet {name}",
        )

    def _stub_cell(self, record: Record) -> int | None:
        """The field whose cell heads the labels, or None."""
        cells = enumerate(record.cells)
        return next((i for i, cell in cells if cell and self._stub.search(cell.strip())), None)

    def _bottom(self, records: list[Record], top: int | None) -> int | None:
        """The last row of the heading."""
        if top is None:
            return None
        for index in range(top, min(top + _HEADING_ROWS, len(records))):
            if any(cell and match_key(cell) == self._leaf for cell in records[index].cells):
                return index
        return None

    def _no_heading(
        self, source: SheetRecords, records: list[Record], top: int | None
    ) -> Exception:
        """The refusal F27 of a wanted table without its heading."""
        lost = self._rules.stub if top is None else self._rules.leaf
        return self._context.refuse(
            "F27",
            f"the table{source.place} of {self._context.file_name} has no heading row with"
            f" '{lost}'",
            "Check the file; if the publisher changed it, correct reader.stub or reader.leaf in"
            f" {self._context.contract_file}.",
            line=records[top or 0].line,
        )

    def _refuse_twice(
        self, source: SheetRecords, record: Record, headings: dict[int, Heading]
    ) -> None:
        """Refuse a table in which two fields have one heading.

        Errors: ExtractRefused F29.
        """
        if len(set(headings.values())) < len(headings):
            raise self._context.refuse(
                "F29",
                f"two fields of the table{source.place} of {self._context.file_name} have the same"
                " heading",
                "Ask the publisher which is which; nothing tells their values apart.",
                line=record.line,
            )

    # -- rows --------------------------------------------------------------------------------

    def _head(self, table: Table) -> None:
        """Account for the rows down to the heading's last one."""
        for index, record in enumerate(table.records[: table.bottom + 1]):
            if first_filled(record.cells) is None:
                self._reading.tally.claim("blank", record.line)
            elif index < table.top:
                self._preamble.append(row_text(record.cells))
                self._reading.tally.claim("preamble", record.line)
            else:
                self._reading.tally.claim("header", record.line)

    def _body(self, table: Table) -> int:
        """Account for the rows below the heading; return the sheet row where the notes begin.

        Errors: ExtractRefused F17 when none of them is loaded.
        """
        notes_from = 0
        before = self._reading.tally.count("loaded")
        for index, record in enumerate(table.records[table.bottom + 1 :], start=table.bottom + 2):
            first = first_filled(record.cells)
            if first is None:
                self._reading.tally.claim("blank", record.line)
            elif _stands_alone(record.cells) and (notes_from or self._is_footer(first)):
                notes_from = notes_from or index
                self._footer_texts.append(row_text(record.cells))
                self._reading.tally.claim("footer", record.line)
            else:
                self._row(table, record, index)
        if self._reading.tally.count("loaded") == before:
            raise self._context.refuse(
                "F17",
                f"no rows in the table{table.source.place} of {self._context.file_name}. An empty"
                " table is not a zero",
                "Ask the publisher for the file again.",
                line=table.records[table.top].line,
            )
        return notes_from or len(table.records) + 1

    def _is_footer(self, first: str) -> bool:
        """True if a declared pattern fits: the notes begin here and go on to the end."""
        return self._footers is not None and self._footers.search(first) is not None

    def _row(self, table: Table, record: Record, sheet_row: int) -> None:
        """Land the filled cells of one row; a label alone lands once, without a value."""
        cells = record.cells
        place = f"row {sheet_row} of sheet '{table.name}'"
        label = cells[table.label]
        known = {table.label, *table.headings}
        if any(cell and not cell.isspace() for i, cell in enumerate(cells) if i not in known):
            self._reject(table, record, "F23", f"{place}: a cell has no heading")
            return
        if label is None or label.isspace():
            self._reject(table, record, "no_key", f"{place}: values have no label")
            return
        self._reading.tally.claim("loaded", record.line)
        common: Cells = [table.name, str(sheet_row), table.title, label]
        groups = [table.groups[group] for group in self._groups]
        filled = [(head, cells[i]) for i, head in table.headings.items() if cells[i] is not None]
        for head, value in filled:
            landed = [*common, head.path or None, head.measure, value, *groups]
            self._batches.add(landed, record.line)
        if not filled:
            self._batches.add([*common, None, None, None, *groups], record.line)

    def _reject(self, table: Table, record: Record, code: str, detail: str) -> None:
        """Quarantine a row."""
        reject(self._context, self._reading, table.source, record, code, detail)

    def _refuse_uncached(self, table: Table, scan: SheetScan, notes_from: int) -> None:
        """Refuse a table that holds a formula whose value is not stored.

        Errors: ExtractRefused F60 that names the cell.
        """
        for row, _, cell in scan.uncached:
            if table.bottom + 1 < row < notes_from:
                raise self._context.refuse(
                    "F60",
                    f"cell {cell} of {self._context.file_name}{table.source.place} is a formula"
                    " without a stored value",
                    "Open the file in a spreadsheet program, let it calculate, save, and drop it"
                    " again.",
                    line=table.records[row - 1].line,
                )


def _title(records: Sequence[Record]) -> str:
    """The first filled cell of every row above a table as one text, blanks collapsed."""
    texts = (first_filled(record.cells) for record in records)
    return " ".join(word for text in texts if text for word in text.split())


def _headings(rows: Sequence[Cells], label: int) -> dict[int, Heading]:
    """What heads each field: a heading spans on until its row, or one above it, begins anew."""
    levels: list[str | None] = [None] * len(rows)
    found: dict[int, Heading] = {}
    for index in range(max(map(len, rows), default=0)):
        own = [(level, row[index]) for level, row in enumerate(rows) if index < len(row)]
        filled = [(level, cell) for level, cell in own if cell is not None and not cell.isspace()]
        if index == label or not filled:
            continue
        for level, cell in filled:
            levels[level:] = [" ".join(cell.split())] + [None] * (len(rows) - level - 1)
        path = PATH_MARK.join(text for text in levels[:-1] if text)
        found[index] = Heading(path, levels[-1])
    return found


def _stands_alone(cells: Cells) -> bool:
    """True if one cell of the row is filled."""
    return sum(cell is not None and not cell.isspace() for cell in cells) == 1


def read_crosstab(path: Path, context: Context, reading: Reading) -> None:
    """Read the wanted tables of one workbook into `reading`, one landed row per filled cell.

    Lines are sheet rows, counted through the sheets in their order; sheets that are not wanted
    count as declared. Errors: ExtractRefused that names the fault, the sheet, and the next step.
    """
    book = OpenWorkbook(path, context)
    walk = _Crosstab(context, reading)
    for name in book.names:
        scan = book.scan(name)
        with book.sheet(name) as sheet:
            walk.take(SheetRecords(sheet), name, sheet.rows, scan)
    walk.close()
    reading.tally.check(reading.physical_lines)
