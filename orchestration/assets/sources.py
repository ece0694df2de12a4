"""One asset per source: its landed rows.

Belongs here: the asset of a source with what its contract says, the check that its extracts can be
used, and what the person at seven in the morning wants to see of the last one.
Does not belong here: reading files (`extract/`, `load/`), or a list of sources: a folder below
`dbt_project/sources/` is the declaration.

A refused extract never fails the op, for a failed op would stop the sources that are well: it fails
the check `extracts_usable`, and the last good rows stay. Only a contract that cannot be read fails;
nothing of the run waits for it (F74).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from orchestration import stages
from orchestration.assets.names import LEDGER, WRITER_POOL, country_group, landing_key, plain_name
from orchestration.assets.runs import candidate_id, logged
from orchestration.contracts import Contract, SourceMeta
from orchestration.errors import ContractError, Finding
from orchestration.release import catalogue
from orchestration.settings import Settings
from orchestration.warehouse import ledger
from orchestration.warehouse.connection import open_database

CHECK = "extracts_usable"
KINDS = {
    "csv": "csv", "workbook": "excel", "stacked_report": "excel", "crosstab": "excel",
    "json": "json", "geojson": "json", "dbf": "dbf", "pg_copy": "postgres",
}  # fmt: skip

_NEWEST = """
    select file_name, extract_sha256, data_as_of_date, retrieved_at
    from ledger.extracts where source_id = ? and status = 'loaded'
    order by data_as_of_date desc nulls last, retrieved_at desc limit 1
"""


def build_source(settings: Settings, contract: Contract) -> dg.AssetsDefinition:
    """The asset of one source; its body collects and lands what is new."""
    source_id = contract.source_id
    key = landing_key(source_id)
    usable = dg.AssetCheckSpec(
        CHECK, asset=key, description="No extract of the source is refused, none raises a warning."
    )

    @dg.multi_asset(
        name=f"land_{source_id}",
        specs=[_spec(contract)],
        check_specs=[usable],
        pool=WRITER_POOL,
        description=f"Collects and lands what is new of {source_id}.",
    )
    def land(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        """Inbox to archive to landing; every physical line is accounted for."""
        outcome = stages.ingest_source(
            settings, source_id, run_id=candidate_id(context), progress=logged(context)
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=_landed(settings, source_id, outcome.new_extracts),
            check_results=[_usable(key, outcome.findings)],
        )

    return land


def build_broken_source(folder: str, error: ContractError) -> dg.AssetsDefinition:
    """An asset that fails and says what is wrong with the contract (F74)."""

    @dg.asset(
        key=landing_key(folder),
        group_name=country_group(folder),
        description=f"The contract of this source cannot be read.\n\n{error}",
        kinds={"yaml"},
        tags={"contract": "broken"},
        op_tags={"source_id": plain_name(folder)},
    )
    def broken() -> None:
        """Say it in the run, too."""
        raise dg.Failure(description=str(error), allow_retries=False)

    return broken


def ledger_spec() -> dg.AssetSpec:
    """The ledger, which every source's landing writes: seen in the lineage, not run by itself."""
    return dg.AssetSpec(
        LEDGER,
        group_name="landing",
        description=(
            "What the loader knows about every extract and every quarantined line. Written with "
            "the landing tables of each source."
        ),
        kinds={"duckdb"},
    )


def _spec(contract: Contract) -> dg.AssetSpec:
    meta = contract.meta
    formats = {KINDS[layout.meta.reader.format] for layout in contract.tables}
    return dg.AssetSpec(
        landing_key(contract.source_id),
        group_name=country_group(contract.source_id),
        description=contract.description,
        owners=[f"team:{plain_name(meta.publisher.acronym)}"],
        kinds={*formats, "duckdb"},
        tags={"country": meta.publisher.country},
        metadata=_terms(contract, meta),
    )


def _terms(contract: Contract, meta: SourceMeta) -> dict[str, Any]:
    """What the contract says of the source, as metadata of its asset."""
    urls = {"licence address": meta.licence.url, "publisher's page": meta.landing_url}
    return {
        "publisher": meta.publisher.name,
        "official": meta.publisher.official,
        "licence received": meta.licence.received,
        "licence published": meta.licence.published,
        "cadence": meta.cadence.every,
        "counting unit": meta.counting_unit,
        "methodology version": meta.methodology_version,
        "layouts": ", ".join(layout.name for layout in contract.tables),
        "contract hash": contract.contract_hash,
        **{name: dg.MetadataValue.url(url) for name, url in urls.items() if url},
    }


def _landed(settings: Settings, source_id: str, new_extracts: int) -> dict[str, Any]:
    """The line account of the source and its newest extract; numbers, names and hashes only."""
    account = ledger.line_accounts(settings).get(source_id)
    if account is None:
        return {"extracts": 0, "dagster/row_count": 0}
    with open_database(settings, settings.landing, read_only=True) as connection:
        newest = connection.execute(_NEWEST, [source_id]).fetchone()
    file_name, sha256, as_of, retrieved_at = newest or ("", "", None, None)
    return {
        "dagster/row_count": account.loaded_lines,
        "extracts": account.extracts,
        "new extracts": new_extracts,
        "physical lines": account.physical_lines,
        "loaded lines": account.loaded_lines,
        "quarantined lines": account.quarantined_lines,
        "declared lines": account.declared_lines,
        "newest extract": file_name,
        "extract hash": sha256,
        "stated cut-off": as_of.isoformat() if as_of else "not stated by the publisher",
        "retrieved at": f"{retrieved_at:%Y-%m-%d %H:%M} UTC" if retrieved_at else "",
        "newest period published": _published_until(settings, source_id),
    }


def _published_until(settings: Settings, source_id: str) -> str:
    """The last day that the current release has of the source."""
    current = catalogue.standing(settings)
    states = current.manifest.sources if current and current.manifest else ()
    newest = next((one.newest_period for one in states if one.source_id == source_id), None)
    return newest.isoformat() if newest else "not published yet"


def _usable(key: dg.AssetKey, findings: Sequence[Finding]) -> dg.AssetCheckResult:
    refused = any(finding.severity == "refused" for finding in findings)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=CHECK,
        passed=not findings,
        severity=dg.AssetCheckSeverity.ERROR if refused else dg.AssetCheckSeverity.WARN,
        description="; ".join(dict.fromkeys(finding.message for finding in findings)) or None,
        metadata={"findings": _table(findings)} if findings else {},
    )


def _table(findings: Sequence[Finding]) -> dg.TableMetadataValue:
    """The findings as a table: where, what, and the next step."""
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "fault": finding.fault,
                    "severity": finding.severity,
                    "file": finding.file_name or "",
                    "line": finding.line or "",
                    "column": finding.column or "",
                    "message": finding.message,
                    "next step": finding.next_step,
                }
            )
            for finding in findings
        ]
    )
