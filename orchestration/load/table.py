"""Records of one table -> landing columns: what each record is, and whether the whole adds up.

Belongs here: finding the header, telling data from header, footer and blank, batches of text
columns, the closing checks of an extract. Does not belong here: file formats, the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orchestration.contracts import match_key
from orchestration.load.block import second_look
from orchestration.load.captures import TotalRow, capture
from orchestration.load.drift import SAMPLE_ROWS, missing_column, new_column_step
from orchestration.load.header import HeaderMap, map_header, positional
from orchestration.load.quarantine import refuse_above_share, reject
from orchestration.load.reading import (
    Block,
    Cells,
    Context,
    Names,
    Notice,
    Reading,
    Record,
    RecordSource,
)

BATCH_ROWS = 50_000


def first_filled(cells: Cells) -> str | None:
    """The first cell that holds more than blanks, or None for a blank record."""
    for cell in cells:
        if cell is not None and not cell.isspace():
            return cell
    return None


def row_text(cells: Cells) -> str:
    """The filled cells of a preamble or footer row as one text, for captures."""
    return " ".join(cell for cell in cells if cell is not None)


def any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern that fits where any of `patterns` fits, ignoring case; None if there are none."""
    listed = [f"(?:{pattern})" for pattern in patterns]
    return re.compile("|".join(listed), re.IGNORECASE) if listed else None


