"""Writing files byte for byte the same at every run.

Belongs here: CSV, workbook and gzip bytes without clocks or machine names in them, splitting a
known total into invented parts, reading a code list that lies beside a generator.
Does not belong here: what a source's file looks like (its own `generate.py`).
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.cell import WriteOnlyCell

MARK = "SYNTHETIC"

Cell = str | int | float | date | None
Row = Sequence[Cell]

# The clock of every workbook: the first moment that a zip member can carry.
_ZIP_CLOCK = (1980, 1, 1, 0, 0, 0)
_DOCUMENT_CLOCK = "1980-01-01T00:00:00Z"
_DATE_FORMAT = r"dd\/mm\/yyyy"


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its name, its rows from the first physical row on, and if it is hidden."""

    name: str
    rows: Sequence[Row]
    hidden: bool = False


def split(
    chance: random.Random, total: int, parts: int, weights: Sequence[float] | None = None
) -> list[int]:
    """Split `total` into `parts` counts of 0 and more that add up to it exactly.

    `weights` (default: equal) say how large a part tends to be. The largest remainders take what
    rounding leaves, so the sum holds for any seed.
    """
    shares = [weight * (0.5 + chance.random()) for weight in weights or [1.0] * parts]
    scale = total / sum(shares)
    counts = [int(share * scale) for share in shares]
    by_remainder = sorted(range(parts), key=lambda i: counts[i] - shares[i] * scale)
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


def split_positive(chance: random.Random, total: int, parts: int) -> list[int]:
    """Split `total` into at most `parts` counts of 1 and more."""
    parts = min(parts, total)
    if parts == 0:
        return []
    return [1 + extra for extra in split(chance, total - parts, parts)]


def labels(beside: str, name: str) -> list[tuple[str, ...]]:
    """The rows of a code list (UTF-8 CSV with a header) that lies beside the module `beside`."""
    with (Path(beside).parent / name).open(encoding="utf-8", newline="") as handle:
        return [tuple(row) for row in csv.reader(handle)][1:]


def csv_bytes(
    rows: Iterable[Row],
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
    delimiter: str = ",",
    quote_all: bool = False,
    final_newline: bool = True,
) -> bytes:
    """The rows (header first) as CSV bytes; None is an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    written = text.getvalue()
    return (written if final_newline else written.removesuffix(line_end)).encode(encoding)


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an `.xlsx` workbook whose zip times and document properties never change."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = MARK
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for row in sheet.rows:
            page.append([_xlsx_cell(page, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return _without_clock(written.getvalue())


def _xlsx_cell(page: object, cell: Cell) -> object:
    """A date with the publisher's number format; everything else as it is."""
    if not isinstance(cell, date):
        return cell
    styled = WriteOnlyCell(page, value=cell)
    styled.number_format = _DATE_FORMAT
    return styled


def _without_clock(workbook: bytes) -> bytes:
    """The same zip members with fixed times, and the fixed time in the document properties."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(written, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", _DOCUMENT_CLOCK.encode(), content)
            fixed = zipfile.ZipInfo(member.filename, _ZIP_CLOCK)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return written.getvalue()


def xls_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a BIFF `.xls` workbook. An empty text is a formatted cell without a value."""
    book = xlwt.Workbook(encoding="utf-8")
    book.owner = MARK
    as_date = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.visibility = int(sheet.hidden)
        for y, row in enumerate(sheet.rows):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write(y, x, cell, as_date)
                elif cell is not None:
                    page.write(y, x, cell)
    # A workbook opens on its first visible sheet.
    book.active_sheet = next(i for i, sheet in enumerate(sheets) if not sheet.hidden)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def gzip_bytes(content: bytes) -> bytes:
    """The content as gzip without a time."""
    return gzip.compress(content, mtime=0)


def save(path: Path, content: bytes) -> None:
    """Write `content`, creating the folders above. A name that hides that it is synthetic fails."""
    if MARK not in path.name:
        raise ValueError(f"{path.name}: every sample says {MARK} in its name")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
