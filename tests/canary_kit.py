"""Invented persons in a warehouse home: planting them is a test's, finding them is done here.

Belongs here: the canaries, which places of a home may hold raw text (design, section 6), and the
search of every other byte and every other text cell, in the ways of `faults.md` (e).
Does not belong here: a claim (`faults/test_planted_names.py`).
"""

from __future__ import annotations

import gzip
import html
import io
import json
import sqlite3
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from orchestration.settings import Settings

#: Invented: one plain, one with accents and an apostrophe, one in capitals with two surnames.
PERSONS = ("Ludovica Inventada", "Íñigo D'Almeida-Núñez", "TELESFORO QUIMBAYA ZARRALUQUI")
IDENTITY = "9876543210123"
#: Digits of a coordinate, whatever mark stands before them.
COORDINATE = "27182818284"
CANARIES = (*PERSONS, IDENTITY, COORDINATE)

#: Where raw rows may lie: what came in, landing with its quarantine, a candidate's staging tables,
#: and the restricted part of a release. Patterns of paths below the home.
RAW = (
    "inbox/**", "archive/**", "work/landing.duckdb*", "work/candidates/*/warehouse.duckdb*",
    "releases/*/restricted/**",
)  # fmt: skip
#: Folders that only their owner may read.
CLOSED = ("archive", "work")


def may_hold_raw_text(settings: Settings, path: Path) -> bool:
    """True for a path of the stores of raw rows."""
    relative = path.relative_to(settings.home).as_posix()
    return any(_matches(relative, pattern) for pattern in RAW)


def _matches(path: str, pattern: str) -> bool:
    """Like a glob: `*` within one part, `**` at the end for anything below."""
    parts, wanted = path.split("/"), pattern.split("/")
    if wanted[-1] == "**":
        wanted = wanted[:-1]
        parts = parts[: len(wanted)] if len(parts) > len(wanted) else []
    return len(parts) == len(wanted) and all(
        Path(part).match(one) for part, one in zip(parts, wanted, strict=True)
    )


def open_to_others(settings: Settings) -> list[str]:
    """The closed folders, and whatever in them holds raw rows, that somebody else may read.

    What Dagster writes by itself lies in a closed folder and is no store of raw rows.
    """
    inside = (path for folder in CLOSED for path in (settings.home / folder).rglob("*"))
    kept = [settings.home / folder for folder in CLOSED]
    kept += [path for path in inside if path.is_dir() or may_hold_raw_text(settings, path)]
    return [
        path.relative_to(settings.home).as_posix()
        for path in kept
        if not path.is_symlink()
        and not path.is_relative_to(settings.dagster_home)
        and path.stat().st_mode & 0o077
    ] + [
        folder.relative_to(settings.home).as_posix()
        for folder in (settings.dagster_home,)
        if folder.stat().st_mode & 0o077
    ]


def found(settings: Settings, printed: str) -> list[tuple[str, str]]:
    """(place, canary) of every canary outside the stores of raw rows, and in `printed`."""
    places = [("printed", printed.encode())]
    for path in sorted(settings.home.rglob("*")):
        if path.is_file() and not path.is_symlink() and not may_hold_raw_text(settings, path):
            name = path.relative_to(settings.home).as_posix()
            data = path.read_bytes()
            places += [(name, part) for part in (data, *_unpacked(data))]
            places += [(name, text.encode()) for text in _cells(path, data)]
    places += [(place, text.encode()) for place, text in _ledger(settings)]
    return sorted({(place, one) for place, data in places for one in _in(data)})


def _in(data: bytes) -> Iterator[str]:
    for canary in CANARIES:
        if any(form in data for form in _forms(canary)):
            yield canary


def _forms(canary: str) -> set[bytes]:
    """A canary as an encoding, an escape or a quoting may write it."""
    encoded = {canary.encode(name) for name in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")}
    escaped = (
        json.dumps(canary)[1:-1], html.escape(canary), repr(canary)[1:-1],
        canary.encode("ascii", "xmlcharrefreplace").decode(), urllib.parse.quote(canary),
        urllib.parse.quote_plus(canary), canary.replace("'", "''"), canary.casefold(),
    )  # fmt: skip
    return encoded | {text.encode() for text in escaped}


def _unpacked(data: bytes) -> list[bytes]:
    """What is in a gzip or a zip (an .xlsx is one)."""
    if data.startswith(b"\x1f\x8b"):
        return [gzip.decompress(data)]
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(member) for member in archive.infolist()]


def _cells(path: Path, data: bytes) -> Iterator[str]:
    """Every row of a database or Parquet file as text: its bytes are compressed in fragments."""
    if data[8:12] == b"DUCK":
        with duckdb.connect(str(path), read_only=True) as connection:
            yield from _rows_of(connection)
    elif data.startswith(b"SQLite format 3\x00"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            tables = connection.execute("select name from sqlite_master where type = 'table'")
            for (table,) in tables.fetchall():
                for row in connection.execute(f'select * from "{table}"'):
                    yield str(row)
    elif data.startswith(b"PAR1"):
        with duckdb.connect() as connection:
            relation = connection.execute("from read_parquet(?)", [str(path)])
            yield from (str(row) for row in relation.fetchall())


def _rows_of(
    connection: duckdb.DuckDBPyConnection, where: str = "true", without: Iterable[str] = ()
) -> Iterator[str]:
    tables = connection.execute(
        f"select table_schema, table_name from information_schema.tables where {where}"
    ).fetchall()
    for schema, table in tables:
        if table not in without:
            cursor = connection.execute(f'select * from "{schema}"."{table}"')
            while rows := cursor.fetchmany(10_000):
                yield str(rows)


def _ledger(settings: Settings) -> Iterator[tuple[str, str]]:
    """The ledger but for its quarantine: messages and counts, which no row may be part of."""
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        for text in _rows_of(connection, "table_schema = 'ledger'", {"quarantine"}):
            yield "work/landing.duckdb: ledger", text
