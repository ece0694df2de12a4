"""May this candidate be published?

Belongs here: putting the results of dbt, of Great Expectations, of the line account, of disclosure
control and of the floors side by side, and every reason to refuse, with the source it comes from
(promise 3, F53-F57).
Does not belong here: running a check. Nothing here trusts an exit code: the results are read again
from the candidate's folder, and what is absent counts as failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from expectations.verdict import Judgement, Outcome, SuiteVerdict, Verdict
from orchestration.load.objection import FLOOR
from orchestration.release import catalogue, corrections, floors
from orchestration.release.disclosure import checks as disclosure
from orchestration.warehouse import ledger
from orchestration.warehouse.nodes import DbtManifest, without_cells

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

OUTCOMES: dict[str, Outcome] = {"pass": "pass", "fail": "fail", "warn": "fail", "success": "pass"}


@dataclass(frozen=True)
class Check:
    """One check as `meta.checks` shows it. `failures` counts rows; None where not counted."""

    check_name: str
    kind: Literal["dbt", "great_expectations", "reconciliation", "disclosure", "floor"]
    table_name: str | None
    column_name: str | None
    severity: Literal["error", "warning"]
    verdict: floors.FloorOutcome
    failures: int | None
    source_id: str | None


@dataclass(frozen=True)
class Refusal:
    """One reason not to publish; `sources` are to blame, if it is theirs alone."""

    reason: str
    sources: frozenset[str] = frozenset()
    could_not_evaluate: bool = False
    is_acceptable: bool = False
    """A person may accept it (F57): a floor, and nothing else."""


@dataclass(frozen=True)
class CandidateVerdict:
    """All checks of one candidate and what follows from them.

    `floors` stand apart and are no part of `meta.checks`: they speak of the step from one release
    to the next, and equal content has an equal content hash (promise 6).
    """

    checks: tuple[Check, ...]
    refusals: tuple[Refusal, ...]
    floors: tuple[Check, ...] = ()

    @property
    def warnings(self) -> tuple[Check, ...]:
        """Warnings that did not pass: published, and said (F56). Accepted floors are among them."""
        return tuple(
            check
            for check in (*self.checks, *self.floors)
            if check.severity == "warning" and check.verdict not in {"pass", "not_applicable"}
        )

    @property
    def is_acceptable(self) -> bool:
        """True when it is refused, and by nothing but floors."""
        return bool(self.refusals) and all(refusal.is_acceptable for refusal in self.refusals)

    @property
    def blamed_sources(self) -> frozenset[str]:
        """The sources to hold; empty when at least one refusal is not a source's own fault."""
        if not self.refusals or any(not refusal.sources for refusal in self.refusals):
            return frozenset()
        return frozenset().union(*(refusal.sources for refusal in self.refusals))

    def headline(self) -> str:
        """The outcome of exit code 4 in one sentence."""
        unclear = sum(refusal.could_not_evaluate for refusal in self.refusals)
        failed = len(self.refusals) - unclear
        return f"Not published: {failed} critical checks failed, {unclear} could not be evaluated."


def judge_build(settings: Settings, candidate: Candidate) -> CandidateVerdict:
    """Read dbt's results again: every expected node must have run, every data test have passed."""
    try:
        manifest = DbtManifest.read(candidate.manifest)
        results = _results(candidate.run_results)
    except (OSError, ValueError, KeyError):
        return _without_verdict(f"F06: candidate {candidate.candidate_id} has no results of dbt")
    tests = [node for node, kind in manifest.expected.items() if kind == "test"]
    refusals = [
        _with_corrections(settings, candidate, manifest, node, refusal)
        for node, refusal in _node_refusals(manifest, results)
    ]
    if not tests:
        refusals.append(Refusal("F53: the project holds no data test"))
    return CandidateVerdict(
        tuple(_dbt_check(manifest, node, results.get(node, {})) for node in tests), tuple(refusals)
    )


def judge(
    settings: Settings, candidate: Candidate, content_hash: str, suites: Iterable[str]
) -> CandidateVerdict:
    """Read everything again and judge. `content_hash` is the candidate's own, computed just now."""
    parts = (
        judge_build(settings, candidate),
        _judge_expectations(candidate, content_hash, frozenset(suites)),
        _judge_line_accounts(settings),
        judge_disclosure(settings, candidate),
        judge_floors(settings, candidate),
    )
    return CandidateVerdict(
        tuple(check for part in parts for check in part.checks),
        tuple(refusal for part in parts for refusal in part.refusals),
        tuple(floor for part in parts for floor in part.floors),
    )


