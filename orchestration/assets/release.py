"""The release as the last asset.

Belongs here: publishing the run's candidate, and what was published.
Does not belong here: writing, verifying or flipping (`release/`).
"""

from collections.abc import Iterable
from typing import Any

import dagster as dg

from orchestration import stages
from orchestration.assets.names import CANDIDATE, RELEASE, WRITER_POOL
from orchestration.assets.runs import candidate_id, logged
from orchestration.errors import GateRefused
from orchestration.release.catalogue import Release
from orchestration.settings import Settings


def build_release(settings: Settings, gated: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset of the current release. It waits for every gated table and its blocking checks."""

    @dg.asset(
        key=RELEASE,
        deps=sorted({CANDIDATE, *gated}),
        group_name="release",
        description="A published, immutable warehouse; `current` points to the newest one.",
        kinds={"duckdb", "parquet"},
        pool=WRITER_POOL,
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """Read every verdict again, write, verify in another process, flip the pointer."""
        try:
            published = stages.release_candidate(
                settings, candidate_id(context), progress=logged(context)
            )
        except GateRefused as refusal:
            raise dg.Failure(description=str(refusal), allow_retries=False) from None
        return dg.MaterializeResult(asset_key=RELEASE, metadata=_published(published))

    return release


def _published(release: Release) -> dict[str, Any]:
    """Names, counts and hashes of the release."""
    metadata: dict[str, Any] = {
        "release": release.release_id,
        "database": dg.MetadataValue.path(release.database),
    }
    if release.manifest is None:
        return metadata
    sources = "\n".join(
        f"| {one.source_id} | {one.loaded_lines:,} | {one.quarantined_lines:,} "
        f"| {one.newest_period or ''} |"
        for one in release.manifest.sources
    )
    tables = "\n".join(f"| {one.name} | {one.rows:,} |" for one in release.manifest.tables)
    return metadata | {
        "dagster/row_count": sum(table.rows for table in release.manifest.tables),
        "content hash": release.manifest.content_hash,
        "synthetic": release.manifest.is_synthetic,
        "previous": release.manifest.previous or "none",
        "sources": dg.MetadataValue.md(
            "| source | lines loaded | quarantined | newest period |\n"
            f"| --- | ---: | ---: | --- |\n{sources}"
        ),
        "findings": len(release.manifest.findings),
        "tables": dg.MetadataValue.md(f"| table | rows |\n| --- | ---: |\n{tables}"),
    }
