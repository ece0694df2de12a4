"""A judged candidate becomes a release.

Belongs here: the folder of a release, its texts, and the order of steps that makes a crash
harmless: write under a temporary name, verify from another process, fsync, rename, flip (F07).
Does not belong here: whether it may be published (`verdict.py`), the database
(`public_database.py`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pydantic import SecretStr

from expectations.verdict import Verdict
from orchestration.errors import Damaged
from orchestration.fault_point import point
from orchestration.release import catalogue, notes, pointer, public_database, signature
from orchestration.release.disclosure import restricted
from orchestration.release.formats import export
from orchestration.release.manifest import (
    DATABASE,
    FILE_NAME,
    KnownFinding,
    ReleaseManifest,
    SourceState,
    next_release_id,
)
from orchestration.release.sums import Digest, write_sums
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.nodes import DbtManifest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from orchestration.release.verdict import CandidateVerdict
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

_README = """Safer Cities Warehouse, release {release_id}
{notice}
warehouse.duckdb   the tables; open it with DuckDB 1.4.1 or newer, for example
                   duckdb -readonly warehouse.duckdb "from meta.columns"
checks.html        every check that this release passed, and the warnings it carries
RELEASE_NOTES.md   what came in, what was held back, what changed (release_notes.json: as data)
release.json       what it was made from: extracts by SHA-256, counts per source and table
parquet/           every table as a Parquet file
csv/               the small marts, for a spreadsheet. A text cell that begins with = + - @ or an
                   apostrophe has one apostrophe more in front, so that it is never run
geo/               boundaries and station points as GeoJSON (WGS84)
sdmx/              the indicators as SDMX-CSV 2.0, with their structure
dictionary.html    every table and column, English and Spanish (dictionary.csv: as data)
licences.csv       who published what, under which terms, and the line that names them
CITATION.cff       how to cite this release
datapackage.json   the files for Frictionless; dcat.jsonld and croissant.json for catalogues
SHA256SUMS         sha256sum -c SHA256SUMS
{signed}