class Batches:
    """Collects accepted rows and turns them into Arrow tables of landing columns."""

    def __init__(self, header: HeaderMap, reading: Reading, total: TotalRow | None = None) -> None:
        self._header = header
        self._reading = reading
        self._total = total
        self._total_index = header.fields.get(total.column) if total else None
        self._rows: list[Cells] = []
        self._lines: list[int] = []
        self._extra_counts = [0] * len(header.extra)

    def add(self, cells: Cells, line: int) -> None:
        """Accept one data row that begins in physical line `line`."""
        short = self._header.raw_width - len(cells)
        if short > 0:
            cells = cells + [None] * short
        self._rows.append(cells)
        self._lines.append(line)
        if len(self._rows) >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Turn the collected rows into one Arrow table."""
        if not self._rows:
            return
        # Rows may carry surplus empty fields; the shortest row holds every header field.
        columns = [pa.array(cells, pa.string()) for cells in zip(*self._rows, strict=False)]
        self._emit(columns, pa.array(self._lines, pa.int64()))
        self._rows, self._lines = [], []

    def add_block(self, block: Block, keep: NDArray[np.bool_]) -> None:
        """Accept the rows of a block for which `keep` is true."""
        self.flush()
        lines = pa.array(np.arange(block.line, block.line + len(keep), dtype=np.int64))
        columns = list(block.columns)
        columns += [pa.nulls(len(keep), pa.string())] * (self._header.raw_width - len(columns))
        if not keep.all():
            kept = pa.array(keep)
            columns, lines = [column.filter(kept) for column in columns], lines.filter(kept)
        if len(lines):
            self._emit(columns, lines)

    def _emit(self, columns: list[pa.Array], lines: pa.Array) -> None:
        """Make one Arrow table of the landing columns."""
        data = {name: columns[index] for name, index in self._header.fields.items()}
        data["_extra"] = pa.array(self._extras(columns, len(lines)), pa.string())
        data["_row_number"] = lines
        if self._total is not None and self._total_index is not None:
            for text in columns[self._total_index].to_pylist():
                self._total.add(text)
        self._reading.batches.append(pa.table(data))
        self._reading.row_count += len(lines)

    def _extras(self, columns: list[pa.Array], count: int) -> list[str | None]:
        """Undeclared published columns as JSON texts, None where they hold nothing (F28)."""
        values: dict[int, dict[str, str]] = {}
        for position, (index, name) in enumerate(self._header.extra):
            self._extra_counts[position] += count - columns[index].null_count
            if columns[index].null_count < count:
                for row, cell in enumerate(columns[index].to_pylist()):
                    if cell is not None:
                        values.setdefault(row, {})[name] = cell
        if not values:
            return [None] * count
        found = map(values.get, range(count))
        return [json.dumps(extra, ensure_ascii=False) if extra else None for extra in found]

    def notices(self, context: Context) -> Iterator[Notice]:
        """What to know about columns: new ones with values (F28), optional ones absent (F29)."""
        for count, (_, name) in zip(self._extra_counts, self._header.extra, strict=True):
            if count or not re.fullmatch(r"column \d+", name):
                yield Notice(
                    "F28",
                    f"new column '{name}', {count:,} values, kept aside ({context.file_name})",
                    new_column_step(context, name),
                    column=name,
                )
        for column in self._header.absent:
            name = column.meta.published_as[0]
            note = f"optional column '{name}' is absent ({context.file_name})"
            yield Notice("F29", note, column=name, severity="note")


class TableReader:
    """Reads the records of one flat table into a `Reading`.

    `names` are given by formats whose column names stand in no record; without them the header is
    looked for where the contract says.
    """

    def __init__(
        self,
        context: Context,
        source: RecordSource,
        reading: Reading,
        names: Names | None = None,
    ) -> None:
        self._context = context
        self._names = names
        self._source = source
        self._reading = reading
        self._reader = context.layout.meta.reader
        self._footers = any_of(self._reader.footers)
        self._preamble_texts: list[str] = []
        self._footer_texts: list[str] = []
        self._ends_in_footer = False
        self.header: HeaderMap
        self.header_line = 0
        self.footer_lines: set[int] = set()

    def read(self) -> HeaderMap:
        """Read everything, leaving the batches, the tally and the notices in the `Reading`.

        Errors: ExtractRefused F15, F17, F22-F25, F27, F29, F44.
        """
        tables = list(self.stream())
        self._reading.batches = tables
        return self.header

    def stream(self) -> Iterator[pa.Table]:
        """Read everything, handing over each batch and keeping none, so that memory stays flat.

        Errors: as `read`, most of them after the last batch.
        """
        header, body = self._open()
        self.header = header
        self._reading.families = header.families
        rule = self._context.layout.meta.total
        total = TotalRow(rule, header.fields.get(rule.column)) if rule else None
        batches = Batches(header, self._reading, total)
        self._source.width = header.width
        for item in body:
            if isinstance(item, Block):
                self._take_block(item, header, batches, total)
            elif self._take(item, header, total):
                batches.add(item.cells, item.line)
            yield from self._ready()
        batches.flush()
        yield from self._ready()
        self._reading.notices.extend(batches.notices(self._context))
        self._close(total)

    def _ready(self) -> Iterator[pa.Table]:
        """The batches that are complete."""
        while self._reading.batches:
            yield self._reading.batches.pop(0)

    # -- header ------------------------------------------------------------------------------

    def _open(self) -> tuple[HeaderMap, Iterator[Record | Block]]:
        """Find the header; claim everything up to it; return it with the records that follow."""
        records = iter(self._source)
        if self._names is not None:
            return self._named(self._names), records
        if self._reader.header.absent:
            return positional(self._context.layout), records
        head, found = self._search(records)
        if found is None:
            below = (one for one in records if isinstance(one, Record))
            raise self._no_header(head, list(islice(below, SAMPLE_ROWS)))
        position, header = found
        group_rows = 1 if self._reader.header.group_row and position else 0
        for record in head[: position - group_rows]:
            self._claim_preamble(record)
        for record in head[position - group_rows : position + 1]:
            self._reading.tally.claim("header", record.line, record.lines)
        self.header_line = head[position].line
        return header, self._below_header(chain(head[position + 1 :], records))

    def _below_header(self, records: Iterator[Record | Block]) -> Iterator[Record | Block]:
        """Claim the declared rows right below the header; return the records that follow."""
        for pattern in self._reader.header.below:
            record = next(records, None)
            if record is None or isinstance(record, Block):
                return records if record is None else chain([record], records)
            first = None if record.broken else first_filled(record.cells)
            if first is None or not re.search(pattern, first, re.IGNORECASE):
                return chain([record], records)
            self._reading.tally.claim("header", record.line, record.lines)
        return records

    def _named(self, names: Names) -> HeaderMap:
        """Map column names that the format states; a file without any has no records to map.

        Errors: ExtractRefused F27 or F29.
        """
        if not names.cells:
            return positional(self._context.layout)
        header = map_header(names.cells, None, self._context.layout)
        if not header.fits:
            where = f"{self._source.place}, {self._source.unit}"
            raise missing_column(self._context, header, names.line, where)
        return header

    def _search(
        self, records: Iterator[Record | Block]
    ) -> tuple[list[Record], tuple[int, HeaderMap] | None]:
        """Read up to the header row. Returns the records read, and its position and map."""
        head: list[Record] = []
        rule = self._reader.header
        last = max(rule.within, rule.row or 0)
        for record in records:
            if isinstance(record, Block):  # a source makes blocks only once its width is known
                break
            head.append(record)
            if self._is_candidate(record):
                header = self._map(head, len(head) - 1)
                if header.fits:
                    return head, (len(head) - 1, header)
            if record.line >= last:
                break
        return head, None

    def _is_candidate(self, record: Record) -> bool:
        """True if the contract expects the header in this record."""
        rule = self._reader.header
        if rule.row is not None:
            return record.line == rule.row
        wanted = match_key(rule.search or "")
        return any(wanted in match_key(cell) for cell in record.cells if cell)

    def _map(self, head: list[Record], position: int) -> HeaderMap:
        """Map one record of `head` as the header, with the row above it where declared."""
        above = None
        if self._reader.header.group_row:
            above = head[position - 1].cells if position else []
        return map_header(head[position].cells, above, self._context.layout)

    def _no_header(self, head: list[Record], below: list[Record]) -> Exception:
        """Say why no header was found: moved, other delimiter, renamed or missing column.

        `below` are some of the records after `head`.
        """
        context, unit = self._context, self._source.unit
        where = f"{self._source.place}, {unit}"
        if not any(first_filled(record.cells) or record.broken for record in head):
            return self._no_rows()
        for position, record in enumerate(head):
            if self._map(head, position).fits:
                return context.refuse(
                    "F27",
                    f"the header stands in {unit} {record.line:,} of {context.file_name}"
                    f"{self._source.place}; the contract expects it {self._expected()}",
                    f"If the publisher moved it, correct reader.header in {context.contract_file}.",
                    line=record.line,
                )
        for record in head:
            other = self._source.other_dialect(record, context.layout)
            if other is not None:
                return self._other_delimiter(record, other)
        best = self._best_header(head)
        if best is not None:
            rows = [record.cells for record in (*head[best + 1 :], *below)]
            refusal = missing_column(context, self._map(head, best), head[best].line, where, rows)
            if not self._is_candidate(head[best]):
                refusal.next_step += (
                    f"\nThe contract expects the header {self._expected()}: correct"
                    " reader.header, too."
                )
            return refusal
        return context.refuse(
            "F27",
            f"no header was found in {context.file_name}{self._source.place}; the contract expects"
            f" it {self._expected()}",
            f"Check the file; if the publisher changed it, correct reader.header in"
            f" {context.contract_file}.",
            line=head[0].line,
        )

    def _best_header(self, head: list[Record]) -> int | None:
        """The row that most probably is the header: where it is expected, else by its names.

        A row elsewhere must hold at least two of the declared columns, and a third of them.
        """
        known = [len(self._map(head, position).fields) for position in range(len(head))]
        expected = [i for i, record in enumerate(head) if self._is_candidate(record)]
        best = max(range(len(head)), key=lambda i: (known[i], i in expected))
        required = [one for one in self._context.layout.columns if one.meta.required]
        if known[best] >= max(2, len(required) / 3):
            return best
        return max(expected, key=known.__getitem__, default=None)

    def _expected(self) -> str:
        """Where the contract expects the header, in words."""
        rule = self._reader.header
        if rule.row is not None:
            return f"in {self._source.unit} {rule.row}"
        return f"in the first {rule.within} {self._source.unit}s, in the one with '{rule.search}'"

    def _other_delimiter(self, record: Record, other: str) -> Exception:
        """The refusal F24."""
        named = {"\t": "tab"}.get(other, other)
        return self._context.refuse(
            "F24",
            f"{len(record.cells)} column found in {self._source.unit} {record.line:,} of"
            f" {self._context.file_name}, {len(self._context.layout.columns)} expected; the file"
            f" looks '{named}'-separated",
            f"If the publisher changed it, correct reader.delimiter in"
            f" {self._context.contract_file}.",
            line=record.line,
        )

    def _claim_preamble(self, record: Record) -> None:
        """Account for one record above the header."""
        if record.broken:
            self._reject(record, record.broken)
        elif first_filled(record.cells) is None:
            self._reading.tally.claim("blank", record.line, record.lines)
        else:
            self._preamble_texts.append(row_text(record.cells))
            self._reading.tally.claim("preamble", record.line, record.lines)

    # -- body --------------------------------------------------------------------------------

    def _take(self, record: Record, header: HeaderMap, total: TotalRow | None) -> bool:
        """Decide what one record is, and account for it. True if it is to be loaded."""
        tally = self._reading.tally
        line, lines, cells, broken = record
        first = None if broken else first_filled(cells)
        self._ends_in_footer = False
        if broken:
            self._reject(record, broken)
        elif first is None:
            tally.claim("blank", line, lines)
        elif self._is_footer(first, cells, header, total):
            self._footer(record, total)
        elif self._names is None and _repeats(first, cells, header):
            tally.claim("header", line, lines)
        elif not _fits(cells, header):
            self._reject(record, "F23", f"{len(cells)} fields instead of {header.width}")
        elif _lacks_key(cells, header.required):
            self._reject(record, "no_key")
            if total and (index := header.fields.get(total.column)) is not None:
                total.add(cells[index])
        else:
            tally.claim("loaded", line, lines)
            return True
        return False

    def _take_block(
        self, block: Block, header: HeaderMap, batches: Batches, total: TotalRow | None
    ) -> None:
        """Account for many records: those that need it one by one, the runs between as loaded."""
        count = len(block.columns[0])
        keep = np.ones(count, np.bool_)
        is_total = total.is_total if total else None
        rows = second_look(block, header, self._footers, is_total)
        picked = [column.take(pa.array(rows)).to_pylist() for column in block.columns]
        done = 0
        for row, *cells in zip(rows.tolist(), *picked, strict=True):
            self._load_run(block.line + done, row - done)
            keep[row] = self._take(Record(block.line + row, 1, cells), header, total)
            done = row + 1
        self._load_run(block.line + done, count - done)
        batches.add_block(block, keep)

    def _load_run(self, line: int, count: int) -> None:
        """Claim `count` records of one line each as loaded."""
        if count:
            self._ends_in_footer = False
            self._reading.tally.claim("loaded", line, count, records=count)

    def _is_footer(
        self, first: str, cells: Cells, header: HeaderMap, total: TotalRow | None
    ) -> bool:
        """True for the declared total row, or a declared footer that is no complete data row."""
        if total is not None and total.is_total(first):
            return True
        if self._footers is None or not self._footers.search(first):
            return False
        # A municipality may be named like a footer ("FUENTE DE ORO"): a row with every key filled
        # and more than a label and a number is data.
        filled = sum(cell is not None and not cell.isspace() for cell in cells)
        keyed = len(header.required) > 0 and all(
            i < len(cells) and cells[i] is not None for i in header.required
        )
        return not (keyed and filled > 2)

    def _footer(self, record: Record, total: TotalRow | None) -> None:
        """Account for a footer row; its text is only searched for declared captures."""
        self._reading.tally.claim("footer", record.line, record.lines)
        first = first_filled(record.cells)
        if total is not None and first is not None and total.is_total(first):
            total.state(record.cells, record.line)
        self._footer_texts.append(row_text(record.cells))
        self.footer_lines.add(record.line)
        self._ends_in_footer = True

    def _reject(self, record: Record, code: str, detail: str | None = None) -> None:
        """Quarantine a record."""
        reject(self._context, self._reading, self._source, record, code, detail)

    # -- closing checks ----------------------------------------------------------------------

    def _close(self, total: TotalRow | None) -> None:
        """The checks that need the whole extract."""
        context, reading = self._context, self._reading
        if self._source.ends_open and not self._ends_in_footer:
            refuse_open_end(context, reading)
        refuse_above_share(context, reading, self._source.unit)
        if reading.row_count < context.contract.meta.limits.minimum_rows:
            raise self._no_rows()
        reading.attributes = capture(context, self._preamble_texts, self._footer_texts)
        if total is not None:
            total.settle(context, reading)

    def _no_rows(self) -> Exception:
        """The refusal F17."""
        floor = self._context.contract.meta.limits.minimum_rows
        count = self._reading.row_count
        what = "no data rows" if count == 0 else f"{count:,} data rows, at least {floor:,} expected"
        return self._context.refuse(
            "F17",
            f"{what} in {self._context.file_name}{self._source.place}. An empty file is not zero"
            " crime",
            "Ask the publisher for the file again; where no rows are legal, set"
            f" limits.minimum_rows in {self._context.contract_file}.",
        )


def refuse_open_end(context: Context, reading: Reading) -> None:
    """Refuse a text file whose last line is not ended, unless the contract allows that.

    Errors: ExtractRefused F15.
    """
    if context.layout.meta.reader.final_newline == "optional":
        return
    raise context.refuse(
        "F15",
        f"the last line of {context.file_name} ({reading.physical_lines:,}) has no newline and is"
        " no declared footer: the file may be cut",
        "Retrieve it again; if the publisher never ends its last line, set `final_newline:"
        f" optional` in {context.contract_file}.",
        line=reading.physical_lines,
    )


def _fits(cells: Cells, header: HeaderMap) -> bool:
    """True if the record has the header's fields; surplus fields may only be empty ones."""
    if len(cells) == header.raw_width:
        return True
    return len(cells) >= header.width and not any(cells[header.raw_width :])


def _lacks_key(cells: Cells, required: tuple[int, ...]) -> bool:
    """True if a required cell is empty or blank."""
    for index in required:
        cell = cells[index]
        if cell is None or cell.isspace():
            return True
    return False


def _repeats(first: str, cells: Cells, header: HeaderMap) -> bool:
    """True if the record, whose first filled cell is `first`, is the header again."""
    if not first.strip().casefold().startswith(header.title):
        return False
    keys = tuple(match_key(cell or "") for cell in cells)
    return keys[: header.width] == header.keys[: header.width]
