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
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from expectations.verdict import Verdict
from orchestration.errors import Damaged
from orchestration.fault_point import point
from orchestration.release import catalogue, pointer, public_database
from orchestration.release.manifest import (
    DATABASE,
    FILE_NAME,
    KnownFinding,
    ReleaseManifest,
    SourceState,
    next_release_id,
)
from orchestration.release.verify import write_sums
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.nodes import DbtManifest

if TYPE_CHECKING:
    from orchestration.release.verdict import CandidateVerdict
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

_README = """Safer Cities Warehouse, release {release_id}
{notice}
warehouse.duckdb   the tables; open it with DuckDB 1.4.1 or newer, for example
                   duckdb -readonly warehouse.duckdb "from meta.columns"
checks.html        every check that this release passed, and the warnings it carries
release.json       what it was made from: extracts by SHA-256, counts per source and table
SHA256SUMS         sha256sum -c SHA256SUMS

Start with meta.columns (what each column means), meta.sources (who published what, how new it is,
under which licence) and meta.checks. A null is never a zero.
"""
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

    Errors: GateRefused (a restricted column), Damaged (it does not verify), OSError, duckdb.Error;
    after each of them the pointer and the releases are what they were.
    """
    if verdict.refusals:
        raise ValueError("a refused candidate is never published")
    point("release.before_dir")
    catalogue.clear_leftovers(settings)
    manifest = _new_manifest(settings, candidate, findings)
    temporary = settings.releases / f".tmp-{manifest.release_id}"
    try:
        _fill(settings, candidate, verdict, manifest, temporary)
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
    catalogue.prune(settings)
    return catalogue.find(settings, manifest.release_id)


def verify_elsewhere(settings: Settings, release: Path) -> None:
    """Verify a release folder from another process, as a reader would meet it.

    Errors: Damaged with the first problem, also when that process dies.
    """
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.release.verify", str(release)],
        cwd=PROJECT_ROOT,
        env={**os.environ, **environment_of(settings)},
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


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as variables, for a child process; no secret among them."""
    return {
        f"SAFERCITIES_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
        if not isinstance(value, SecretStr)
    }


def _new_manifest(settings: Settings, candidate: Candidate, findings: Findings) -> ReleaseManifest:
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
    )


def _fill(
    settings: Settings,
    candidate: Candidate,
    verdict: CandidateVerdict,
    manifest: ReleaseManifest,
    folder: Path,
) -> None:
    public = folder / "public"
    public.mkdir(parents=True)
    for readable in (folder, public):
        readable.chmod(0o755)
    written = public_database.write(
        settings,
        candidate.database,
        folder / DATABASE,
        DbtManifest.read(candidate.manifest).public_tables(),
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
    notice = _SYNTHETIC if manifest.is_synthetic else ""
    _write(public / "README.txt", _README.format(release_id=manifest.release_id, notice=notice))
    _write_checks_page(candidate, verdict, manifest, public / "checks.html")
    point("release.mid_sums")
    write_sums(public)
    (public / "SHA256SUMS").chmod(0o444)


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
        [check for check in judged.checks if check.kind != "great_expectations"],
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
    pointer.fsync_folder(folder / "public")
    pointer.fsync_folder(folder)
