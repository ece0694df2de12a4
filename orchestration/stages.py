"""The single stages, each of them safe to call alone.

Belongs here: one function per stage under the lock, what a failing source means for the others
(promise 5), and turning every error into one a person can act on.
Does not belong here: how a stage works (`extract`, `load`, `warehouse`, `release`), the order of
stages (`pipeline.py`), or dagster.
"""

from __future__ import annotations

import difflib
import errno
import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations.suites import REQUIRED
from orchestration import holds
from orchestration.errors import (
    Exit,
    ExtractRefused,
    Finding,
    GateRefused,
    ResourcesExhausted,
    UsageError,
    WarehouseError,
)
from orchestration.extract.archive import archived
from orchestration.extract.inbox import collect, scan
from orchestration.extract.network import Outside
from orchestration.extract.portals import SourceFetch, fetch_source
from orchestration.load import ledger as landing_ledger
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.lock import holder, single_run
from orchestration.release import catalogue, gate, publish, rollback, verdict
from orchestration.release.disclosure import restricted
from orchestration.report import (
    WAREHOUSE,
    FindingReport,
    RefreshReport,
    SourceReport,
    Status,
    key_of,
    mark_new,
)
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse import dbt, ledger
from orchestration.warehouse.content import candidate_hash
from orchestration.warehouse.fingerprint import fingerprint
from orchestration.warehouse.project import Project, keep_sources, usable_project

if TYPE_CHECKING:
    from orchestration.contracts import Contract
    from orchestration.settings import Settings

Progress = Callable[[str, str], None]
"""Told (stage, what) as the work goes on."""

#: Faults that a refresh reports and the ledger does not keep: checks, contracts, errors of ours.
NOT_IN_LEDGER = frozenset({"F56", "F74", "internal"})

#: Free disk must be this many times the last candidate (F10).
HEADROOM = 3


class InternalError(WarehouseError):
    """Our own error. The traceback, which may quote a cell, is only in the restricted log."""

    code = Exit.INTERNAL


@dataclass(frozen=True)
class SourceOutcome:
    """One source after collecting and loading. `in_inbox` counts its extracts found there."""

    source_id: str
    new_extracts: int
    findings: tuple[Finding, ...]
    in_inbox: int = 0
    fetched: SourceFetch | None = None
    """What its portals gave; None when they were not asked."""
    notes: tuple[str, ...] = ()
    """What is recorded and asks nobody to do anything: repeated rows, padded codes."""


def quiet(_stage: str, _what: str) -> None:
    """Progress that tells nobody."""


# --- single stages --------------------------------------------------------------------------------


def ingest_source(
    settings: Settings,
    source_id: str,
    inbox: Path | None = None,
    *,
    run_id: str | None = None,
    progress: Progress = quiet,
    fetches: bool = False,
    outside: Outside | None = None,
) -> SourceOutcome:
    """Collect one source from the inbox, before that from its portals if `fetches`, and load it.

    Errors: UsageError for an unknown source, or for portals asked in a synthetic home; Locked;
    ResourcesExhausted. What is wrong with an extract or a portal is a finding, not an error.
    """
    inbox = inbox or settings.inbox
    with guarded(settings, "load", run_id or candidates.new_run_id()):
        project = usable_project(settings)
        known_source(project, source_id)
        make_landing_tables(settings, project)
        fetched = None
        if fetches:
            refuse_synthetic(settings, project, inbox)
            fetched = ask_portals(settings, project, source_id, outside or Outside(), progress)
        outcome = ingest(settings, project, source_id, inbox, collects=True, progress=progress)
        told = ledger.standing_findings(settings, "fetch")
        return replace(
            outcome,
            new_extracts=outcome.new_extracts + (len(fetched.new) if fetched else 0),
            findings=(*(one for one in told if one.source_id == source_id), *outcome.findings),
            fetched=fetched,
        )


def build_candidate(
    settings: Settings, candidate_id: str, *, progress: Progress = quiet
) -> dbt.BuildResult:
    """Build the candidate of that id from what is loaded; an earlier build of it is replaced.

    Errors: UsageError when nothing is loaded or synthetic meets real; GateRefused when dbt cannot
    read the project; ResourcesExhausted; Locked.
    """
    with guarded(settings, "build", candidate_id):
        return _build(settings, usable_project(settings), candidate_id, progress)


