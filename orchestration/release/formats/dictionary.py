"""The data dictionary in both languages: `dictionary.csv` and `dictionary.html`.

Belongs here: every column with its unit, type and meaning, as the database itself describes it.
Does not belong here: describing a column: that is the YAML of its model.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from orchestration.release.formats import csv
from orchestration.release.formats.contents import Column, Contents, DataFile, Table, write_text
from orchestration.release.formats.licences import attribution

HEADER = (
    "schema_name",
    "table_name",
    "column_name",
    "data_type",
    "unit",
    "is_key",
    "description_en",
    "description_es",
)
TEMPLATE = "dictionary.html.j2"


def write(contents: Contents, public: Path) -> list[DataFile]:
    """Write both files, tables in order of their names. Errors: OSError."""
    page = PurePosixPath("dictionary.html")
    lines = PurePosixPath("dictionary.csv")
    write_text(public / page, render(contents))
    write_text(public / lines, _lines(contents))
    return [
        DataFile(page, "text/html", "Data dictionary, English and Spanish"),
        DataFile(lines, "text/csv", "Data dictionary, English and Spanish (CSV)"),
    ]


def render(contents: Contents) -> str:
    """The page as HTML text: it loads nothing and runs nothing."""
    environment = Environment(
        loader=PackageLoader("orchestration.release.formats"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(contents=contents, attribution=attribution)


def _lines(contents: Contents) -> str:
    return csv.lines(
        HEADER, [_line(table, column) for table in contents.tables for column in table.columns]
    )


def _line(table: Table, column: Column) -> tuple[str, ...]:
    is_key = str(column.name in table.key).lower()
    place = (table.schema, table.name, column.name, column.data_type, column.unit, is_key)
    return (*place, column.english, column.spanish)
