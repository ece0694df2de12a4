"""The restricted release: the tables of persons, encrypted, in a folder of their own (S16).

Belongs here: refusing to begin without a key, writing the encrypted database beside the public one,
and proving that it opens with the key and with nothing else.
Does not belong here: the public database (`public_database.py`), or where the key is kept.
It is written only when asked for (`SAFERCITIES_RESTRICTED=1`). The key comes from the environment
(`SAFERCITIES_RESTRICTED_KEY`) and goes to DuckDB as a parameter: it stands in no statement, no
argument, no log and no file. There is no plain form: without the key nothing is written.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import Damaged, UsageError
from orchestration.fault_point import point
from orchestration.release import pointer, public_database
from orchestration.release.disclosure import classes
from orchestration.warehouse.connection import (
    STORAGE_VERSION,
    identifier,
    literal,
    open_workbench,
)
from orchestration.warehouse.content import content_of
from orchestration.warehouse.nodes import DbtManifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate
    from orchestration.warehouse.nodes import PublicTable

RESTRICTED = "restricted_release"
FOLDER = "restricted"
FILE = "warehouse.duckdb"
#: A shorter key is a password that can be tried out.
KEY_LENGTH = 16

_README = """Safer Cities Warehouse, release {release_id}: RESTRICTED
Rows of persons and cases. Not for publication, not for passing on.

warehouse.duckdb   encrypted by DuckDB; open it with the key of whoever made this release:
                   attach 'warehouse.duckdb' as restricted (read_only, encryption_key '...');

meta.columns says what each column means and how sensitive it is.
"""


def refuse_without_key(settings: Settings) -> None:
    """Refuse to begin where the restricted release is asked for and cannot be encrypted.

    Errors: UsageError when the key is absent or too short, or DuckDB's httpfs extension, which
    holds the cipher that writes, is not installed at the version of DuckDB.
    """
    if not settings.restricted:
        return
    if len(_key(settings)) < KEY_LENGTH:
        raise UsageError(
            "The restricted release is asked for (SAFERCITIES_RESTRICTED) and has no key of at"
            f" least {KEY_LENGTH} characters.",
            "Nothing was done; there is no plain form. Give SAFERCITIES_RESTRICTED_KEY, or leave"
            " SAFERCITIES_RESTRICTED out.",
        )
    extension()


def extension() -> Path:
    """The httpfs extension that the environment holds; it is never downloaded.

    Errors: UsageError when it is absent, or made for another version of DuckDB.
    """
    found = find_spec("duckdb_extension_httpfs")
    for folder in (found.submodule_search_locations or ()) if found else ():
        version = f"v{duckdb.__version__}"
        path = Path(folder) / "extensions" / version / "httpfs.duckdb_extension"
        if path.is_file():
            return path
    raise UsageError(
        f"DuckDB {duckdb.__version__} has no httpfs extension here, and cannot encrypt without.",
        "Nothing was done. make env",
    )


def write(settings: Settings, candidate: Candidate, folder: Path, release_id: str) -> Path | None:
    """Write `folder`/restricted, mode 0700, if it is asked for; None when it is not.

    The allow-list is every model of the candidate whose publication is `restricted`.
    Errors: UsageError without a key; Damaged when it does not open again; OSError, duckdb.Error.
    """
    if not settings.restricted:
        return None
    refuse_without_key(settings)
    tables = DbtManifest.read(candidate.manifest).restricted_tables()
    unclassed = classes.unclassed(tables)
    if unclassed:
        raise Damaged(f"No class: {', '.join(unclassed[:3])}.", "Nothing published.")
    target = folder / FOLDER
    target.mkdir(mode=0o700)
    target.chmod(0o700)
    database = target / FILE
    written = _write_database(settings, candidate.database, database, tables)
    point("release.after_restricted")
    _prove(settings, database, written)
    _keep(target / "README.txt", _README.format(release_id=release_id))
    _keep(database)
    pointer.fsync_folder(target)
    return database


def _write_database(
    settings: Settings, candidate: Path, database: Path, tables: Sequence[PublicTable]
) -> str:
    """Copy the tables into a fresh encrypted file; return the hash of what it says."""
    with open_workbench(settings) as connection:
        connection.execute(f"load {literal(extension())}")
        connection.execute(
            f"attach {literal(candidate)} as {public_database.CANDIDATE} (read_only)"
        )
        _attach(connection, settings, database, f"storage_version {literal(STORAGE_VERSION)}")
        connection.execute("begin transaction")
        for schema in sorted({table.schema for table in tables} | {"meta"}):
            connection.execute(f"create schema if not exists {identifier(RESTRICTED, schema)}")
        lines = [
            line for table in tables for line in public_database.copy(connection, table, RESTRICTED)
        ]
        public_database.write_dictionary(connection, RESTRICTED, lines)
        content_hash, _ = content_of(connection, RESTRICTED)
        connection.execute("commit")
        connection.execute(f"checkpoint {RESTRICTED}")
        connection.execute(f"detach {RESTRICTED}")
    return content_hash


def _attach(
    connection: duckdb.DuckDBPyConnection, settings: Settings, database: Path, option: str
) -> None:
    """Attach the encrypted file. The key is a parameter, so no error and no log can quote it."""
    connection.execute(
        f"attach {literal(database)} as {RESTRICTED} (encryption_key ?, {option})",
        [_key(settings)],
    )


def _prove(settings: Settings, database: Path, written: str) -> None:
    """It says what was written when opened with the key, and nothing at all without.

    Errors: Damaged.
    """
    if database.with_name(database.name + ".wal").exists():
        raise Damaged(f"F50: a WAL lies beside {FOLDER}/{FILE}.", "Nothing published.")
    with open_workbench(settings) as connection:
        _attach(connection, settings, database, "read_only")
        found, _ = content_of(connection, RESTRICTED)
    with open_workbench(settings) as connection:
        try:
            connection.execute(f"attach {literal(database)} as {RESTRICTED} (read_only)")
            is_closed = False
        except duckdb.Error:
            is_closed = True
    if found != written or not is_closed:
        raise Damaged(f"{FOLDER}/{FILE} does not verify.", "Nothing published.")


def _keep(path: Path, text: str | None = None) -> None:
    """Bring a file to the disk, for its owner's eyes only."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    path.chmod(0o400)
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _key(settings: Settings) -> str:
    return settings.restricted_key.get_secret_value() if settings.restricted_key else ""
