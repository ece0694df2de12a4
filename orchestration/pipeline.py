"""The night, as one call: fetch if asked to, collect, load, build, judge, publish.

Belongs here: the order of the stages, when there is nothing to do (promise 6), and the report.
Does not belong here: the single stages (`stages.py`), or dagster. The assets of the UI and the
command line call the same functions, so both mean the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import Exit, Finding, WarehouseError
from orchestration.extract.inbox import scan
from orchestration.extract.portals import SourceFetch
from orchestration.fetch import fetch_sources, is_cut_off
from orchestration.release import catalogue, pointer, publish, rollback
from orchestration.report import (
    RefreshReport,
    SourceReport,
    keep_report,
    key_of,
    last_report,
    mark_new,
    peak_memory_mb,
    total,
)
from orchestration.stages import (
    InternalError,
    Progress,
    SourceOutcome,
    build_candidate,
    guarded,
    ingest,
    ingest_source,
    known_source,
    make_landing_tables,
    quiet,
    refused,
    release_candidate,
    run_gate,
    source_reports,
    warning_findings,
)
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse import ledger
from orchestration.warehouse.fingerprint import fingerprint
from orchestration.warehouse.project import Project, usable_project

if TYPE_CHECKING:
    from orchestration.extract.network import Outside
    from orchestration.settings import Settings

__all__ = [
    "InternalError",
    "SourceOutcome",
    "build_candidate",
    "ingest_source",
    "refresh",
    "release_candidate",
    "run_gate",
]


@dataclass
class Clock:
    """Seconds per stage of one run, and the stage it is in."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to `name`."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)


def refresh(
    settings: Settings,
    inbox: Path | None = None,
    sources: tuple[str, ...] = (),
    progress: Progress = quiet,
    *,
    fetches: bool = False,
    outside: Outside | None = None,
) -> RefreshReport:
    """Collect, load, build, judge, publish: the night, as one call under one lock.

    `sources` limits what is collected; a release always holds all sources. `fetches` asks the
    portals of the same sources first and goes on with what there is. The report's `exit_code` is
    0, 3 or 7.
    Errors: every other code is a WarehouseError; after each the current release stands. One that
    comes after loading carries the report, which is kept like any other.
    """
    run_id = candidates.new_run_id()
    with guarded(settings, "start", run_id):
        work = _Refresh(settings, run_id, inbox or settings.inbox, sources, progress)
        if fetches:
            work.fetch(outside)
        return work.run()


