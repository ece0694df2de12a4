"""What one refresh did, for a person, a scheduler and the next refresh.

Belongs here: the report's shape, its one-sentence outcome, which findings are new, and keeping the
last report.
Does not belong here: doing any of it (`pipeline.py`), or printing it (`cli.py`).
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.errors import Exit, Finding
from orchestration.release.manifest import KnownFinding, SourceState

if TYPE_CHECKING:
    from orchestration.settings import Settings

#: `Finding.source_id` of what belongs to no single source.
WAREHOUSE = "warehouse"

Status = Literal["ok", "findings", "refused", "no extract", "no contract"]


class ReportPart(BaseModel):
    """Base of the report's parts: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FindingReport(ReportPart):
    """One finding and whether this run saw it first."""

    source_id: str
    fault: str
    severity: Literal["refused", "warning"]
    message: str
    next_step: str = ""
    file_name: str | None = None
    extract_sha256: str | None = None
    line: int | None = None
    column: str | None = None
    is_new: bool

    @property
    def key(self) -> str:
        """What makes two findings the same one: not the counts in its message."""
        return key_of(self)

    def known(self) -> KnownFinding:
        """The form that a release keeps."""
        return KnownFinding(
            source_id=self.source_id,
            fault=self.fault,
            severity=self.severity,
            key=self.key,
            message=self.message,
        )


class SourceReport(ReportPart):
    """One source after the run. Lines are physical lines over all its loaded extracts."""

    source_id: str
    country: str
    status: Status
    extracts: int = 0
    new: int = 0
    lines: int = 0
    loaded: int = 0
    quarantined: int = 0
    declared: int = 0
    newest_period: date | None = None
    last_retrieved_at: datetime | None = None

    def state(self) -> SourceState:
        """The form that a release keeps."""
        return SourceState(
            source_id=self.source_id,
            country=self.country,
            extracts=self.extracts,
            loaded_lines=self.loaded,
            quarantined_lines=self.quarantined,
            newest_period=self.newest_period,
            last_retrieved_at=self.last_retrieved_at,
        )


class Totals(ReportPart):
    """Sums over all sources."""

    sources: int
    extracts: int
    new: int
    lines: int
    loaded: int
    quarantined: int
    declared: int


class RefreshReport(ReportPart):
    """One refresh. `seconds` per stage; `peak_memory_mb` of this process or its largest child."""

    run_id: str
    started_at: datetime
    sources: tuple[SourceReport, ...]
    totals: Totals
    findings: tuple[FindingReport, ...]
    release_id: str | None
    """The release that is current after the run."""
    previous: str | None
    """The release that was current before it."""
    is_published: bool
    candidate_id: str | None
    exit_code: int
    seconds: dict[str, float]
    peak_memory_mb: float
    refusal: str = ""
    """Why the run ended without a release that it should have made; empty when it did not."""
    is_cut_off: bool = False
    """True when every portal that was asked stayed silent and the inbox held nothing."""
    by_hand: tuple[str, ...] = ()
    """What a person has to retrieve, and how: `<source>, by hand: …`."""

    def outcome(self) -> str:
        """The last line on the terminal (`faults.md` section f)."""
        if self.refusal:
            return self.refusal
        if self.exit_code == Exit.NO_SOURCE:
            stands = f" Release {self.previous} stands." if self.previous else ""
            if self.is_cut_off:
                return f"No source answered.{stands} Network? safercities doctor"
            return f"No source has any rows.{stands} Inbox empty? safercities doctor"
        refused = [one for one in self.findings if one.severity == "refused"]
        new = sum(one.is_new for one in self.findings)
        if not self.is_published:
            told = f" {new} new findings: safercities status" if new else ""
            return f"Nothing new since {self.release_id}.{told}"
        with_rows = [one for one in self.sources if one.extracts]
        held = {one.source_id for one in refused}
        good = sum(one.source_id not in held for one in with_rows)
        head = f"Published {self.release_id}: {good} of {len(with_rows)} sources"
        if refused:
            return f"{head}. {self._keeps(refused[0])}"
        warnings = f", {len(self.findings)} warnings" if self.findings else ", 0 held"
        return f"{head}{warnings}."

    def _keeps(self, first: FindingReport) -> str:
        source = next((one for one in self.sources if one.source_id == first.source_id), None)
        place = f", line {first.line}" if first.line else ""
        if source is None or source.last_retrieved_at is None:
            return f"{first.source_id}: {first.fault}{place}."
        since = source.last_retrieved_at.date().isoformat()
        return f"{first.source_id} keeps its rows of {since}: {first.fault}{place}."


def key_of(finding: Finding | FindingReport) -> str:
    """The identity of a finding across runs."""
    what = finding.extract_sha256 or finding.file_name or ""
    return "|".join(
        (finding.source_id, finding.fault, finding.severity, what, finding.column or "")
    )


def mark_new(findings: Iterable[Finding], known: set[str]) -> tuple[FindingReport, ...]:
    """Findings with each one's newness, refusals first; one that was said twice is kept once."""
    unique = {key_of(finding): finding for finding in findings}
    marked = (
        FindingReport(**vars(finding), is_new=key not in known) for key, finding in unique.items()
    )
    return tuple(
        sorted(marked, key=lambda one: (one.severity != "refused", one.source_id, one.key))
    )


def total(sources: Iterable[SourceReport]) -> Totals:
    """Sum over sources; those without an extract count for nothing."""
    rows = [source for source in sources if source.extracts]
    return Totals(
        sources=len(rows),
        extracts=sum(row.extracts for row in rows),
        new=sum(row.new for row in rows),
        lines=sum(row.lines for row in rows),
        loaded=sum(row.loaded for row in rows),
        quarantined=sum(row.quarantined for row in rows),
        declared=sum(row.declared for row in rows),
    )


def peak_memory_mb() -> float:
    """Peak resident memory of this process or of any ended child, in MB (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return round(peak * unit / 1e6, 1)


def _last_report_path(settings: Settings) -> Path:
    return settings.work / "last_report.json"


def keep_report(settings: Settings, report: RefreshReport) -> None:
    """Remember the report: the next run says what is new against it, `status` shows it."""
    path = _last_report_path(settings)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(report.model_dump_json(indent=1), encoding="utf-8")
    temporary.chmod(0o600)
    temporary.replace(path)


def last_report(settings: Settings) -> RefreshReport | None:
    """The report of the last finished refresh, or None."""
    try:
        return RefreshReport.model_validate_json(_last_report_path(settings).read_bytes())
    except (OSError, ValidationError):
        return None
