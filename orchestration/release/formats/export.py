"""All side formats of a finished public database, written beside it.

Belongs here: the order of writing, and the list of what was written.
Does not belong here: any single format, the sums (`release/sums.py`), or the release's own texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.fault_point import point
from orchestration.release.formats import (
    citation,
    croissant,
    csv,
    datapackage,
    dcat,
    dictionary,
    geojson,
    licences,
    parquet,
    sdmx,
)
from orchestration.release.formats.contents import Contents, DataFile, Keys, read
from orchestration.release.sums import digest_files
from orchestration.warehouse.connection import open_database

if TYPE_CHECKING:
    from orchestration.release.sums import Digest
    from orchestration.settings import Settings

DATABASE_TYPE = "application/vnd.duckdb"


def write_all(settings: Settings, database: Path, keys: Keys) -> dict[PurePosixPath, Digest]:
    """Write every side format into the folder of the finished `database`, mode 0444.

    The result is size and hash of every file that the catalogues describe, the database among them.

    The database is opened read-only and closed before any file is hashed (decision 15). `keys`
    orders the rows; a table without a key is ordered by all its columns.
    Errors: duckdb.Error and OSError; what was written until then stays for the caller to remove.
    """
    public = database.parent
    with open_database(settings, database, read_only=True) as connection:
        contents = read(connection, keys)
        _make_folders(public, contents)
        written = [parquet.write(connection, contents, one, public) for one in contents.tables]
        point("release.after_parquet")
        small = csv.small_marts(contents)
        written += [csv.write(connection, contents, one, public) for one in small]
        areas = geojson.write(connection, contents, public)
        written += [areas] if areas else []
        written += sdmx.write(connection, contents, public)
    written += dictionary.write(contents, public)
    written.append(licences.write(contents, public))
    written.append(citation.write(contents, public))
    for file in written:
        (public / file.path).chmod(0o444)
    return _describe(settings, contents, database, written)


def _describe(
    settings: Settings, contents: Contents, database: Path, written: Sequence[DataFile]
) -> dict[PurePosixPath, Digest]:
    """Write the catalogues, which name every file before them with its size and hash."""
    public = database.parent
    whole = DataFile(PurePosixPath(database.name), DATABASE_TYPE, "All tables (DuckDB)")
    files = (whole, *sorted(written, key=lambda file: str(file.path)))
    digests = digest_files(public, [file.path for file in files], settings.threads)
    for catalogue in (datapackage, dcat, croissant):
        catalogue.write(contents, files, digests, public)
    point("release.after_formats")
    return digests


def _make_folders(public: Path, contents: Contents) -> None:
    """Make the folders that will hold something, passable for all whatever the umask."""
    wanted = [PurePosixPath("parquet")]
    wanted += [PurePosixPath("parquet", one) for one in sorted({t.schema for t in contents.tables})]
    if csv.small_marts(contents):
        wanted.append(PurePosixPath("csv"))
    if contents.table(geojson.TABLE) and contents.table(geojson.AREAS):
        wanted.append(PurePosixPath("geo"))
    if contents.table(sdmx.TABLE):
        wanted.append(PurePosixPath("sdmx"))
    for folder in wanted:
        (public / folder).mkdir()
        (public / folder).chmod(0o755)
