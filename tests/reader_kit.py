"""Bytes of JSON, GeoJSON, dBase and COPY files, and one-call readings, for tests of the readers.

Belongs here: building synthetic files and reading bytes under a contract. Does not belong here: any
assertion but the accounting identity, or rows of a real extract.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapefile

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused
from orchestration.load.dbf import read_dbf
from orchestration.load.geojson import read_geojson
from orchestration.load.json_array import read_json_array
from orchestration.load.pg_copy import read_pg_copy
from orchestration.load.reading import Context, Reading
from tests.ingest_kit import HEADER, column, columns, good_rows, layout

READERS = {
    "json": read_json_array,
    "geojson": read_geojson,
    "dbf": read_dbf,
    "pg_copy": read_pg_copy,
}
FIELDS = ("FECHA", "CODIGO", "CATEGORIA", "CANTIDAD")
COPY_COLUMNS = ("event_date", "area code", "category", "case_count")
SQUARE = {"type": "Polygon", "coordinates": [[[-75.5, 6.25], [-75.4, 6.25], [-75.4, 6.3]]]}

JSON_LAYOUT = layout({"format": "json"}, "*.json")
GEOJSON_LAYOUT = layout(
    {"format": "geojson"},
    "*.geojson",
    columns=[column("geometry", "@geometry"), column("feature_id", "@id"), *columns()],
)
DBF_LAYOUT = layout(
    {"format": "dbf"},
    "*.dbf",
    columns=[
        column("event_date", "FECHA"),
        column("area_code", "CODIGO", required_value=True),
        column("category", "CATEGORIA"),
        column("case_count", "CANTIDAD", required_value=True),
    ],
)
COPY_LAYOUT = layout(
    {"format": "pg_copy", "table": "offences"},
    "*.sql",
    columns=[
        column("event_date", "event_date"),
        column("area_code", "area code", required_value=True),
        column("category", "category"),
        column("case_count", "case_count", required_value=True),
    ],
)
LAYOUTS = {
    "json": JSON_LAYOUT,
    "geojson": GEOJSON_LAYOUT,
    "dbf": DBF_LAYOUT,
    "pg_copy": COPY_LAYOUT,
}
LENIENT = {"quarantined_share": 1.0, "minimum_rows": 0}
"""Limits that refuse nothing for its share, so that the tally is what is tested."""


def items(count: int = 200) -> list[dict[str, Any]]:
    """Synthetic rows as named values."""
    return [dict(zip(HEADER, row, strict=True)) for row in good_rows(count)]


def json_bytes(rows: Sequence[Any] | None = None, **options: Any) -> bytes:
    """A JSON array."""
    return json.dumps(items() if rows is None else rows, ensure_ascii=False, **options).encode()


def features(count: int = 200, geometry: Any = SQUARE) -> list[dict[str, Any]]:
    """Synthetic rows as features that share one geometry."""
    return [
        {"type": "Feature", "id": number, "geometry": geometry, "properties": row}
        for number, row in enumerate(items(count))
    ]


def geojson_bytes(rows: Sequence[Any] | None = None, **members: Any) -> bytes:
    """A feature collection; `members` stand beside its features."""
    listed = features() if rows is None else rows
    document = {"type": "FeatureCollection", "features": listed, **members}
    return json.dumps(document, ensure_ascii=False).encode()


def dbf_bytes(rows: Sequence[Sequence[Any]] | None = None, encoding: str = "utf-8") -> bytes:
    """A dBase table, written by pyshp."""
    stream = io.BytesIO()
    with shapefile.Writer(dbf=stream, encoding=encoding) as writer:
        writer.field("FECHA", "C", size=10)
        writer.field("CODIGO", "C", size=8)
        writer.field("CATEGORIA", "C", size=40)
        writer.field("CANTIDAD", "N", size=12, decimal=0)
        for row in good_rows() if rows is None else rows:
            writer.record(*row)
    return stream.getvalue()


def copy_lines(rows: Sequence[Sequence[str | None]]) -> str:
    """Rows as COPY text."""
    escapes = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
    return "".join(
        "\t".join(r"\N" if value is None else value.translate(escapes) for value in row) + "\n"
        for row in rows
    )


def dump_bytes(rows: Sequence[Sequence[str | None]] | None = None) -> bytes:
    """A dump with the declared table between two others."""
    return (
        "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n"
        "CREATE TABLE public.areas (\n    code text\n);\n\n"
        "COPY public.areas (code) FROM stdin;\n05001\n13001\n\\.\n\n"
        'COPY public.offences (event_date, "area code", category, case_count) FROM stdin;\n'
        + copy_lines(good_rows() if rows is None else rows)
        + "\\.\n\nCOPY public.notes (note) FROM stdin;\n\\.\n\n"
        "--\n-- PostgreSQL database dump complete\n--\n\n"
    ).encode()


GOOD = {
    "json": json_bytes(),
    "geojson": geojson_bytes(),
    "dbf": dbf_bytes(),
    "pg_copy": dump_bytes(),
}


def read(data: bytes, declared: Contract, file_name: str = "synthetic.bin") -> Reading:
    """Read bytes as the first layout of a contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        reading = Reading()
        first = declared.tables[0]
        READERS[first.meta.reader.format](path, Context(declared, first, file_name), reading)
    return reading


def landed(reading: Reading, *names: str) -> list[tuple[str | None, ...]]:
    """The landed rows with the columns `names`, by default those of the synthetic source."""
    wanted = names or ("event_date", "area_code", "category", "case_count")
    return [
        row
        for batch in reading.batches
        for row in zip(*(batch.column(name).to_pylist() for name in wanted), strict=True)
    ]


def attempt(data: bytes, declared: Contract) -> Reading | ExtractRefused:
    """What reading comes to."""
    try:
        return read(data, declared)
    except ExtractRefused as refusal:
        return refusal


def check_accounted(data: bytes, declared: Contract) -> int | None:
    """The reader refuses with a fault number, or its parts add up; returns the physical lines."""
    reading = attempt(data, declared)
    if isinstance(reading, ExtractRefused):
        assert reading.fault != "P1", "a line was lost"
        assert reading.fault[0] == "F"
        assert reading.next_step
        return None
    tally = reading.tally
    parts = tally.count("loaded") + tally.count("quarantined") + tally.declared
    assert parts == reading.physical_lines
    assert reading.row_count == tally.count("loaded")
    assert sum(entry.lines for entry in reading.rejected) == tally.count("quarantined")
    return reading.physical_lines