def judge_disclosure(settings: Settings, candidate: Candidate) -> CandidateVerdict:
    """May anyone hold it: classes of columns, small cells, the audit, open rows, points (S14)."""
    said = disclosure.run(settings, candidate)
    checks = tuple(
        Check(
            check_name=one.check,
            kind="disclosure",
            table_name=None,
            column_name=None,
            severity="error",
            verdict=one.verdict,
            failures=one.failures,
            source_id=next(iter(one.sources)) if len(one.sources) == 1 else None,
        )
        for one in said
    )
    refusals = tuple(
        Refusal(one.reason, one.sources, could_not_evaluate=one.verdict == "could_not_evaluate")
        for one in said
        if one.verdict != "pass"
    )
    return CandidateVerdict(checks, refusals)


def judge_floors(settings: Settings, candidate: Candidate) -> CandidateVerdict:
    """Compare with the current release, now; what a person accepted is a warning (F57)."""
    stood = floors.stand(settings, candidate)
    sources, reasons = _accepted(settings, candidate)
    left = {one.floor.name: _refusal_of(one, sources, reasons) for one in stood}
    return CandidateVerdict(
        (),
        tuple(refusal for refusal in left.values() if refusal),
        tuple(_floor_check(one, is_refused=left[one.floor.name] is not None) for one in stood),
    )


def _accepted(settings: Settings, candidate: Candidate) -> tuple[set[str], set[str]]:
    """Sources, all of whose extracts new to the release, and reasons that a person accepted.

    An extract is accepted by its hash, a candidate by its fingerprint: all that went in.
    """
    current = catalogue.standing(settings)
    published = (
        {one.extract_sha256 for one in current.manifest.extracts}
        if current and current.manifest
        else set()
    )
    new = {
        (one.source_id, one.extract_sha256)
        for one in candidate.record.extracts
        if one.extract_sha256 not in published
    }
    accepted = ledger.acceptances(settings, FLOOR)
    waiting = new - {(one.source_id, one.extract_sha256) for one in accepted}
    return (
        {source_id for source_id, _ in new} - {source_id for source_id, _ in waiting},
        {one.message for one in accepted if one.extract_sha256 == candidate.record.fingerprint},
    )


def _refusal_of(
    one: floors.Standing, accepted_sources: set[str], accepted_reasons: set[str]
) -> Refusal | None:
    """Why this floor refuses the candidate; None when it holds, only warns, or was accepted."""
    name = one.floor.name
    if one.floor.severity == "warning" or one.verdict in {"pass", "not_applicable"}:
        return None
    if one.verdict == "could_not_evaluate":
        return Refusal(f"F54: could not evaluate {name}: {one.reason}", could_not_evaluate=True)
    count = sum(one.missing.values())
    reason = f"{name} failed ({count:,}): {one.floor.statement}; {one.reason}"
    if reason in accepted_reasons or (one.sources and one.sources <= accepted_sources):
        return None
    return Refusal(reason, one.sources - accepted_sources, is_acceptable=True)


def _floor_check(one: floors.Standing, *, is_refused: bool) -> Check:
    """A floor as the page of checks shows it; accepted, it weighs as a warning does."""
    is_failed = one.verdict == "fail"
    return Check(
        check_name=one.floor.name,
        kind="floor",
        table_name=None,
        column_name=None,
        severity="warning" if is_failed and not is_refused else one.floor.severity,
        verdict=one.verdict,
        failures=sum(one.missing.values()) if is_failed else None,
        source_id=next(iter(one.sources)) if len(one.sources) == 1 else None,
    )


def _without_verdict(reason: str) -> CandidateVerdict:
    return CandidateVerdict((), (Refusal(reason, could_not_evaluate=True),))


def _results(path: Path) -> dict[str, dict[str, Any]]:
    document = json.loads(path.read_bytes())
    return {result["unique_id"]: result for result in document["results"]}


def _with_corrections(
    settings: Settings, candidate: Candidate, manifest: DbtManifest, node: str, refusal: Refusal
) -> Refusal:
    """The same refusal; where declared corrections no longer fit, it names them."""
    if refusal.could_not_evaluate:
        return refusal
    reason = corrections.explained(settings, candidate, manifest, node)
    return replace(refusal, reason=reason) if reason else refusal


def _node_refusals(
    manifest: DbtManifest, results: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, Refusal]]:
    """What failed by itself, by node; if nothing did, what was skipped without a cause."""
    bad = []
    skipped = []
    for node in manifest.expected:
        status = results.get(node, {}).get("status")
        name = manifest.name(node)
        if status is None:
            bad.append((node, Refusal(f"F53: {name} did not run", could_not_evaluate=True)))
        elif status == "skipped":
            skipped.append((node, Refusal(f"F53: {name} was skipped", could_not_evaluate=True)))
        elif status == "fail":
            failures = results[node].get("failures") or 0
            reason = f"{name} failed ({failures:,} rows)"
            bad.append((node, Refusal(reason, _owner(manifest, node))))
        elif status not in {"pass", "success", "warn"}:
            why = without_cells(results[node].get("message") or "")
            reason = f"F54: could not evaluate {name}: {why}"
            bad.append((node, Refusal(reason, _owner(manifest, node), True)))
    yield from bad or skipped