def run_gate(
    settings: Settings, candidate_id: str, *, progress: Progress = quiet
) -> verdict.CandidateVerdict:
    """Judge a candidate; where only sources are to blame, do without what is new of them.

    What the current release does not have of a source to blame is held, and the candidate built
    and judged again: a defect may hide others of the layers above it. This goes on while it is
    other sources that are to blame. What then is still refused is set aside as a whole, so that
    the next run begins from what the current release has.
    Errors: UsageError for an unknown candidate; ResourcesExhausted; Locked. Refusals, always those
    of the last build, are in the result: `release_candidate` will not publish it.
    """
    with guarded(settings, "gate", candidate_id):
        project = usable_project(settings)
        judged = _judge(settings, project, candidates.find(settings, candidate_id), progress)
        lost: frozenset[str] = frozenset()
        while held := holds.hold_blamed(settings, project, judged, lost):
            lost |= held
            progress("gate", f"held {', '.join(sorted(held))}; building again without")
            _build(settings, project, candidate_id, progress)
            judged = _judge(settings, project, candidates.find(settings, candidate_id), progress)
        if judged.refusals:
            holds.set_aside(settings, project, judged)
        return judged


def release_candidate(
    settings: Settings,
    candidate_id: str,
    *,
    findings: tuple[Finding, ...] = (),
    progress: Progress = quiet,
) -> catalogue.Release:
    """Read every verdict again and publish the candidate.

    Errors: GateRefused; Damaged when the new release does not verify; ResourcesExhausted; Locked.
    """
    with guarded(settings, "release", candidate_id):
        project = usable_project(settings)
        candidate = candidates.find(settings, candidate_id)
        progress("release", "reading the verdicts")
        judged = verdict.judge(settings, candidate, candidate_hash(candidate.database), REQUIRED)
        if judged.refusals:
            raise refused(judged, candidate_id)
        sources = source_reports(settings, project, (), {}, candidate.database)
        told = mark_new(
            (*ledger.unused_extracts(settings), *findings, *warning_findings(judged)), set()
        )
        progress("release", "writing and verifying")
        release = publish.publish(
            settings,
            candidate,
            judged,
            publish.Findings(
                tuple(source.state() for source in sources if source.extracts),
                tuple(finding.known() for finding in told),
            ),
        )
        keep_sources(settings, project)
        return release


def nothing_new(settings: Settings) -> str | None:
    """The id of the current release if a build of what is loaded would only repeat it.

    Or repeat a release that a person rolled back from.
    Errors: UsageError when synthetic and real extracts meet.
    """
    current = catalogue.standing(settings)
    if current is None or current.manifest is None:
        return None
    project = usable_project(settings)
    now = fingerprint(project.path, ledger.extracts_in_use(settings))
    is_known = current.manifest.fingerprint == now or rollback.was_left(settings, now)
    return current.release_id if is_known else None


def publish_candidate(settings: Settings, candidate_id: str | None) -> catalogue.Release:
    """Publish a candidate that waits, by hand: that of the id, or the newest one.

    Errors: as `release_candidate`; UsageError when there is none or it is published already.
    """
    with guarded(settings, "release", candidate_id or candidates.new_run_id()):
        found = (
            candidates.find(settings, candidate_id) if candidate_id else candidates.latest(settings)
        )
        if found is None:
            raise UsageError("There is no candidate.", "safercities refresh")
        for release in catalogue.releases(settings):
            if release.manifest and release.manifest.candidate_id == found.candidate_id:
                raise UsageError(
                    f"Candidate {found.candidate_id} is published as {release.release_id}.",
                    f"Make it current: safercities rollback {release.release_id}",
                )
        return release_candidate(settings, found.candidate_id)


def roll_back(settings: Settings, release_id: str | None) -> catalogue.Release:
    """Make another kept release current, once it verifies; see `rollback.roll_back`.

    Errors: UsageError; Damaged; Locked.
    """
    with guarded(settings, "rollback", candidates.new_run_id()):
        return rollback.roll_back(settings, release_id)


