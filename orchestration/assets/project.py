"""dbt's manifest as Dagster specs.

Belongs here: what each dbt node is called, which group it stands in, what it depends on, and which
test checks it.
Does not belong here: running dbt (`warehouse/dbt.py`), what a run reports (`warehouse.py`), or what
a source looks like (`sources.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Self

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from orchestration.assets.names import (
    LEDGER,
    country_group,
    landing_key,
    node_key,
    plain_name,
)
from orchestration.warehouse.nodes import source_of_path

DbtNode = dict[str, Any]


class Translator(DagsterDbtTranslator):
    """Our names for dbt's nodes; everything else as dagster-dbt has it."""

    def __init__(self) -> None:
        # All tables of one source are landed by one asset, so they share its key.
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`landing/<source_id>` for a source, `<schema>/<table>` for all else."""
        node = dict(dbt_resource_props)
        if node["resource_type"] != "source":
            return node_key(node)
        return LEDGER if node["source_name"] == "ledger" else landing_key(node["source_name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The country for what lies in a source's folder, else the layer and its subject."""
        path = str(dbt_resource_props["original_file_path"])
        source_id = source_of_path(path)
        if source_id:
            return country_group(source_id)
        folders = PurePosixPath(path).parent.parts[1:]
        return plain_name("_".join(folders)) if folders else "reference"

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The description alone: dbt's SQL is in the repository, not in the sidebar."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> None:
        """No owners: a model belongs to the project."""
        return


@dataclass(frozen=True)
class Project:
    """dbt's manifest as Dagster specs."""

    manifest: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `manifest.json`."""
        return cls(json.loads(path.read_bytes()))

    @cached_property
    def translator(self) -> Translator:
        """One translator: it remembers the specs it made."""
        return Translator()

    @cached_property
    def nodes(self) -> dict[str, DbtNode]:
        """Models and seeds that become tables: unique id -> node."""
        return {
            unique_id: node
            for unique_id, node in sorted(self.manifest["nodes"].items())
            if node["resource_type"] in {"model", "seed"}
            and node["config"].get("materialized") != "ephemeral"
        }

    @cached_property
    def keys(self) -> dict[str, dg.AssetKey]:
        """Unique id -> asset key."""
        return {unique_id: node_key(node) for unique_id, node in self.nodes.items()}

    def specs(self, landed: set[dg.AssetKey]) -> list[dg.AssetSpec]:
        """One spec per model and seed; the only landing assets they depend on are `landed`."""
        upstream = {*landed, LEDGER, *self.keys.values()}
        specs = (self.translator.get_asset_spec(self.manifest, one, None) for one in self.nodes)
        return [
            spec.replace_attributes(
                deps=[dep for dep in spec.deps if dep.asset_key in upstream], skippable=True
            )
            for spec in specs
        ]

    @cached_property
    def checks(self) -> dict[str, dg.AssetCheckSpec]:
        """One check per data test: unique id -> spec.

        A test over several models stands with the last one that it names.
        """
        found: dict[str, dg.AssetCheckSpec] = {}
        for unique_id, node in sorted(self.manifest["nodes"].items()):
            if node["resource_type"] != "test":
                continue
            tables = [one for one in node["depends_on"]["nodes"] if one in self.keys]
            model = node.get("attached_node") or (tables[-1] if tables else None)
            if model in self.keys:
                found[unique_id] = dg.AssetCheckSpec(
                    name=plain_name(node["name"]),
                    asset=self.keys[model],
                    description=node.get("description") or None,
                    metadata={"dbt/unique_id": unique_id},
                )
        return found
