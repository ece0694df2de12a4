"""Evaluate suites on a candidate, three-valued: pass, fail, could not evaluate.

Belongs here: running a suite's checks through Great Expectations, turning each result into a
judgement, counting offending rows, building Data Docs.
Does not belong here: reading a plan or writing a verdict (`runner.py`), any rule (`suites/`).

Results are asked for as BOOLEAN_ONLY and error texts are dropped: both may quote a cell (S12, S13).
Great Expectations takes seconds to import, so it is imported when the first suite runs.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations import engine, suites
from expectations.checks import BATCH, Check, Suite, offending_query, row_count
from expectations.verdict import Judgement, Outcome, Plan, SuiteVerdict, Verdict

_RESULT_FORMAT = "BOOLEAN_ONLY"
_MISSING_COLUMN = re.compile(
    r'Referenced column "(\w+)" not found|column "(\w+)" in BatchData does not exist'
)
_ERROR_CLASS = re.compile(r"\b(?:duckdb\.)*(\w+(?:Exception|Error))\b")
_KINDS = {
    "BinderException": "a column or function of the check does not exist",
    "CatalogException": "a table of the check does not exist",
    "ConversionException": "a value could not be converted",
    "OutOfMemoryException": "not enough memory",
}


def evaluate(plan: Plan, docs: Path | None = None) -> Verdict:
    """Run every suite that `plan` names on its candidate; Data Docs go to the folder `docs`.

    A suite that is absent, empty, crashes, or finds no table or no row is recorded as such.
    Errors: FileNotFoundError or duckdb.IOException when the candidate cannot be opened at all.
    """
    started_at = datetime.now(UTC)
    gate = Gate(plan)
    judged = tuple(gate.judge(name) for name in plan.suites)
    if docs is not None:
        gate.build_docs(docs)
    return Verdict(
        candidate_id=plan.candidate_id,
        content_hash=plan.content_hash,
        suites=judged,
        started_at=started_at,
        finished_at=datetime.now(UTC),
    )


class Gate:
    """One candidate, opened once, with Great Expectations beside it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._database = engine.open_candidate(
            plan.database, memory=plan.memory, threads=plan.threads, spill=plan.spill
        )
        self._expectations = GreatExpectations(plan)

    def judge(self, name: str) -> SuiteVerdict:
        """Run the suite `name` and return what it found; never raises for what the suite does."""
        try:
            suite = suites.load(name)
        except Exception as error:  # noqa: BLE001  a broken module is recorded whatever it raises
            return _not_run(name, None, f"F53: {_class_name(error)} on loading suite {name}")
        if not any(check.severity == "critical" for check in suite.checks):
            return _not_run(name, suite.table, f"F53: suite {name} evaluated 0 expectations")
        rows = self._row_count(suite.table)
        if rows is None:
            return _not_run(name, suite.table, f"F53: table {suite.table} is missing")
        return SuiteVerdict(
            suite=name,
            table=suite.table,
            row_count=rows,
            expectations=tuple(self._judgements(suite, rows)),
        )

    def build_docs(self, folder: Path) -> None:
        """Build Great Expectations' Data Docs into the restricted `folder` (ruling 9)."""
        self._expectations.build_docs(folder)

    def _judgements(self, suite: Suite, rows: int) -> Iterable[Judgement]:
        floor = self._floor(suite)
        checks = (row_count(floor, suite.row_ceiling), *suite.checks)
        if rows == 0 and floor > 0:
            yield _judgement(checks[0], "fail", observed=0)
            for check in suite.checks:
                yield _judgement(check, "could_not_evaluate", reason="the table has no rows")
            return
        try:
            results = self._expectations.run(suite, checks)
        except Exception as error:  # noqa: BLE001  a crash is a finding about the suite
            results = dict.fromkeys((check.name for check in checks), _reason(repr(error)))
        for check in checks:
            yield self._judge_check(suite, check, results.get(check.name, "no result"), rows)

    def _floor(self, suite: Suite) -> int:
        if suite.table in self._plan.expected_empty or suite.may_be_empty:
            return 0
        return max(suite.row_floor, self._plan.thresholds.get(suite.table, 0))

    def _judge_check(self, suite: Suite, check: Check, result: bool | str, rows: int) -> Judgement:
        if isinstance(result, str):
            return _judgement(check, "could_not_evaluate", reason=result)
        if check.name == "row_count":
            why = self._plan.expected_empty.get(suite.table) or suite.may_be_empty
            return _judgement(
                check,
                "pass" if result else "fail",
                observed=rows,
                reason=f"expected empty: {why}" if rows == 0 else None,
            )
        if result:
            return _judgement(check, "pass")
        by_source = self._offending(suite, check)
        # Blame is only laid when it covers every offending row.
        known = {s: n for s, n in by_source.items() if s} if None not in by_source else {}
        return _judgement(
            check,
            "fail",
            observed=sum(by_source.values()) if by_source else None,
            source_id=next(iter(known)) if len(known) == 1 else None,
            sources=known,
        )

    def _row_count(self, table: str) -> int | None:
        try:
            counted = self._database.execute(
                f'select count(*) from "{engine.view_name(table)}"'
            ).fetchone()
        except duckdb.Error:
            return None
        return int(counted[0]) if counted else None

    def _offending(self, suite: Suite, check: Check) -> dict[str | None, int]:
        """Count offending rows by source; empty when they cannot be counted."""
        query = offending_query(check, suite.source)
        if query is None:
            return {}
        query = query.replace(BATCH, engine.view_name(suite.table))
        for source in ("source_id", "null"):
            try:
                return dict(
                    self._database.execute(
                        f"select cast({source} as varchar), count(*) from ({query}) group by 1"
                    ).fetchall()
                )
            except duckdb.Error:
                continue
        return {}


