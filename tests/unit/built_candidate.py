"""A small candidate as dbt and the gate leave it, for the tests of releasing.

Belongs here: its database, manifest, results and verdict, and ways to spoil one of them.
Does not belong here: assertions.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.verdict import Judgement, SuiteVerdict, Verdict, write_verdict
from orchestration.load.landing import Landing
from orchestration.load.ledger import insert
from orchestration.release import verdict
from orchestration.release.publish import Findings
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse.candidate import Candidate, LoadedExtract
from orchestration.warehouse.content import candidate_hash

if TYPE_CHECKING:
    from orchestration.settings import Settings

TABLES = {"dim_city": "core.dim_city", "offence_rate": "marts.offence_rate"}
SUITES = tuple(TABLES)
SOURCE = "co_ponal_offences"
SHA = "ab" * 32


def column(description: str, **meta: str) -> dict[str, Any]:
    """A documented column as dbt's manifest holds it; public unless `meta` says otherwise."""
    return {"description": description, "config": {"meta": {"classification": "public", **meta}}}


def manifest() -> dict[str, Any]:
    """Two public models, one restricted one, and a test in the folder of a source."""
    return {
        "nodes": {
            "model.x.dim_city": _model(
                "dim_city", "core", "public", {"city_id": column("Key.", description_es="Clave.")}
            ),
            "model.x.offence_rate": _model(
                "offence_rate",
                "marts",
                "public",
                {
                    "city_id": column("The city."),
                    "rate_per_100k": column("Rate.", unit="per 100,000"),
                },
            ),
            "model.x.fct_offence_event": _model(
                "fct_offence_event", "core", None, {"victim_name": column("Name.")}
            ),
            "test.x.not_null_city": _test("not_null_city", "models/core/core.yml", "dim_city"),
            "test.x.counts_are_counts": _test(
                "counts_are_counts", f"sources/{SOURCE}/models.yml", "offence_rate"
            ),
        }
    }


def _model(
    name: str, schema: str, publication: str | None, columns: dict[str, Any]
) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "schema": schema,
        "alias": name,
        "description": f"The table {name}.",
        "original_file_path": f"models/{schema}/{name}.sql",
        "columns": columns,
        "config": {"meta": {"publication": publication} if publication else {}},
    }


def _test(name: str, path: str, model: str) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": name,
        "original_file_path": path,
        "column_name": "city_id",
        "attached_node": f"model.x.{model}",
        "config": {"severity": "ERROR"},
    }


def results(**statuses: str) -> dict[str, Any]:
    """dbt's results: all passed but those named (by the node's name)."""
    return {
        "results": [
            {
                "unique_id": unique_id,
                "status": statuses.get(
                    node["name"], "pass" if node["resource_type"] == "test" else "success"
                ),
                "failures": 3 if statuses.get(node["name"]) in {"fail", "warn"} else 0,
                "message": "Got 3 results, configured to fail if != 0",
            }
            for unique_id, node in manifest()["nodes"].items()
        ]
    }


def judgement(name: str, **changes: Any) -> Judgement:
    """A passed critical expectation, but for `changes`."""
    given = {"name": name, "type": "ExpectColumnValuesToNotBeNull", "severity": "critical"}
    return Judgement(**{**given, "verdict": "pass", **changes})


def make(settings: Settings, *, rate: float = 12.5, is_synthetic: bool = False) -> Candidate:
    """A candidate on which everything passed."""
    extract = LoadedExtract(
        source_id=SOURCE,
        extract_sha256=SHA,
        file_name="a_SYNTHETIC.csv" if is_synthetic else "a.csv",
        layout="rows",
        layout_hash="1",
        is_synthetic=is_synthetic,
    )
    made = candidates.create(settings, candidates.new_run_id(), f"print {rate}", (extract,))
    with duckdb.connect(str(made.database)) as connection:
        connection.execute("create schema core; create schema marts; create schema meta")
        connection.execute("create table core.dim_city as select unnest(['b', 'a']) as city_id")
        connection.execute(
            f"create table marts.offence_rate as select 'a' as city_id, {rate} as rate_per_100k"
        )
        connection.execute(
            "create table core.fct_offence_event as select 'Canaria Peñálvez' as victim_name"
        )
        connection.execute(
            f"create table meta.sources as select '{SOURCE}' as source_id,"
            " date '2024-12-31' as newest_period_end"
        )
    made.manifest.write_text(json.dumps(manifest()), encoding="utf-8")
    made.run_results.write_text(json.dumps(results()), encoding="utf-8")
    give_verdict(settings, made)
    _fill_ledger(settings, extract)
    return made


def give_verdict(settings: Settings, made: Candidate, *spoilt: Judgement, **changes: Any) -> None:
    """Write the gate's verdict: all suites passed, plus `spoilt` in the first one."""
    suites = [
        SuiteVerdict(suite=name, table=table, row_count=2, expectations=(judgement("not_null"),))
        for name, table in TABLES.items()
    ]
    suites[0] = suites[0].model_copy(update={"expectations": (*suites[0].expectations, *spoilt)})
    given = {
        "candidate_id": made.candidate_id,
        "content_hash": candidate_hash(made.database),
        "suites": tuple(suites),
        "started_at": datetime.now(UTC),
        "finished_at": datetime.now(UTC),
    }
    write_verdict(Verdict(**{**given, **changes}), made.verdict)


def _fill_ledger(settings: Settings, extract: LoadedExtract) -> None:
    """One extract whose lines add up."""
    with Landing(settings) as landing:
        landing.connection.execute("delete from ledger.extracts")
        row = {**extract.model_dump(), "status": "loaded", "physical_lines": 10}
        row |= {"loaded_lines": 8, "quarantined_lines": 1, "declared_lines": 1}
        insert(landing.connection, "extracts", row)


def judge(settings: Settings, made: Candidate) -> verdict.CandidateVerdict:
    """Judge as the release step does."""
    return verdict.judge(settings, made, candidate_hash(made.database), SUITES)


NO_FINDINGS = Findings((), ())