Start with meta.columns (what each column means), meta.sources (who published what, how new it is,
under which licence) and meta.checks. A null is never a zero.
"""
_SIGNED = """SHA256SUMS.sig     who vouches for it; with the publisher's KEY.pem, from elsewhere:
                   openssl pkeyutl -verify -rawin -pubin -inkey KEY.pem -in SHA256SUMS \\
                   -sigfile SHA256SUMS.sig"""
_UNSIGNED = "                   This release is not signed."
_SYNTHETIC = "\nSYNTHETIC DATA: invented samples. No number in here is a fact about any place.\n"


@dataclass(frozen=True)
class Findings:
    """What a reader of the release should know beside its numbers."""

    sources: tuple[SourceState, ...]
    known: tuple[KnownFinding, ...]


def publish(
    settings: Settings, candidate: Candidate, verdict: CandidateVerdict, findings: Findings
) -> catalogue.Release:
    """Publish a candidate that `verdict` does not refuse and make it current.

    Errors: UsageError (a key that cannot be used), GateRefused (a restricted column), Damaged (it
    does not verify), OSError, duckdb.Error; after each, pointer and releases are what they were.
    """
    if verdict.refusals:
        raise ValueError("a refused candidate is never published")
    signer = signature.signing_key(settings)
    signature.public_key(settings)
    point("release.before_dir")
    catalogue.clear_leftovers(settings)
    manifest = _new_manifest(settings, candidate, findings, signer)
    temporary = settings.releases / f".tmp-{manifest.release_id}"
    try:
        known = _fill(settings, candidate, verdict, manifest, temporary)
        _seal(settings, temporary / "public", known, signer)
        point("release.before_verify")
        verify_elsewhere(settings, temporary)
        point("release.after_verify")
        _fsync_tree(temporary)
        point("release.before_dir_rename")
        temporary.replace(settings.releases / manifest.release_id)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    pointer.fsync_folder(settings.releases)
    point("release.after_dir_rename")
    pointer.flip(settings, manifest.release_id)
    # The new release stands; what could not be deleted now, the next one deletes.
    with suppress(OSError):
        catalogue.prune(settings)
    return catalogue.find(settings, manifest.release_id)


def verify_elsewhere(settings: Settings, release: Path) -> None:
    """Verify a release folder from another process, as a reader would meet it.

    Errors: Damaged with the first problem, also when that process dies.
    """
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.release.verify", str(release)],
        cwd=PROJECT_ROOT,
        env={**_without_key(os.environ), **environment_of(settings)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if result.returncode == 0:
        return
    try:
        problems = json.loads(result.stdout)["problems"]
    except (ValueError, KeyError):
        problems = [f"the verifying process ended with {result.returncode}"]
    raise Damaged(f"{release.name.removeprefix('.tmp-')} does not verify: {problems[0]}.",
                  "It was not published; the current release stands.")  # fmt: skip


def _without_key(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that has no business with the signing key."""
    return {name: text for name, text in environment.items() if name != "SAFERCITIES_SIGNING_KEY"}


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as variables, for a child process; no secret among them."""
    return {
        f"SAFERCITIES_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
        if not isinstance(value, SecretStr)
    }


def _new_manifest(
    settings: Settings,
    candidate: Candidate,
    findings: Findings,
    signer: Ed25519PrivateKey | None,
) -> ReleaseManifest:
    existing = [release.release_id for release in catalogue.releases(settings)]
    now = datetime.now(UTC)
    is_synthetic = candidate.record.is_synthetic
    return ReleaseManifest(
        release_id=next_release_id(existing, now.date(), is_synthetic=is_synthetic),
        candidate_id=candidate.candidate_id,
        created_at=now,
        fingerprint=candidate.record.fingerprint,
        content_hash="",
        is_synthetic=is_synthetic,
        previous=pointer.current_id(settings),
        extracts=candidate.record.extracts,
        tables=(),
        sources=findings.sources,
        findings=findings.known,
        versions={name: version(name) for name in ("duckdb", "dbt-core", "great-expectations")},
        signer=signature.fingerprint(signer.public_key()) if signer else None,
    )


def _fill(
    settings: Settings,
    candidate: Candidate,
    verdict: CandidateVerdict,
    manifest: ReleaseManifest,
    folder: Path,
) -> dict[PurePosixPath, Digest]:
    """Write every file but the sums; the result is what is known of files that are finished."""
    public = folder / "public"
    public.mkdir(parents=True)
    for readable in (folder, public):
        readable.chmod(0o755)
    tables = DbtManifest.read(candidate.manifest).public_tables()
    written = public_database.write(
        settings,
        candidate.database,
        folder / DATABASE,
        tables,
        verdict.checks,
        public_database.ReleaseRow(
            manifest.release_id,
            manifest.created_at,
            manifest.candidate_id,
            manifest.fingerprint,
            manifest.is_synthetic,
            manifest.previous,
        ),
    )
    point("release.after_copy")
    complete = manifest.model_copy(
        update={"content_hash": written.content_hash, "tables": written.tables}
    )
    _write(folder / FILE_NAME, complete.model_dump_json(indent=1))
    _write(public / "README.txt", _readme(manifest))
    _write_checks_page(candidate, verdict, manifest, public / "checks.html")
    notes.write(settings, folder / DATABASE, previous_public(settings, manifest), public)
    restricted.write(settings, candidate, folder, manifest.release_id)
    keys = {(table.schema, table.table): table.key for table in tables}
    return export.write_all(settings, folder / DATABASE, keys)


def _seal(
    settings: Settings,
    public: Path,
    known: Mapping[PurePosixPath, Digest],
    signer: Ed25519PrivateKey | None,
) -> None:
    """List every file with its hash, and sign the list where there is a key."""
    point("release.mid_sums")
    write_sums(public, known, settings.threads)
    if signer is not None:
        point("release.before_signature")
        signature.sign(public, signer)


def _readme(manifest: ReleaseManifest) -> str:
    return _README.format(
        release_id=manifest.release_id,
        notice=_SYNTHETIC if manifest.is_synthetic else "",
        signed=_SIGNED if manifest.signer else _UNSIGNED,
    )


def previous_public(settings: Settings, manifest: ReleaseManifest) -> Path | None:
    """The public folder of the release before, or None for a first one."""
    return settings.releases / manifest.previous / "public" if manifest.previous else None


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o444)


def _write_checks_page(
    candidate: Candidate, judged: CandidateVerdict, manifest: ReleaseManifest, target: Path
) -> None:
    from expectations.report import ReleaseInfo, render

    page = render(
        Verdict.model_validate_json(candidate.verdict.read_bytes()),
        ReleaseInfo(
            title=manifest.release_id,
            created_at=f"{manifest.created_at:%Y-%m-%d %H:%M} UTC",
            is_synthetic=manifest.is_synthetic,
        ),
        [check for check in (*judged.checks, *judged.floors) if check.kind != "great_expectations"],
    )
    _write(target, page)


def _fsync_tree(folder: Path) -> None:
    """Bring every file to the disk before the name that promises them is given."""
    point("release.before_fsync_file")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    point("release.before_fsync_dir")
    for path in (*(path for path in sorted(folder.rglob("*")) if path.is_dir()), folder):
        pointer.fsync_folder(path)
