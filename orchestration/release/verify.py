"""Is this release whole? Run in a process of its own: `python -m orchestration.release.verify DIR`.

Belongs here: checksums of all files, no file too many, no WAL, a full scan of every table, and the
content hash (F50, F68).
Does not belong here: repairing anything.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
from pydantic import ValidationError

from orchestration.errors import Exit
from orchestration.fault_point import point
from orchestration.release.manifest import DATABASE, ReleaseManifest, read_manifest
from orchestration.release.public_database import UNHASHED
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_for_analyst
from orchestration.warehouse.content import content_of, sha256_of

SUMS = "SHA256SUMS"


def write_sums(public: Path) -> None:
    """Write `SHA256SUMS` over all files of `public`, in the format of `sha256sum -c`."""
    lines = [f"{sha256_of(path)}  {name}\n" for name, path in _files(public).items()]
    (public / SUMS).write_text("".join(lines), encoding="utf-8")


def verify(settings: Settings, release: Path) -> list[str]:
    """All that is wrong with a release folder; empty when it is whole."""
    public = release / "public"
    if not public.is_dir():
        return [f"{release.name} has no folder 'public'"]
    problems = _wrong_files(public)
    if problems:
        return problems
    try:
        return _wrong_content(settings, release, read_manifest(release))
    except (OSError, ValidationError):
        return [f"{release.name}: release.json cannot be read"]
    except duckdb.Error as error:
        return [f"{release.name}: the database cannot be read ({type(error).__name__})"]


def _files(public: Path) -> dict[str, Path]:
    return {
        path.relative_to(public).as_posix(): path
        for path in sorted(public.rglob("*"))
        if path.is_file() and path.name != SUMS
    }


def _wrong_files(public: Path) -> list[str]:
    try:
        lines = (public / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return [f"{SUMS} is missing"]
    stated = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = _files(public)
    problems = [f"F50: {name} lies beside a release" for name in present if name.endswith(".wal")]
    problems += [f"{name} is missing" for name in sorted(stated.keys() - present.keys())]
    problems += [f"{name} does not belong here" for name in sorted(present.keys() - stated.keys())]
    problems += [
        f"F68: checksum of {name} differs"
        for name in sorted(stated.keys() & present.keys())
        if sha256_of(present[name]) != stated[name]
    ]
    return problems


def _wrong_content(settings: Settings, release: Path, manifest: ReleaseManifest) -> list[str]:
    """Read every value of every table as an analyst would, and compare with `release.json`."""
    with open_for_analyst(settings, release / DATABASE) as connection:
        ((database,),) = connection.execute("select current_database()").fetchall()
        content_hash, contents = content_of(connection, database, UNHASHED)
        named = connection.execute("select release_id, content_hash from meta.release").fetchall()
    found = {f"{one.schema}.{one.table}": one.rows for one in contents} | {
        "meta.release": len(named)
    }
    stated = {table.name: table.rows for table in manifest.tables}
    problems = [
        f"{name}: {found.get(name, 'no')} rows, release.json says {stated.get(name, 'no')}"
        for name in sorted(found.keys() | stated.keys())
        if found.get(name) != stated.get(name)
    ]
    if content_hash != manifest.content_hash:
        problems.append("the content hash differs from release.json")
    if named != [(manifest.release_id, manifest.content_hash)]:
        problems.append("meta.release names another release")
    return problems


def main(arguments: list[str]) -> int:
    """Verify one folder; print the problems as JSON. Returns 0 or 8."""
    point("release.in_verify")
    problems = verify(Settings(), Path(arguments[0]))
    sys.stdout.write(json.dumps({"release": arguments[0], "problems": problems}) + "\n")
    return Exit.DAMAGED if problems else Exit.OK


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