class GreatExpectations:
    """Great Expectations, imported at the first use, on an ephemeral context without telemetry."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._context: Any = None
        self._datasource: Any = None

    def run(self, suite: Suite, checks: tuple[Check, ...]) -> dict[str, bool | str]:
        """Return per check name: True, False, or why it could not be evaluated."""
        self._start()
        import great_expectations as gx

        definition = self._definition(suite)
        together = self._context.suites.add(
            gx.ExpectationSuite(suite.name, expectations=[_expectation(c) for c in checks])
        )
        validation = self._context.validation_definitions.add(
            gx.ValidationDefinition(name=suite.name, data=definition, suite=together)
        )
        outcomes = _outcomes(validation.run(result_format=_RESULT_FORMAT).results)
        batch = definition.get_batch()
        for check in checks:
            # One failing metric can poison its bundle (GX 10709): ask again, alone.
            if isinstance(outcomes.get(check.name), str):
                alone = batch.validate(_expectation(check), result_format=_RESULT_FORMAT)
                outcomes |= _outcomes([alone])
        return outcomes

    def build_docs(self, folder: Path) -> None:
        """Write Data Docs of all suites that ran into `folder`, readable by the owner only."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self._context is None:
            return
        self._scrub()
        self._context.add_data_docs_site(
            site_name="gate",
            site_config={
                "class_name": "SiteBuilder",
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(folder.resolve()),
                },
            },
        )
        self._context.build_data_docs(site_names=["gate"])

    def _start(self) -> None:
        if self._context is not None:
            return
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
        warnings.filterwarnings("ignore", module="great_expectations")
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            ProgressBarsConfig,
        )

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._datasource = context.data_sources.add_sql(
            "candidate",
            connection_string=engine.candidate_url(
                self._plan.database,
                memory=self._plan.memory,
                threads=self._plan.threads,
                spill=self._plan.spill,
            ),
            create_temp_table=False,
        )
        self._context = context

    def _definition(self, suite: Suite) -> Any:
        asset = self._datasource.add_table_asset(
            suite.name, table_name=engine.view_name(suite.table)
        )
        return asset.add_batch_definition_whole_table(suite.name)

    def _scrub(self) -> None:
        """Drop error texts from the stored results, before Data Docs are built from them."""
        store = self._context.validation_results_store
        for key in store.list_keys():
            stored = store.get(key)
            raised = [result for result in stored.results if _raised(result.exception_info)]
            for result in raised:
                result.exception_info = {
                    "raised_exception": True,
                    "exception_traceback": None,
                    "exception_message": _reason(str(result.exception_info)),
                }
            if raised:
                store.set(key, stored)


def _expectation(check: Check) -> Any:
    import great_expectations.expectations as gxe

    arguments = dict(check.arguments)
    if check.expectation == "UnexpectedRowsExpectation":
        # Great Expectations puts the table with an alias of its own where {batch} stands.
        query = (offending_query(check, None) or "").replace(BATCH, f"(select * from {BATCH})")
        # SQLAlchemy would read `:word` inside a literal as a parameter.
        arguments["unexpected_rows_query"] = re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", query)
        arguments["description"] = check.statement
    return getattr(gxe, check.expectation)(
        **arguments, severity=check.severity, meta={"check": check.name}
    )


def _outcomes(results: Iterable[Any]) -> dict[str, bool | str]:
    """Return the three-valued outcome by check name."""
    return {
        result.expectation_config.meta["check"]: _reason(str(result.exception_info))
        if _raised(result.exception_info)
        else bool(result.success)
        for result in results
    }


def _raised(info: Mapping[str, Any] | None) -> bool:
    """Tell whether a result carries an exception: of its own, or of one of its metrics."""
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(_raised(metric) for metric in info.values() if isinstance(metric, Mapping))


def _reason(text: str) -> str:
    """Return the kind of an error, never its text: DuckDB's texts quote the cell they trip over."""
    if column := _MISSING_COLUMN.search(text.replace('\\"', '"')):
        return f"column {column[1] or column[2]} is missing"
    names = _ERROR_CLASS.findall(text)
    for name in names:
        if name in _KINDS:
            return _KINDS[name]
    return names[-1] if names else "unknown error"


def _class_name(error: Exception) -> str:
    return type(error).__name__


def _judgement(
    check: Check,
    outcome: Outcome,
    *,
    observed: int | None = None,
    reason: str | None = None,
    source_id: str | None = None,
    sources: dict[str, int] | None = None,
) -> Judgement:
    return Judgement(
        name=check.name,
        statement=check.statement,
        type=check.expectation,
        column=check.column,
        severity=check.severity,
        verdict=outcome,
        observed=observed,
        reason=reason,
        source_id=source_id,
        sources=sources or {},
    )


def _not_run(suite: str, table: str | None, reason: str) -> SuiteVerdict:
    """Return the verdict of a suite that could not run: one critical judgement that says why."""
    judged = Judgement(
        name="suite_ran",
        statement="the suite exists, holds critical checks, and its table is there",
        type="gate",
        severity="critical",
        verdict="could_not_evaluate",
        reason=reason,
    )
    return SuiteVerdict(suite=suite, table=table, row_count=None, expectations=(judged,))
