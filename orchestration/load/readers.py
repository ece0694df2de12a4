"""Which reader reads which format.

Belongs here: the one list of formats, and reading an extract as batches of landing columns.
Does not belong here: a format, or the landing database.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pyarrow as pa

from orchestration.load.crosstab import read_crosstab
from orchestration.load.dbf import read_dbf
from orchestration.load.fast_csv import stream_csv
from orchestration.load.geojson import read_geojson
from orchestration.load.json_array import read_json_array
from orchestration.load.pg_copy import read_pg_copy
from orchestration.load.reading import Context, Reading
from orchestration.load.stacked_report import read_stacked_report
from orchestration.load.workbook import read_workbook

_READERS: dict[str, Callable[[Path, Context, Reading], None]] = {
    "workbook": read_workbook,
    "stacked_report": read_stacked_report,
    "crosstab": read_crosstab,
    "json": read_json_array,
    "geojson": read_geojson,
    "dbf": read_dbf,
    "pg_copy": read_pg_copy,
}


def tables(context: Context, path: Path, reading: Reading) -> Generator[pa.Table, None, None]:
    """The batches of landing columns of one extract. CSV is streamed, other formats fit in memory.

    Errors: ExtractRefused.
    """
    kind = context.layout.meta.reader.format
    if kind == "csv":
        yield from stream_csv(path, context, reading)
    else:
        _READERS[kind](path, context, reading)
        yield from reading.batches
