"""Whose figures these are, and under which terms: `licences.csv`.

Belongs here: one row per source with its terms and the line that names it, in both languages.
Does not belong here: judging terms. What a contract does not say stays `not stated`.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from orchestration.release.formats import csv
from orchestration.release.formats.contents import (
    NOT_STATED,
    Contents,
    DataFile,
    Source,
    write_text,
)

HEADER = (
    "source_id",
    "publisher_name",
    "country",
    "licence_received",
    "licence_published",
    "landing_url",
    "attribution_en",
    "attribution_es",
)
#: For fields that hold one text: the terms differ by source.
TERMS = "Terms differ by source: see licences.csv, column licence_published."


def write(contents: Contents, public: Path) -> DataFile:
    """Write the list, ordered by source. Errors: OSError."""
    path = PurePosixPath("licences.csv")
    write_text(public / path, csv.lines(HEADER, [_row(source) for source in contents.sources]))
    return DataFile(path, "text/csv", "Licence and attribution per source")


def published(contents: Contents) -> list[str]:
    """The terms under which something in this release is published, each once, in order."""
    return sorted({source.licence_published for source in contents.sources})


def attribution(source: Source, *, spanish: bool = False) -> str:
    """The line to print below a figure of this source."""
    who = source.publisher
    if source.acronym not in (NOT_STATED, "", who):
        who = f"{who} ({source.acronym})"
    where = f", {source.address}" if source.address else ""
    if spanish:
        return f"Fuente: {who}{where}; armonizado por Safer Cities Warehouse."
    return f"Source: {who}{where}; harmonised by the Safer Cities Warehouse."


def _row(source: Source) -> tuple[str, ...]:
    return (
        source.source_id,
        source.publisher,
        source.country,
        source.licence_received,
        source.licence_published,
        source.landing_url,
        attribution(source),
        attribution(source, spanish=True),
    )
