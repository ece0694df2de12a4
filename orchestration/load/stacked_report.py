"""A report of stacked blocks (title, note, header, rows) -> one table.

Belongs here: the walk through the blocks; each data row gets its block's title groups and note.
Does not belong here: delimited text itself (`csv.py`).
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.contracts import match_key
from orchestration.load.captures import capture
from orchestration.load.csv import CsvRecords, open_lines
from orchestration.load.drift import missing_column
from orchestration.load.header import HeaderMap, map_header
from orchestration.load.quarantine import refuse_above_share, reject
from orchestration.load.reading import Cells, Context, Reading, Record
from orchestration.load.table import Batches, any_of, first_filled, refuse_open_end, row_text
from orchestration.load.text import choose_encoding


class _Blocks:
    """The state of the walk: which block we are in, and what of it has been seen."""

    def __init__(self, context: Context, source: CsvRecords, reading: Reading) -> None:
        self._context = context
        self._source = source
        self._reading = reading
        rules = context.layout.meta.reader
        self._rules = rules
        self._title = re.compile(rules.block_title or r"(?!)", re.IGNORECASE)
        self._sections = any_of(rules.section_titles)
        self._footers = any_of(rules.footers)
        self._wanted = match_key(rules.header.search or "")
        self._groups = tuple(self._title.groupindex)
        self._title_line = 0
        self._values: Cells = []
        self._notes: list[str] = []
        self._header: HeaderMap | None = None
        self._batches: Batches | None = None
        self._rows = 0
        self._preamble: list[str] = []
        self._footer_texts: list[str] = []
        self._ends_in_footer = False
        self.blocks = 0

    def take(self, record: Record) -> None:
        """Decide what one record is."""
        tally = self._reading.tally
        first = None if record.broken else first_filled(record.cells)
        self._ends_in_footer = False
        if record.broken:
            self._reject(record, record.broken)
        elif first is None:
            tally.claim("blank", record.line, record.lines)
        elif match := self._title.search(first):
            self._open_block(record, match)
        elif not self.blocks:
            self._preamble.append(row_text(record.cells))
            tally.claim("preamble", record.line, record.lines)
        elif self._header is None:
            self._before_header(record, first)
        else:
            self._in_block(record, first, self._header)

    def close(self) -> None:
        """The checks that need the whole report.

        Errors: ExtractRefused F17, F22-F25, F27.
        """
        context, reading = self._context, self._reading
        if not self.blocks:
            raise context.refuse(
                "F27",
                f"no block title was found in {context.file_name}",
                f"Check the file, then block_title in {context.contract_file}.",
                line=1,
            )
        self._end_block()
        if self._source.ends_open and not self._ends_in_footer:
            refuse_open_end(context, reading)
        refuse_above_share(context, reading, "line")
        if reading.row_count < context.contract.meta.limits.minimum_rows:
            raise context.refuse(
                "F17",
                f"{reading.row_count:,} data rows in {context.file_name}, too few. An empty file is"
                " not zero crime",
                "Ask the publisher for the file again.",
            )
        reading.attributes = capture(context, self._preamble, self._footer_texts)

    def _open_block(self, record: Record, match: re.Match[str]) -> None:
        """A title row: the block before it ends, a new one begins."""
        if self.blocks:
            self._end_block()
        self.blocks += 1
        self._reading.tally.claim("preamble", record.line, record.lines)
        self._title_line = record.line
        self._values = [(match[name] or "").strip() or None for name in self._groups]
        self._notes, self._header, self._batches, self._rows = [], None, None, 0

    def _before_header(self, record: Record, first: str) -> None:
        """A note row or the header of the block."""
        if any(self._wanted in match_key(cell) for cell in record.cells if cell):
            self._take_header(record)
        elif len(self._notes) < self._rules.block_note_rows:
            self._notes.append(first)
            self._reading.tally.claim("preamble", record.line, record.lines)
        else:
            self._reject(record, "no_key")

    def _take_header(self, record: Record) -> None:
        """Map the header of this block, with the block's attributes as further columns.

        Errors: ExtractRefused F27 or F29.
        """
        self._reading.tally.claim("header", record.line, record.lines)
        virtual: Cells = [f"@{name}" for name in self._groups]
        cells = [*record.cells, "@note", *virtual]
        header = map_header(cells, None, self._context.layout)
        if not header.fits:
            raise missing_column(self._context, header, record.line, ", line")
        self._header = header
        self._source.width = len(record.cells)
        self._reading.families |= header.families
        self._batches = Batches(header, self._reading)

    def _in_block(self, record: Record, first: str, header: HeaderMap) -> None:
        """A section title, a footer or a data row."""
        tally, cells = self._reading.tally, record.cells
        alone = not any(cells[cells.index(first) + 1 :])
        width = header.raw_width - 1 - len(self._groups)
        if alone and self._sections is not None and self._sections.search(first):
            tally.claim("preamble", record.line, record.lines)
        elif alone and self._footers is not None and self._footers.search(first):
            self._footer_texts.append(row_text(cells))
            tally.claim("footer", record.line, record.lines)
            self._ends_in_footer = True
        elif len(cells) != width:
            self._reject(record, "F23", f"{len(cells)} fields instead of {width}")
        elif alone or any(cells[i] is None for i in header.required if i < width):
            self._reject(record, "no_key")
        elif self._batches is not None:
            tally.claim("loaded", record.line, record.lines)
            note = "; ".join(self._notes) or None
            self._batches.add([*cells, note, *self._values], record.line)
            self._rows += 1

    def _end_block(self) -> None:
        """Close a block: it must have had a header and rows.

        Errors: ExtractRefused F27 or F17 that names the block's first line.
        """
        if self._header is None or self._batches is None:
            raise self._context.refuse(
                "F27",
                f"the block that opens in line {self._title_line:,} of {self._context.file_name}"
                " has no header",
                "Ask the publisher for a sound file.",
                line=self._title_line,
            )
        if not self._rows:
            raise self._context.refuse(
                "F17",
                f"the block that opens in line {self._title_line:,} of {self._context.file_name}"
                " has no data rows",
                "Ask the publisher for a sound file.",
                line=self._title_line,
            )
        self._batches.flush()
        for notice in self._batches.notices(self._context):
            if not any(known.column == notice.column for known in self._reading.notices):
                self._reading.notices.append(notice)

    def _reject(self, record: Record, code: str, detail: str | None = None) -> None:
        """Quarantine a record."""
        reject(self._context, self._reading, self._source, record, code, detail)


def read_stacked_report(path: Path, context: Context, reading: Reading) -> None:
    """Read a stacked report into `reading`.

    Errors: ExtractRefused that names the fault, the line, and the next step.
    """
    with open_lines(path, context, reading) as (data, lines):
        decoding = choose_encoding(data, lines, context)
        reading.encoding = decoding.encoding
        source = CsvRecords(lines, decoding, context)
        blocks = _Blocks(context, source, reading)
        for record in source.between(0, len(lines)):
            blocks.take(record)
        blocks.close()
    reading.tally.check(reading.physical_lines)
