"""The warehouse of an earlier time, built again (methods 4.5, INV06).

Belongs here: building from only the extracts that had been retrieved by a moment, or that a release
names, and saying which public tables then equal that release.
Does not belong here: the knowledge intervals within one release (`core.*_as_of(moment)`), comparing
releases cell by cell (`release/diff.py`).
A rebuilt warehouse is not judged: it is restricted and never published. What today's checks ask for
(a source that came later, a correction of a later file) an earlier time need not have. Today's code
and contracts build it, so what differs from the release of that time is what we changed since.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import GateRefused, UsageError
from orchestration.release import catalogue
from orchestration.stages import Progress, guarded, quiet
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse import dbt, ledger
from orchestration.warehouse.connection import identifier, literal, open_workbench
from orchestration.warehouse.content import columns, table_content, tables
from orchestration.warehouse.fingerprint import fingerprint
from orchestration.warehouse.nodes import DbtManifest
from orchestration.warehouse.project import usable_project

if TYPE_CHECKING:
    import duckdb

    from orchestration.settings import Settings

Key = tuple[str, str]
"""(source id, extract SHA-256)."""

#: Schemas whose tables hold figures; `meta` also tells of later events.
FIGURES = frozenset({"core", "marts"})


@dataclass(frozen=True)
class Rebuilt:
    """A rebuilt warehouse, as of `moment` (with its zone)."""

    database: Path
    moment: datetime
    extracts: int
    release_id: str | None
    unequal: tuple[str, ...]
    """Tables of the named release that say something else; empty when all are equal."""


def known_by(settings: Settings, moment: datetime) -> frozenset[Key]:
    """The loaded extracts that had been retrieved by `moment` (with its zone)."""
    with open_workbench(settings) as connection:
        connection.execute(f"attach {literal(settings.landing)} as landing (read_only)")
        rows = connection.execute(
            "select source_id, extract_sha256 from landing.ledger.extracts"
            " where status = 'loaded' and retrieved_at <= ?",
            [_stored(moment)],
        ).fetchall()
    return frozenset((str(source_id), str(sha)) for source_id, sha in rows)


def rebuild(settings: Settings, moment: datetime, *, progress: Progress = quiet) -> Rebuilt:
    """Build the warehouse from the extracts retrieved by `moment` (with its zone).

    The result lies below `work/as_of` until the next call. Errors: UsageError when nothing had been
    retrieved; GateRefused when it does not build; ResourcesExhausted; Locked.
    """
    with guarded(settings, "as_of", candidates.new_run_id()):
        kept = known_by(settings, moment)
        candidate = _build(settings, moment, kept, progress)
        return Rebuilt(candidate.database, moment, len(kept), None, ())


def rebuild_release(settings: Settings, release_id: str, *, progress: Progress = quiet) -> Rebuilt:
    """Build again from the extracts that a release names, and compare its public figures.

    Errors: as `rebuild`; UsageError for an unknown release, or when one of its extracts is no
    longer loaded.
    """
    release = catalogue.find(settings, release_id)
    if release.manifest is None:
        raise UsageError(f"Release {release_id} is damaged.", f"safercities verify {release_id}")
    moment = release.manifest.created_at
    kept = frozenset((one.source_id, one.extract_sha256) for one in release.manifest.extracts)
    with guarded(settings, "as_of", candidates.new_run_id()):
        missing = kept - known_by(settings, moment)
        if missing:
            raise UsageError(
                f"{len(missing)} extracts of that release are not loaded any more.",
                "safercities status",
            )
        candidate = _build(settings, moment, kept, progress)
        progress("as_of", "comparing")
        unequal = unequal_tables(settings, release.database, candidate)
        return Rebuilt(candidate.database, moment, len(kept), release_id, unequal)


def unequal_tables(
    settings: Settings, release: Path, candidate: candidates.Candidate
) -> tuple[str, ...]:
    """Public tables with figures that differ between a release and a candidate, value by value."""
    public = DbtManifest.read(candidate.manifest).public_tables()
    with open_workbench(settings) as connection:
        connection.execute(f"attach {literal(release)} as published (read_only)")
        connection.execute(f"attach {literal(candidate.database)} as rebuilt (read_only)")
        return tuple(
            f"{one.schema}.{one.table}"
            for one in public
            if one.schema in FIGURES
            and table_content(connection, "published", one.schema, one.table).digest
            != table_content(
                connection, "rebuilt", one.candidate_schema, one.candidate_table
            ).digest
        )


def _build(
    settings: Settings, moment: datetime, kept: frozenset[Key], progress: Progress
) -> candidates.Candidate:
    """Build in a home of its own, on a copy of the landing database without later extracts."""
    if not kept:
        raise UsageError("No extract had been retrieved by then.", "safercities releases")
    project = usable_project(settings)
    home = settings.work / "as_of"
    shutil.rmtree(home, ignore_errors=True)
    then = settings.model_copy(update={"home": home})
    then.prepare()
    progress("as_of", "copying what was known")
    _copy_landing(settings, then.landing, moment, kept)
    extracts = ledger.extracts_in_use(then)
    candidate = candidates.create(
        then,
        candidates.new_run_id(moment.astimezone(UTC)),
        fingerprint(project.path, extracts),
        extracts,
        created_at=moment.astimezone(UTC),
    )
    built = dbt.build(
        then,
        candidate,
        project.contracts,
        project=project.path,
        data_tests=False,
        progress=lambda what: progress("as_of", what),
    )
    if built.bad:
        names = ", ".join(sorted(node.unique_id.split(".")[2] for node in built.bad)[:5])
        raise GateRefused(
            f"The warehouse of {moment:%Y-%m-%d %H:%M} does not build: {names}.",
            "Nothing was published.",
        )
    return candidate


def _copy_landing(settings: Settings, target: Path, moment: datetime, kept: frozenset[Key]) -> None:
    with open_workbench(settings) as connection:
        connection.execute(f"attach {literal(settings.landing)} as landing (read_only)")
        connection.execute(f"attach {literal(target)} as known")
        connection.execute("create temp table kept (source_id varchar, extract_sha256 varchar)")
        connection.executemany(
            "insert into kept values (?, ?)", [list(key) for key in sorted(kept)]
        )
        for schema, table in tables(connection, "landing"):
            connection.execute(f"create schema if not exists {identifier('known', schema)}")
            connection.execute(
                f"create table {identifier('known', schema, table)} as"
                f" select * from {identifier('landing', schema, table)} as every_row"
                f" {_kept_rows(connection, schema, table)}",
                {"moment": _stored(moment)} if (schema, table) == ("ledger", "findings") else None,
            )
        connection.execute("detach known")
    target.chmod(0o600)


def _stored(moment: datetime) -> datetime:
    """The ledger holds UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _kept_rows(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """The condition that leaves a table with what was known."""
    names = {name for name, _ in columns(connection, "landing", schema, table)}
    if (schema, table) == ("ledger", "findings"):
        return (
            "where first_seen_at <= $moment and (extract_sha256 is null"
            " or (source_id, extract_sha256) in (select source_id, extract_sha256 from kept))"
        )
    if "_extract_sha256" in names:
        return "where (_source_id, _extract_sha256) in (from kept)"
    if {"source_id", "extract_sha256"} <= names:
        return "where (source_id, extract_sha256) in (from kept)"
    return ""
