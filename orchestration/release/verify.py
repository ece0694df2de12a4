"""Is this release whole? Run in a process of its own: `python -m orchestration.release.verify DIR`.

Belongs here: checksums of all files, no file too many, no WAL, the signature where a public key is
given, a full scan of every table, and the content hash (F50, F68).
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
from orchestration.release import signature
from orchestration.release.manifest import DATABASE, UNHASHED, ReleaseManifest, read_manifest
from orchestration.release.sums import SUMS, digest_files, listed_files, read_sums
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_for_analyst
from orchestration.warehouse.content import content_of


def verify(settings: Settings, release: Path) -> list[str]:
    """All that is wrong with a release folder; empty when it is whole.

    Errors: UsageError when the settings name a public key that cannot be used.
    """
    public = release / "public"
    if not public.is_dir():
        return [f"{release.name} has no folder 'public'"]
    problems = _wrong_files(settings, public)
    if problems:
        return problems
    try:
        manifest = read_manifest(release)
        signed = signature.problems(public, manifest.signer, signature.public_key(settings))
        return signed or _wrong_content(settings, release, manifest)
    except (OSError, ValidationError):
        return [f"{release.name}: release.json cannot be read"]
    except duckdb.Error as error:
        return [f"{release.name}: the database cannot be read ({type(error).__name__})"]


def _wrong_files(settings: Settings, public: Path) -> list[str]:
    try:
        stated = read_sums(public)
    except OSError:
        return [f"{SUMS} is missing"]
    except UnicodeDecodeError:
        return [f"F68: {SUMS} is no text"]
    present = set(listed_files(public))
    problems = [
        f"F50: {path} lies beside a release" for path in sorted(present) if path.suffix == ".wal"
    ]
    problems += [f"{path} is missing" for path in sorted(stated.keys() - present)]
    problems += [f"{path} does not belong here" for path in sorted(present - stated.keys())]
    found = digest_files(public, sorted(stated.keys() & present), settings.threads)
    problems += [
        f"F68: checksum of {path} differs"
        for path, digest in found.items()
        if digest.sha256 != stated[path]
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
