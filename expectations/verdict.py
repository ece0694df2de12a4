"""What the gate is asked (`plan.json`) and what it answers (`verdict.json`).

Belongs here: the two documents as typed models, reading and atomic writing of them, and the pure
rule by which a reader finds reasons to refuse.
Does not belong here: evaluating anything (`evaluate.py`), or publishing.
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["critical", "warning"]
Outcome = Literal["pass", "fail", "could_not_evaluate"]


class Document(BaseModel):
    """Base of both documents: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plan(Document):
    """What must be checked, on which candidate. Written by the orchestration, never by the gate."""

    candidate_id: Annotated[str, Field(min_length=1)]
    database: Path
    """The candidate file; a relative path is taken from the folder of the plan."""
    content_hash: Annotated[str, Field(min_length=1)]
    """Content hash of the candidate; the verdict is valid for this one only (F55)."""
    suites: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of the suites that must run. A list, not what happens to be found (F53)."""
    thresholds: dict[str, int] = Field(default_factory=dict)
    """Least number of rows by table (`core.fct_offence`); raises the floor of its suite."""
    expected_empty: dict[str, str] = Field(default_factory=dict)
    """Table -> why it may have no rows (ruling 6)."""
    memory: str = "2GB"
    threads: int = 2
    spill: Path | None = None
    """Folder for DuckDB's temporary files."""


class Judgement(Document):
    """One expectation and how it ended. Holds numbers and names, never a value of a row."""

    name: str
    statement: str = ""
    """What must hold, in words."""
    type: str
    column: str | None = None
    severity: Severity
    verdict: Outcome
    observed: int | None = None
    """Number of offending rows (or of rows, for a row floor), when it could be counted."""
    source_id: str | None = None
    """The source of all offending rows, when it is one."""
    sources: dict[str, int] = Field(default_factory=dict)
    """Offending rows by source."""
    reason: str | None = None
    """Why it failed to evaluate: a kind of error, never its text, which may quote a cell."""


class SuiteVerdict(Document):
    """All judgements on one table."""

    suite: str
    table: str | None
    row_count: int | None
    expectations: tuple[Judgement, ...]

    def outcome(self) -> Outcome:
        """Return the worst outcome of its critical expectations; no expectation is no pass."""
        critical = {e.verdict for e in self.expectations if e.severity == "critical"}
        if "fail" in critical:
            return "fail"
        return "pass" if critical == {"pass"} else "could_not_evaluate"


class Verdict(Document):
    """The answer of the gate for one candidate."""

    candidate_id: str
    content_hash: str
    suites: tuple[SuiteVerdict, ...]
    started_at: datetime
    finished_at: datetime

    def refusals(self, *, candidate_id: str, content_hash: str, suites: set[str]) -> list[str]:
        """Return why this verdict does not let the candidate be published; empty when it does.

        The arguments say what the reader knows of the candidate, not what the verdict claims.
        """
        if (self.candidate_id, self.content_hash) != (candidate_id, content_hash):
            return [f"F55: verdict is for candidate {self.candidate_id}, this is {candidate_id}"]
        missing = sorted(suites - {s.suite for s in self.suites})
        reasons = [f"F53: suite {name} has no verdict" for name in missing]
        for suite in self.suites:
            if not any(e.severity == "critical" for e in suite.expectations):
                reasons.append(f"F53: suite {suite.suite} evaluated 0 critical expectations")
            reasons.extend(
                _refusal(suite.suite, e)
                for e in suite.expectations
                if e.severity == "critical" and e.verdict != "pass"
            )
        return reasons

    def warnings(self) -> list[str]:
        """Return the warnings that did not pass: they are published and said (F56)."""
        return [
            _refusal(suite.suite, e)
            for suite in self.suites
            for e in suite.expectations
            if e.severity == "warning" and e.verdict != "pass"
        ]


def _refusal(suite: str, judged: Judgement) -> str:
    what = f"{suite}.{judged.name}"
    if judged.verdict == "could_not_evaluate":
        return f"F54: could not evaluate {what}: {judged.reason or 'unknown reason'}"
    count = "" if judged.observed is None else f" ({judged.observed:,} rows)"
    return f"{what} failed{count}: {judged.statement or judged.type}"


def read_plan(path: Path) -> Plan:
    """Read a plan; its relative paths are taken from the plan's own folder.

    Errors: OSError when it cannot be read, pydantic.ValidationError when it is not a plan.
    """
    plan = Plan.model_validate_json(path.read_bytes())
    return plan.model_copy(update={"database": path.parent / plan.database})


def write_verdict(verdict: Verdict, path: Path) -> None:
    """Write `verdict` so that a reader sees the whole of it or nothing, mode 0600."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(verdict.model_dump_json(indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
