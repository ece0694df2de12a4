"""The page of checks that a release carries: one HTML file, nothing loaded from anywhere.

Belongs here: rendering a verdict, with the results of other checks handed in, as a page that reads
without colour, without a mouse and without a network.
Does not belong here: judging (`evaluate.py`), or Great Expectations' own Data Docs, which pull
styles from the network and stay in the restricted zone (ruling 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import BaseModel, ConfigDict

from expectations.verdict import Judgement, Outcome, Verdict

Shown = Outcome | Literal["not_applicable"]
"""A rule of another tool may have nothing to stand on: a floor before the first release."""

#: Outcome -> the word, the mark and the style class; never a colour alone.
OUTCOMES: dict[Shown, tuple[str, str, str]] = {
    "fail": ("failed", "✗", "fail"),
    "could_not_evaluate": ("could not be evaluated", "?", "unclear"),
    "pass": ("passed", "✓", "pass"),
    "not_applicable": ("not applicable", "–", "none"),
}


class ReleaseInfo(BaseModel):
    """What the page says about the release it belongs to."""

    model_config = ConfigDict(frozen=True)

    title: str
    """Release id, or candidate id while there is no release."""
    created_at: str
    is_synthetic: bool = False
    """True puts the word SYNTHETIC at the top: invented figures never look real."""


class OtherCheck(BaseModel):
    """A check that another tool ran (dbt, the line account); rows counted, never shown."""

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="ignore")

    check_name: str
    kind: str
    table_name: str | None = None
    column_name: str | None = None
    severity: Literal["critical", "error", "warning"]
    verdict: Shown
    failures: int | None = None
    source_id: str | None = None


@dataclass(frozen=True)
class Line:
    """One check as a row of the page."""

    name: str
    statement: str
    kind: str
    severity: str
    verdict: Shown
    detail: str


@dataclass(frozen=True)
class Section:
    """One table of the warehouse and its checks, worst first."""

    table: str
    row_count: int | None
    lines: tuple[Line, ...]

    @property
    def verdict(self) -> Shown:
        """The worst outcome of its checks."""
        return min((line.verdict for line in self.lines), key=list(OUTCOMES).index)


def render(verdict: Verdict, release: ReleaseInfo, others: Iterable[Any] = ()) -> str:
    """Return the page as HTML text.

    `others` are checks of other tools: mappings or objects with the fields of `OtherCheck`.
    Errors: pydantic.ValidationError when one of them lacks a field.
    """
    sections = _sections(verdict, [OtherCheck.model_validate(other) for other in others])
    environment = Environment(
        loader=PackageLoader("expectations"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("checks.html.j2").render(
        release=release,
        verdict=verdict,
        sections=sections,
        outcomes=OUTCOMES,
        counts=_counts(sections),
    )


def _sections(verdict: Verdict, others: Sequence[OtherCheck]) -> list[Section]:
    lines: dict[str, list[Line]] = {}
    rows: dict[str, int | None] = {}
    for suite in verdict.suites:
        table = suite.table or f"suite {suite.suite}"
        rows[table] = suite.row_count
        lines.setdefault(table, []).extend(_expectation_line(e) for e in suite.expectations)
    for other in others:
        lines.setdefault(other.table_name or "the whole warehouse", []).append(_other_line(other))
    worst_first = list(OUTCOMES)
    sections = [
        Section(
            table,
            rows.get(table),
            tuple(sorted(found, key=lambda line: worst_first.index(line.verdict))),
        )
        for table, found in lines.items()
        if found
    ]
    return sorted(sections, key=lambda s: (worst_first.index(s.verdict), s.table))


def _expectation_line(judged: Judgement) -> Line:
    sources = set(judged.sources) | ({judged.source_id} if judged.source_id else set())
    return Line(
        name=judged.name,
        statement=judged.statement,
        kind="Great Expectations",
        severity=judged.severity,
        verdict=judged.verdict,
        detail=_detail(judged.observed, sources, judged.reason),
    )


def _other_line(other: OtherCheck) -> Line:
    return Line(
        name=other.check_name,
        statement=f"column {other.column_name}" if other.column_name else "",
        kind=other.kind.replace("_", " "),
        severity="warning" if other.severity == "warning" else "critical",
        verdict=other.verdict,
        detail=_detail(other.failures or None, [other.source_id] if other.source_id else [], None),
    )


def _detail(rows: int | None, sources: Iterable[str], reason: str | None) -> str:
    parts = [
        "" if rows is None else f"{rows:,} row{'' if rows == 1 else 's'}",
        ", ".join(sorted(sources)),
        reason or "",
    ]
    return "; ".join(part for part in parts if part)


def _counts(sections: Sequence[Section]) -> dict[Shown, int]:
    """How many checks ended how; what no check ended in is only shown where it is a verdict."""
    every = [line.verdict for section in sections for line in section.lines]
    return {
        outcome: every.count(outcome)
        for outcome in OUTCOMES
        if outcome != "not_applicable" or outcome in every
    }
