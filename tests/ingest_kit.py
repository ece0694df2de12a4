"""A small source of our own for tests of archive and landing: contract, files, one-call refresh.

Belongs here: building bytes and contracts. Does not belong here: any assertion, or rows of a real
extract.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from orchestration.contracts import Contract, read_contract
from orchestration.extract.inbox import CollectResult, collect
from orchestration.load.landing import Landing, SourceLoad, load_source, prepare_landing
from orchestration.settings import Settings

SOURCE = "zz_city_offences"
HEADER = ("Fecha", "Código", "Categoría", "Cantidad")
NAMES = ("event_date", "area_code", "category", "case_count")


def column(name: str, *published: str, **meta: Any) -> dict[str, Any]:
    """One declared column."""
    return {
        "name": name,
        "description": "synthetic",
        "config": {"meta": {"published_as": list(published), **meta}},
    }


def columns() -> list[dict[str, Any]]:
    """The four columns of the synthetic source; code and count are keys."""
    keyed = ("area_code", "case_count")
    return [
        column(name, published, required_value=name in keyed)
        for name, published in zip(NAMES, HEADER, strict=True)
    ]


def layout(reader: dict[str, Any], files: str = "*.csv", **meta: Any) -> dict[str, Any]:
    """One layout; `meta` may override its columns."""
    listed = meta.pop("columns", None) or columns()
    name = meta.pop("name", "yearly")
    return {
        "name": name,
        "description": "synthetic",
        "config": {"meta": {"files": [files], "reader": reader, **meta}},
        "columns": listed,
    }


CSV_LAYOUT = layout({"format": "csv"})
BOOK_LAYOUT = layout({"format": "workbook"}, "*.xls*", name="book")


def contract(
    folder: Path,
    tables: Sequence[dict[str, Any]] = (CSV_LAYOUT, BOOK_LAYOUT),
    *,
    source_id: str = SOURCE,
    **meta: Any,
) -> Contract:
    """Write a `source.yml` and read it back."""
    document = {
        "version": 2,
        "sources": [
            {
                "name": source_id,
                "description": "synthetic",
                "database": "landing",
                "config": {
                    "meta": {
                        "publisher": {
                            "name": "City", "acronym": "C", "country": "zz", "official": True,
                        },
                        "licence": {"received": "none", "published": "CC0-1.0"},
                        "cadence": {"every": "month"},
                        "counting": {
                            "system_type_code": "police",
                            "trust_level_code": "official_admin",
                            "date_basis_code": "occurrence",
                            "native_calendar_code": "gregorian",
                        },
                        "counting_unit": "cases",
                        "methodology_version": "1",
                        "provides": ["offences"],
                        **meta,
                    }
                },
                "tables": list(tables),
            }
        ],
    }  # fmt: skip
    path = folder / "sources" / source_id / "source.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return read_contract(path)


def good_rows(count: int = 200) -> list[tuple[str, str, str, str]]:
    """Synthetic data rows, all different; codes keep their leading zero."""
    return [
        (f"2024-{1 + i % 12:02}-{1 + i % 28:02}", f"0{5000 + i:04}", "Hurto, robo", str(1 + i % 7))
        for i in range(count)
    ]


def csv_bytes(
    rows: Sequence[Sequence[str]] | None = None,
    header: Sequence[str] | None = HEADER,
    *,
    encoding: str = "utf-8",
    newline: str = "\n",
    delimiter: str = ",",
    quote_all: bool = False,
) -> bytes:
    """A delimited file."""
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    if header is not None:
        writer.writerow(header)
    writer.writerows(good_rows() if rows is None else rows)
    return stream.getvalue().encode(encoding)


def book_bytes(
    rows: Sequence[Sequence[Any]],
    sheet: str = "Hoja1",
    others: dict[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """An .xlsx workbook."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for name, lines in (others or {}).items():
        added = book.create_sheet(name)
        for row in lines:
            added.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def good_book() -> bytes:
    """A sound workbook with the synthetic rows."""
    return book_bytes([HEADER, *good_rows()])


@dataclass
class House:
    """A warehouse home with an inbox and one contract."""

    settings: Settings
    contract: Contract

    @property
    def inbox(self) -> Path:
        """Where files are dropped."""
        return self.settings.inbox

    def drop(self, name: str, data: bytes, folder: str | None = None) -> Path:
        """Put a file into the source's inbox folder."""
        path = self.inbox / (folder or self.contract.source_id) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def refresh(self, *, retry: bool = False) -> tuple[CollectResult, SourceLoad]:
        """Collect and load the source once."""
        with Landing(self.settings) as landing:
            prepare_landing(landing, [self.contract])
            found = collect(self.settings, self.contract, self.inbox)
            load = load_source(
                self.settings,
                landing,
                self.contract,
                retry=retry,
                collected=found.refused + found.warnings,
            )
        return found, load

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the landing database."""
        with Landing(self.settings) as landing:
            return landing.connection.execute(sql).fetchall()

    def rows(self, table: str = "yearly") -> list[tuple[Any, ...]]:
        """The landed columns of a table in a fixed order."""
        names = ", ".join(f'"{name}"' for name in NAMES)
        return self.query(
            f'select {names}, _extra, _row_number from "{self.contract.source_id}"."{table}"'
            " order by _extract_sha256, _row_number"
        )