def _owner(manifest: DbtManifest, node: str) -> frozenset[str]:
    source_id = manifest.source_id(node)
    return frozenset({source_id}) if source_id else frozenset()


def _dbt_check(manifest: DbtManifest, node: str, result: dict[str, Any]) -> Check:
    table, column = manifest.tested(node)
    return Check(
        check_name=manifest.name(node),
        kind="dbt",
        table_name=table,
        column_name=column,
        severity=manifest.severity(node),
        verdict=OUTCOMES.get(result.get("status", ""), "could_not_evaluate"),
        failures=result.get("failures"),
        source_id=manifest.source_id(node),
    )


def _judge_expectations(
    candidate: Candidate, content_hash: str, suites: frozenset[str]
) -> CandidateVerdict:
    try:
        verdict = Verdict.model_validate_json(candidate.verdict.read_bytes())
    except (OSError, ValidationError):
        return _without_verdict(f"F06: candidate {candidate.candidate_id} has no verdict")
    structural = [
        Refusal(reason, could_not_evaluate=True)
        for reason in verdict.refusals(
            candidate_id=candidate.candidate_id, content_hash=content_hash, suites=set(suites)
        )
        if reason.startswith(("F53", "F55"))
    ] or _without_suite(candidate, verdict)
    judged = [(suite, one) for suite in verdict.suites for one in suite.expectations]
    failed = [
        _expectation_refusal(suite, one)
        for suite, one in judged
        if one.severity == "critical" and one.verdict != "pass"
    ]
    return CandidateVerdict(
        tuple(_expectation_check(suite, one) for suite, one in judged), (*structural, *failed)
    )


def _without_suite(candidate: Candidate, verdict: Verdict) -> list[Refusal]:
    """A public table that no suite looks at is not published (F53)."""
    try:
        public = DbtManifest.read(candidate.manifest).public_tables()
    except (OSError, ValueError, KeyError):
        return []  # `judge_build` refuses a candidate without a manifest
    looked_at = {suite.table for suite in verdict.suites}
    names = (f"{table.candidate_schema}.{table.candidate_table}" for table in public)
    return [
        Refusal(f"F53: no suite looks at the published table {name}", could_not_evaluate=True)
        for name in names
        if name not in looked_at
    ]


def _expectation_refusal(suite: SuiteVerdict, judged: Judgement) -> Refusal:
    name = f"{suite.suite}.{judged.name}"
    if judged.verdict == "could_not_evaluate":
        return Refusal(
            f"F54: could not evaluate {name}: {judged.reason or 'unknown reason'}",
            could_not_evaluate=True,
        )
    count = "" if judged.observed is None else f" ({judged.observed:,} rows)"
    sources = frozenset(judged.sources) | ({judged.source_id} if judged.source_id else frozenset())
    return Refusal(f"{name} failed{count}: {judged.statement or judged.type}", sources)


def _expectation_check(suite: SuiteVerdict, judged: Judgement) -> Check:
    return Check(
        check_name=f"{suite.suite}.{judged.name}",
        kind="great_expectations",
        table_name=suite.table,
        column_name=judged.column,
        severity="error" if judged.severity == "critical" else "warning",
        verdict=judged.verdict,
        failures=judged.observed,
        source_id=judged.source_id,
    )


def _judge_line_accounts(settings: Settings) -> CandidateVerdict:
    """Promise 1 once more, from the ledger: the parts of every loaded extract add up."""
    accounts = ledger.line_accounts(settings).values()
    if not accounts:
        return _without_verdict("F53: no extract is loaded, so no line could be accounted for")
    checks = tuple(
        Check(
            check_name="every_physical_line_is_accounted_for",
            kind="reconciliation",
            table_name="meta.extracts",
            column_name=None,
            severity="error",
            verdict="fail" if account.unbalanced else "pass",
            failures=account.unbalanced,
            source_id=account.source_id,
        )
        for account in accounts
    )
    refusals = tuple(
        Refusal(f"{check.source_id}: lines of {check.failures} extracts do not add up",
                frozenset({check.source_id or ""}))
        for check in checks
        if check.verdict != "pass"
    )  # fmt: skip
    return CandidateVerdict(checks, refusals)
