"""`safercities fetch`: every source asked, one failing source never stopping another.

Belongs here: the order of sources, the lock, the exit code and the one-sentence outcome.
Does not belong here: how a source is asked (`extract/portals.py`), printing (`cli.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.errors import Exit, Finding
from orchestration.extract.network import Outside
from orchestration.extract.partial import sweep
from orchestration.extract.portals import SourceFetch
from orchestration.stages import (
    Progress,
    ask_portals,
    guarded,
    known_source,
    make_landing_tables,
    quiet,
    refuse_synthetic,
)
from orchestration.warehouse.candidate import new_run_id
from orchestration.warehouse.project import usable_project

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings
    from orchestration.warehouse.project import Project


@dataclass(frozen=True)
class FetchReport:
    """What one fetch did. `named`: sources that a person asked for by name."""

    sources: tuple[SourceFetch, ...]
    broken: tuple[Finding, ...]
    named: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of broken contracts first."""
        return (*self.broken, *(one for source in self.sources for one in source.findings))

    @property
    def exit_code(self) -> Exit:
        """0, 3 when all that was asked stayed silent, 7 with something to read."""
        if is_cut_off(self.sources):
            return Exit.NO_SOURCE
        waiting = any(source.by_hand for source in self.sources if source.source_id in self.named)
        return Exit.FINDINGS if self.findings or waiting else Exit.OK

    def outcome(self) -> str:
        """The last line on the terminal."""
        if self.exit_code == Exit.NO_SOURCE:
            return "No source answered. What is archived stands. Network? safercities doctor"
        asked = [source for source in self.sources if source.asked]
        good = sum(not source.findings for source in asked)
        new = sum(len(source.new) for source in self.sources)
        by_hand = sum(not source.asked for source in self.sources)
        head = f"Fetched {new} new extracts: {good} of {len(asked)} sources"
        rest = f", {by_hand} by hand" if by_hand else ""
        step = " Next: safercities refresh" if new else ""
        first = f" {self.findings[0].message}" if self.findings else ""
        return f"{head}{rest}.{first}{step}"

    def document(self) -> dict[str, Any]:
        """The form for machines."""
        return {
            "exit_code": int(self.exit_code),
            "outcome": self.outcome(),
            "sources": [
                {
                    "source_id": one.source_id,
                    "status": one.status,
                    "new": [
                        {"sha256": extract.sha256, "file_name": extract.file_name,
                         "origin": extract.origin, "byte_count": extract.byte_count}
                        for extract in one.new
                    ],
                    "known": one.known,
                    "unchanged": one.unchanged,
                    "ignored": one.ignored,
                    "by_hand": one.by_hand,
                }
                for one in self.sources
            ],
            "findings": [vars(finding) for finding in self.findings],
        }  # fmt: skip


def fetch(
    settings: Settings,
    sources: tuple[str, ...] = (),
    progress: Progress = quiet,
    outside: Outside | None = None,
) -> FetchReport:
    """Ask the portals of all sources, or of those named, and archive what is new.

    Errors: UsageError for an unknown source or a synthetic home; ContractError for a named source
    that cannot be read; Locked; ResourcesExhausted.
    """
    with guarded(settings, "fetch", new_run_id()):
        project = usable_project(settings)
        for source_id in sources:
            known_source(project, source_id)
        make_landing_tables(settings, project)
        done = fetch_sources(settings, project, sources, settings.inbox, progress, outside)
        broken = tuple(
            Finding(source_id, "F74", "refused", error.message, error.next_step)
            for source_id, error in project.broken.items()
            if not sources
        )
    return FetchReport(done, broken, sources)


def fetch_sources(
    settings: Settings,
    project: Project,
    sources: tuple[str, ...],
    inbox: Path,
    progress: Progress,
    outside: Outside | None = None,
) -> tuple[SourceFetch, ...]:
    """Ask for all sources, or those named, under a lock that the caller holds.

    `inbox` is looked at for samples. Errors: UsageError for a synthetic home; ResourcesExhausted.
    """
    refuse_synthetic(settings, project, inbox)
    world = outside or Outside()
    sweep(settings.downloads, world.now().timestamp())
    wanted = sources or tuple(project.contracts)
    return tuple(ask_portals(settings, project, source_id, world, progress) for source_id in wanted)


def is_cut_off(fetched: tuple[SourceFetch, ...]) -> bool:
    """True when something was asked and nobody answered."""
    asked = [source for source in fetched if source.asked]
    return bool(asked) and all(source.is_silent for source in asked)