def repair_current(settings: Settings) -> rollback.Repair:
    """Let the pointer name a whole release (F68, F69). Errors: Locked."""
    with guarded(settings, "repair", candidates.new_run_id()):
        return rollback.repair(settings)


def prune_releases(settings: Settings, keep: int) -> list[str]:
    """Delete all but the newest `keep` releases and the current one; the ids that went.

    Errors: Locked.
    """
    with guarded(settings, "prune", candidates.new_run_id()):
        catalogue.clear_leftovers(settings)
        return catalogue.prune(settings.model_copy(update={"keep_releases": keep}))


# --- what the stages share ------------------------------------------------------------------------


@contextmanager
def guarded(settings: Settings, stage: str, run_id: str) -> Iterator[None]:
    """Hold the lock and let nothing out that a person could not act on, or that quotes a cell.

    Whatever is written inside, also by dbt and by child processes, is closed to others (F63); what
    a release opens to readers, it opens itself.
    Errors: WarehouseError only (KeyboardInterrupt passes, with the stage as a note).
    """
    umask_before = os.umask(0o077)
    try:
        restricted.refuse_without_key(settings)
        settings.prepare()
        with single_run(settings, run_id):
            yield
    except WarehouseError:
        raise
    except KeyboardInterrupt as interrupt:
        interrupt.add_note(stage)
        raise
    except Exception as error:  # noqa: BLE001 - the boundary: logged whole, told without cells
        raise _explained(settings, stage, run_id, error) from None
    finally:
        os.umask(umask_before)


def _explained(settings: Settings, stage: str, run_id: str, error: Exception) -> WarehouseError:
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return ResourcesExhausted(
            f"Memory: stage {stage} needs more than {settings.memory}.",
            "Nothing published. Raise SAFERCITIES_MEMORY.",
        )
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
    if full or any(sign in text for sign in dbt.OUT_OF_RESOURCES[1:]):
        return ResourcesExhausted(
            f"Disk full in stage {stage}.",
            "Nothing published. Free space or lower SAFERCITIES_KEEP_RELEASES.",
        )
    log = write_traceback(settings, run_id)
    return InternalError(
        f"Internal error in stage {stage}, reference {run_id}. Last release stands.", f"Log: {log}"
    )


def write_traceback(settings: Settings, run_id: str) -> Path:
    """Append the traceback of the current exception to the run's restricted log."""
    settings.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = settings.logs / f"{run_id}.log"
    with log.open("a", encoding="utf-8") as stream:
        stream.write(traceback.format_exc())
    log.chmod(0o600)
    return log


def known_source(project: Project, source_id: str) -> None:
    """Check a source id that a person gave.

    Errors: UsageError with the nearest name; ContractError when its contract cannot be read.
    """
    if source_id in project.contracts:
        return
    if source_id in project.broken:
        raise project.broken[source_id]
    near = difflib.get_close_matches(source_id, project.contracts, n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"No source {source_id!r}.{hint}", "safercities status lists the sources.")


def make_landing_tables(settings: Settings, project: Project) -> None:
    """Let dbt find the landing table of every layout, also of sources without an extract."""
    with Landing(settings) as landing:
        prepare_landing(landing, project.contracts.values())


def refuse_synthetic(settings: Settings, project: Project, inbox: Path) -> None:
    """Ask no portal for a home that holds samples: real and synthetic extracts never meet.

    Errors: UsageError, before anything is asked.
    """
    listing = scan(inbox, project.contracts)
    names = [path.name for paths in listing.files.values() for path in paths]
    for source_id in project.contracts:
        names += [extract.file_name for extract in archived(settings, source_id)]
    if any("synthetic" in name.lower() for name in names):
        raise UsageError(
            "This home holds synthetic extracts: no portal was asked.",
            "Give real data a SAFERCITIES_HOME of their own.",
        )


