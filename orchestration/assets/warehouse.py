"""Staging to marts as one op: it builds the run's candidate and reports what dbt did.

Belongs here: the op, what it reports per table and test, and what a failed node means for the run.
Does not belong here: running dbt (`warehouse/dbt.py`), or what its nodes are called (`project.py`).
"""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import dagster as dg

from orchestration import stages
from orchestration.assets import runs
from orchestration.assets.names import CANDIDATE, WRITER_POOL, landing_key
from orchestration.assets.project import Project
from orchestration.errors import GateRefused
from orchestration.settings import Settings
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse.connection import identifier, open_database

Reported = dg.MaterializeResult[None] | dg.AssetCheckResult


def build_warehouse(
    settings: Settings, source_ids: Iterable[str], project: Project
) -> dg.AssetsDefinition:
    """The op that builds a candidate, with every model, seed and data test of the project."""
    landed = {landing_key(source_id) for source_id in source_ids}
    candidate = dg.AssetSpec(
        CANDIDATE,
        deps=sorted({*landed, *project.keys.values()}),
        group_name="release",
        description="A built warehouse that is not yet published: one per run.",
        kinds={"duckdb"},
        skippable=True,
    )

    # Can be subset only so that a night with nothing new may end without a result: whatever is
    # selected, the candidate is built whole, and the selected part of it is reported.
    @dg.multi_asset(
        name="warehouse",
        specs=[*project.specs(landed), candidate],
        check_specs=list(project.checks.values()),
        can_subset=True,
        pool=WRITER_POOL,
    )
    def warehouse(context: dg.AssetExecutionContext) -> Iterator[Reported]:
        """Seeds, staging, core and marts, inside one candidate file."""
        yield from _run(settings, project, context)

    return warehouse


def _run(
    settings: Settings, project: Project, context: dg.AssetExecutionContext
) -> Iterator[Reported]:
    """Build the run's candidate, if there is anything new, and report what was selected of it.

    Errors: dagster's Failure when the candidate cannot be published, or when a table that Dagster
    shows is not in it.
    """
    if current := stages.nothing_new(settings):
        context.log.info(f"Nothing new since {current}: no candidate is built.")
        return
    candidate_id = runs.candidate_id(context)
    refusal = _build(settings, candidate_id, runs.logged(context))
    build = _Build.read(settings, candidate_id)
    reported = set()
    for result in _reports(project, build, context.selected_asset_check_keys):
        if isinstance(result, dg.AssetCheckResult):
            yield result
        elif result.asset_key in context.selected_asset_keys:
            reported.add(result.asset_key)
            yield result
    if refusal:
        raise dg.Failure(description=str(refusal), allow_retries=False)
    if missing := context.selected_asset_keys - reported:
        raise dg.Failure(
            description=f"{len(missing)} tables shown here are not in the project any more, "
            "or were not built. Reload the definitions and run again.",
            allow_retries=False,
        )


def _build(settings: Settings, candidate_id: str, progress: stages.Progress) -> GateRefused | None:
    """Build; where a node failed, let the gate hold the source to blame and build again.

    Returns why the candidate cannot be published, if no holding helps.
    """
    built = stages.build_candidate(settings, candidate_id, progress=progress)
    if not built.bad:
        return None
    judged = stages.run_gate(settings, candidate_id, progress=progress)
    return stages.refused(judged, candidate_id) if judged.refusals else None


@dataclass(frozen=True)
class _Build:
    """What a candidate's folder says of its build: dbt's results and the rows of each table."""

    candidate_id: str
    results: dict[str, dict[str, Any]]
    rows: dict[dg.AssetKey, int]

    @classmethod
    def read(cls, settings: Settings, candidate_id: str) -> Self:
        """Read the results and count the rows."""
        candidate = candidates.find(settings, candidate_id)
        document = json.loads(candidate.run_results.read_bytes())
        results = {result["unique_id"]: result for result in document["results"]}
        return cls(candidate_id, results, _row_counts(settings, candidate.database))

    def status(self, unique_id: str) -> str:
        """dbt's status of a node; `did not run` when it has none."""
        return str(self.results.get(unique_id, {}).get("status", "did not run"))


def _row_counts(settings: Settings, database: Path) -> dict[dg.AssetKey, int]:
    with open_database(settings, database, read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE' and table_catalog = current_catalog()"
        ).fetchall()
        return {
            dg.AssetKey([schema, table]): connection.table(identifier(schema, table)).shape[0]
            for schema, table in tables
        }


def _reports(
    project: Project, build: _Build, wanted_checks: AbstractSet[dg.AssetCheckKey]
) -> Iterator[Reported]:
    """Every table in the order in which it was built, every test, and last the candidate."""
    for unique_id in build.results:
        key = project.keys.get(unique_id)
        if key and build.status(unique_id) == "success":
            yield dg.MaterializeResult(
                asset_key=key, metadata=_table_metadata(build, unique_id, key)
            )
    for unique_id, spec in project.checks.items():
        if spec.key in wanted_checks:
            yield _test_result(build, unique_id, spec)
    yield dg.MaterializeResult(
        asset_key=CANDIDATE,
        metadata={
            "candidate": build.candidate_id,
            "tables": len(build.rows),
            "dagster/row_count": sum(build.rows.values()),
        },
    )


def _table_metadata(build: _Build, unique_id: str, key: dg.AssetKey) -> dict[str, Any]:
    seconds = build.results[unique_id].get("execution_time")
    rows = {"dagster/row_count": build.rows[key]} if key in build.rows else {}
    return {**rows, "seconds": seconds, "candidate": build.candidate_id}


def _test_result(build: _Build, unique_id: str, spec: dg.AssetCheckSpec) -> dg.AssetCheckResult:
    """A test that did not run counts as failed (promise 3). Its message stays out: it may quote."""
    status = build.status(unique_id)
    failures = build.results.get(unique_id, {}).get("failures")
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=status == "pass",
        severity=dg.AssetCheckSeverity.WARN if status == "warn" else dg.AssetCheckSeverity.ERROR,
        metadata={"status": status, "failures": int(failures or 0)},
    )