class _Refresh:
    """The steps of one refresh, which share its clock, findings and project."""

    def __init__(
        self,
        settings: Settings,
        run_id: str,
        inbox: Path,
        wanted: tuple[str, ...],
        progress: Progress,
    ) -> None:
        self.settings = settings
        self.run_id = run_id
        self.inbox = inbox
        self.wanted = wanted
        self.progress = progress
        self.started_at = datetime.now(UTC)
        self.clock = Clock()
        self.findings: list[Finding] = []
        self.new: dict[str, int] = {}
        self.in_inbox = 0
        self.fetched: tuple[SourceFetch, ...] = ()
        self.previous = pointer.current_id(settings)

    def fetch(self, outside: Outside | None) -> None:
        """Ask the portals; what they gave lies in the archive, what is wrong in the ledger."""
        project = self._project()
        make_landing_tables(self.settings, project)
        with self.clock.stage("fetch"):
            self.fetched = fetch_sources(
                self.settings, project, self.wanted, self.inbox, self.progress, outside
            )

    def _project(self) -> Project:
        """The project, once every name that a person gave is known in it."""
        project = usable_project(self.settings)
        for source_id in self.wanted:
            known_source(project, source_id)
        return project

    def run(self) -> RefreshReport:
        """Go as far as there is something to do."""
        project = self._project()
        swept = candidates.sweep(self.settings)
        if swept:
            self.progress("start", f"swept {len(swept)} old candidates")
        with self.clock.stage("load"):
            self._ingest_all(project)
        try:
            return self._after_loading(project)
        except WarehouseError as error:
            # A full disk may refuse the report too; the error itself says more than that.
            with suppress(OSError, duckdb.Error):
                self.findings.extend(ledger.unused_extracts(self.settings))
                error.report = self._report(project, None, None, error.code, error.sentence())
            raise

    def _after_loading(self, project: Project) -> RefreshReport:
        extracts = ledger.extracts_in_use(self.settings)
        if not extracts:
            return self._report(project, None, None, Exit.NO_SOURCE)
        now = fingerprint(project.path, extracts)
        if self._is_current(now):
            code = Exit.NO_SOURCE if self._is_cut_off else Exit.OK
            return self._report(project, None, None, code)
        if self._adopt(now):
            return self._report(project, pointer.current_id(self.settings), None, Exit.OK)
        return self._publish(project)

    def _ingest_all(self, project: Project) -> None:
        for source_id, error in project.broken.items():
            self.findings.append(
                Finding(source_id, "F74", "refused", error.message, error.next_step)
            )
        make_landing_tables(self.settings, project)
        for source_id in project.contracts:
            collects = not self.wanted or source_id in self.wanted
            outcome = ingest(
                self.settings,
                project,
                source_id,
                self.inbox,
                collects=collects,
                progress=self.progress,
            )
            self.new[source_id] = outcome.new_extracts
            self.in_inbox += outcome.in_inbox
            self.findings.extend(outcome.findings)
        for done in self.fetched:
            self.new[done.source_id] += len(done.new)
        # Also those of portals that this run did not ask: they stand until the portal answers.
        self.findings.extend(ledger.standing_findings(self.settings, "fetch"))

    @property
    def _is_cut_off(self) -> bool:
        """True when the portals stayed silent and nobody dropped anything either."""
        return is_cut_off(self.fetched) and not self.in_inbox

    def _strangers(self, project: Project) -> tuple[SourceReport, ...]:
        """Folders of the inbox that no contract declares: said, and not a finding."""
        folders = scan(self.inbox, project.contracts).no_contract.keys() - project.broken.keys()
        return tuple(
            SourceReport(source_id=folder, country=folder[:2], status="no contract")
            for folder in sorted(folders)
        )

    def _is_current(self, now: str) -> bool:
        current = catalogue.standing(self.settings)
        if current is None or current.manifest is None:
            return False
        return current.manifest.fingerprint == now or rollback.was_left(self.settings, now)

    def _adopt(self, now: str) -> bool:
        """Make a complete release current that a killed run left one step before its flip (F07)."""
        newest = next(reversed(catalogue.releases(self.settings)), None)
        if newest is None or newest.manifest is None or newest.manifest.fingerprint != now:
            return False
        publish.verify_elsewhere(self.settings, newest.path)
        pointer.flip(self.settings, newest.release_id)
        return True

    def _publish(self, project: Project) -> RefreshReport:
        with self.clock.stage("build"):
            build_candidate(self.settings, self.run_id, progress=self.progress)
        with self.clock.stage("gate"):
            judged = run_gate(self.settings, self.run_id, progress=self.progress)
        if judged.refusals:
            raise refused(judged, self.run_id)
        self.findings.extend(ledger.unused_extracts(self.settings))
        with self.clock.stage("release"):
            release = release_candidate(
                self.settings, self.run_id, findings=tuple(self.findings), progress=self.progress
            )
        self.findings.extend(warning_findings(judged))
        return self._report(
            project,
            release.release_id,
            candidates.find(self.settings, self.run_id).database,
            Exit.OK,
        )

    def _report(
        self,
        project: Project,
        published: str | None,
        database: Path | None,
        code: Exit,
        refusal: str = "",
    ) -> RefreshReport:
        """Sum up. New findings, or a release that had to refuse something, make a 0 a 7."""
        findings = mark_new(self.findings, self._told())
        refused = any(one.severity == "refused" for one in findings)
        if code == Exit.OK and (any(one.is_new for one in findings) or (published and refused)):
            code = Exit.FINDINGS
        sources = (
            *source_reports(self.settings, project, findings, self.new, database),
            *self._strangers(project),
        )
        report = RefreshReport(
            run_id=self.run_id,
            started_at=self.started_at,
            sources=sources,
            totals=total(sources),
            findings=findings,
            release_id=published or self.previous,
            previous=self.previous,
            is_published=published is not None,
            candidate_id=self.run_id if database or code == Exit.GATE_REFUSED else None,
            exit_code=code,
            seconds=self.clock.seconds,
            peak_memory_mb=peak_memory_mb(),
            refusal=refusal,
            is_cut_off=self._is_cut_off,
            by_hand=tuple(
                f"{done.source_id}, by hand: {how}" for done in self.fetched for how in done.by_hand
            ),
        )
        keep_report(self.settings, report)
        return report

    def _told(self) -> set[str]:
        """Keys of findings that somebody was told of; of portals, only the ledger knows."""
        standing = {key_of(one) for one in ledger.standing_findings(self.settings, "fetch")}
        new = {key_of(one) for done in self.fetched for one in done.new_findings}
        return (_known_keys(self.settings, self.previous) | standing) - new


def _known_keys(settings: Settings, previous: str | None) -> set[str]:
    """Findings that somebody was told: by the release that was current, or by the last run."""
    last = last_report(settings)
    keys = {finding.key for finding in last.findings} if last else set()
    for release in catalogue.releases(settings):
        if release.release_id == previous and release.manifest:
            keys |= {finding.key for finding in release.manifest.findings}
    return keys