def ask_portals(
    settings: Settings, project: Project, source_id: str, outside: Outside, progress: Progress
) -> SourceFetch:
    """Ask the portals of one source; what is wrong with them stands in the ledger until it is not.

    Whatever goes wrong stays with the source (promise 5); only a full disk, exhausted memory or an
    interrupt pass.
    """
    progress("fetch", source_id)
    try:
        done = fetch_source(settings, project.contracts[source_id], outside)
    except Exception as error:  # noqa: BLE001 - one source never stops the others
        explained = _explained(settings, "fetch", source_id, error)
        if isinstance(explained, ResourcesExhausted):
            raise explained from None
        done = SourceFetch(source_id, asked=1)
        done.findings.append(
            Finding(source_id, "internal", "refused", explained.message, explained.next_step)
        )
    with Landing(settings) as landing, landing.transaction() as connection:
        done.new_findings = landing_ledger.write_findings(
            connection, source_id, done.findings, landing_ledger.utc_now(), "fetch"
        )
    return done


def ingest(
    settings: Settings,
    project: Project,
    source_id: str,
    inbox: Path,
    *,
    collects: bool,
    progress: Progress,
) -> SourceOutcome:
    """Collect and load one source; whatever goes wrong with it stays with it (promise 5).

    Only a full disk, exhausted memory or an interrupt concern all sources and pass.
    """
    contract = project.contracts[source_id]
    progress("load", source_id)
    try:
        return _collect_and_load(
            settings,
            contract,
            inbox,
            collects,
            holds.is_due(settings, project, source_id),
            progress,
        )
    except ExtractRefused as refusal:
        finding = Finding(
            source_id, refusal.fault, "refused", refusal.message, refusal.next_step,
            line=refusal.line, column=refusal.column,
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - one source never stops the others
        explained = _explained(settings, "load", source_id, error)
        if isinstance(explained, ResourcesExhausted):
            raise explained from None
        finding = Finding(source_id, "internal", "refused", explained.message, explained.next_step)
    return SourceOutcome(source_id, 0, (finding,))


def _collect_and_load(
    settings: Settings,
    contract: Contract,
    inbox: Path,
    collects: bool,
    retry: bool,
    progress: Progress,
) -> SourceOutcome:
    findings: list[Finding] = []
    new = known = 0
    if collects:
        collected = collect(settings, contract, inbox)
        findings = [*collected.refused, *collected.warnings]
        new, known = len(collected.new), collected.known
        if collected.last_known_at is not None:
            progress(
                "load",
                f"{contract.source_id}: {known:,} of its files already archived (the last on"
                f" {collected.last_known_at:%Y-%m-%d}): nothing to do",
            )
    with Landing(settings) as landing:
        loaded = load_source(settings, landing, contract, retry=retry, collected=findings)
    for sentence in loaded.repeated:
        progress("load", sentence)
    return SourceOutcome(
        contract.source_id,
        new,
        (*loaded.refused, *loaded.warnings),
        in_inbox=new + known,
        notes=(*loaded.repeated, *loaded.notes),
    )


def _build(
    settings: Settings, project: Project, candidate_id: str, progress: Progress
) -> dbt.BuildResult:
    extracts = ledger.extracts_in_use(settings)
    if not extracts:
        raise UsageError("No extract is loaded.", "safercities refresh")
    room_for_a_candidate(settings)
    candidate = candidates.create(
        settings, candidate_id, fingerprint(project.path, extracts), extracts
    )
    return dbt.build(
        settings,
        candidate,
        project.contracts,
        project=project.path,
        progress=lambda what: progress("build", what),
    )


def room_for_a_candidate(settings: Settings) -> None:
    """Refuse to begin what would not fit (F10)."""
    last = candidates.latest(settings)
    size = last.database.stat().st_size if last and last.database.exists() else 0
    free = shutil.disk_usage(settings.work).free
    if free < HEADROOM * size:
        raise ResourcesExhausted(
            f"Disk: needs {HEADROOM * size / 1e9:.1f} GB, {free / 1e9:.1f} GB free in "
            "SAFERCITIES_HOME. Nothing published.",
            "Free space or lower SAFERCITIES_KEEP_RELEASES.",
        )


def _judge(
    settings: Settings, project: Project, candidate: candidates.Candidate, progress: Progress
) -> verdict.CandidateVerdict:
    """Ask Great Expectations only about what dbt could build."""
    built = verdict.judge_build(settings, candidate)
    if built.refusals:
        return built
    progress("gate", "reading the candidate")
    before = candidate_hash(candidate.database)
    progress("gate", f"running {len(REQUIRED)} suites")
    gate.run(settings, candidate, project.contracts, before)
    return verdict.judge(settings, candidate, before, REQUIRED)


def refused(judged: verdict.CandidateVerdict, candidate_id: str) -> GateRefused:
    """The error of exit code 4: every reason that fits, then the one-sentence outcome."""
    reasons = [one.reason for one in judged.refusals]
    more = f"\n  and {len(reasons) - 10} more" if len(reasons) > 10 else ""
    listed = "\n  ".join(reasons[:10])
    return GateRefused(
        f"{judged.headline()} Candidate {candidate_id}.\n  {listed}{more}",
        f'If it is right as it is: safercities accept {candidate_id} --because "…"'
        if judged.is_acceptable
        else f"safercities status {candidate_id}",
    )


def warning_findings(judged: verdict.CandidateVerdict) -> tuple[Finding, ...]:
    """Warnings that did not pass: they are published and said (F56)."""
    return tuple(
        Finding(
            source_id=check.source_id or WAREHOUSE,
            fault="F56",
            severity="warning",
            message=_said(check),
            column=check.check_name,
        )
        for check in judged.warnings
    )


def _said(check: verdict.Check) -> str:
    if check.verdict == "could_not_evaluate":
        return f"{check.check_name} could not be evaluated"
    count = "" if check.failures is None else f" ({check.failures:,} rows)"
    return f"{check.check_name} does not hold{count}"


def standing(settings: Settings, report: RefreshReport | None) -> tuple[Finding, ...]:
    """All that stands now: the ledger's findings, and what only the last report knows.

    While a run is at work its ledger is left alone, for a reader would stop it: then what the last
    report said.
    """
    reported = [
        Finding(**one.model_dump(exclude={"is_new"})) for one in (report.findings if report else ())
    ]
    found = tuple(reported)
    if holder(settings) is None:
        # A run that began this very moment is no error either.
        with suppress(duckdb.IOException):
            found = (
                *ledger.standing_findings(settings),
                *ledger.unused_extracts(settings),
                *(one for one in reported if one.fault in NOT_IN_LEDGER),
            )
    unique = {key_of(finding): finding for finding in reversed(found)}
    return tuple(
        sorted(unique.values(), key=lambda one: (one.severity != "refused", one.source_id))
    )


def source_reports(
    settings: Settings,
    project: Project,
    findings: tuple[FindingReport, ...],
    new: dict[str, int],
    database: Path | None,
) -> tuple[SourceReport, ...]:
    """Where every source stands.

    `database` is a candidate; without one the current release says how new its data are.
    """
    accounts = ledger.line_accounts(settings)
    newest = _newest_periods(settings, database)
    worst: dict[str, Status] = {}
    for finding in findings:
        refuses = finding.severity == "refused"
        worst[finding.source_id] = (
            "refused" if refuses else worst.get(finding.source_id, "findings")
        )
    return tuple(
        _source_report(source_id, accounts.get(source_id), worst, new, newest)
        for source_id in sorted(project.contracts.keys() | project.broken.keys())
    )


def _source_report(
    source_id: str,
    account: ledger.LineAccount | None,
    worst: dict[str, Status],
    new: dict[str, int],
    newest: Mapping[str, date | None],
) -> SourceReport:
    country = source_id[:2]
    if account is None:
        return SourceReport(
            source_id=source_id, country=country, status=worst.get(source_id, "no extract")
        )
    return SourceReport(
        source_id=source_id,
        country=country,
        status=worst.get(source_id, "ok"),
        extracts=account.extracts,
        new=new.get(source_id, 0),
        lines=account.physical_lines,
        loaded=account.loaded_lines,
        quarantined=account.quarantined_lines,
        declared=account.declared_lines,
        newest_period=newest.get(source_id),
        last_retrieved_at=account.last_retrieved_at,
    )


def _newest_periods(settings: Settings, database: Path | None) -> Mapping[str, date | None]:
    if database is not None:
        return ledger.newest_periods(settings, database)
    current = catalogue.standing(settings)
    if current is None or current.manifest is None:
        return {}
    return {source.source_id: source.newest_period for source in current.manifest.sources}
