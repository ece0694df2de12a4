"""Small marts as CSV, for a spreadsheet: `csv/<table>.csv`.

Belongs here: which marts are small, and the guard of text that a spreadsheet would run.
Does not belong here: SDMX (`sdmx.py`), the dictionary (`dictionary.py`).

The guard: a text cell that begins with `= + - @`, a tab, a line break, one of their full-width
twins, or an apostrophe gets one apostrophe in front. To undo it, drop one apostrophe from the front
of every text cell that has one (`UNGUARD`): nothing else begins with it. Numbers stay numbers.
A missing value is nothing between two commas; an empty text is `""`. Times are UTC.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.release.formats.contents import Column, Contents, DataFile, Table
from orchestration.warehouse.connection import identifier, literal

if TYPE_CHECKING:
    import duckdb

MEDIA_TYPE = "text/csv"
SCHEMA = "marts"
#: A mart above this is a Parquet file only. Far from every mart of 2026: the largest below has
#: 11,000 rows, the smallest above 72,000, so no file comes and goes with the months.
SMALL = 25_000
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
#: A first character that a spreadsheet may take for a formula, and the guard itself.
GUARDED = "[=+\\-@\t\r\n'＝＋－＠]"
#: SQL that gives a guarded text cell back; `cell` stands for its name.
UNGUARD = "case when starts_with(cell, '''') then substr(cell, 2) else cell end"


def small_marts(contents: Contents) -> list[Table]:
    """The marts that become CSV files."""
    return [one for one in contents.tables if one.schema == SCHEMA and one.rows <= SMALL]


def write(
    connection: duckdb.DuckDBPyConnection, contents: Contents, table: Table, public: Path
) -> DataFile:
    """Write one table as UTF-8 with a header, ordered by its key. Errors: duckdb.Error."""
    path = PurePosixPath("csv", contents.file_name(table.name, "csv"))
    cells = ", ".join(_cell(column) for column in table.columns)
    connection.execute(
        f"copy (select {cells} from (select * from {table.identifier} order by {table.order}))"
        f" to {literal(public / path)} (format csv, header true, delimiter ',', quote '\"',"
        f" escape '\"', nullstr '', timestampformat {literal(TIME_FORMAT)})"
    )
    return DataFile(path, MEDIA_TYPE, f"{table.full_name} (CSV)", table)


def lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV text of guarded cells, for the lists that do not come from a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def guarded(cell: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if re.match(GUARDED, cell) else cell


def _cell(column: Column) -> str:
    name = identifier(column.name)
    if column.data_type != "VARCHAR":
        return name
    guarded = f"regexp_matches({name}, {literal('^' + GUARDED)})"
    return f"case when {guarded} then '''' || {name} else {name} end as {name}"
