"""Keys, groups and names that several asset modules share.

Belongs here: how a source, a dbt node or a stage is called in the UI.
Does not belong here: an asset's body.
"""

from __future__ import annotations

import re
from typing import Any

import dagster as dg

#: Groups of sources. A country that is missing here is called by its code: no edit is needed.
#: `xx` is what cities of any country hand in themselves.
COUNTRIES = {"co": "colombia", "mx": "mexico", "xx": "cities", "za": "south_africa"}

#: Everything that writes a database takes this pool; its limit is 1 in dagster.yaml.
WRITER_POOL = "duckdb_writer"

LEDGER = dg.AssetKey(["landing", "ledger"])
CANDIDATE = dg.AssetKey(["candidate"])
RELEASE = dg.AssetKey(["release"])


def landing_key(source_id: str) -> dg.AssetKey:
    """The asset of a source's landed rows."""
    return dg.AssetKey(["landing", source_id])


def country_group(source_id: str) -> str:
    """The group of a source: its country's name."""
    code = source_id.partition("_")[0]
    return COUNTRIES.get(code, plain_name(code))


def plain_name(text: str) -> str:
    """Only letters, digits and underscores, as Dagster wants names."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "unnamed"


def node_key(node: dict[str, Any]) -> dg.AssetKey:
    """A dbt model or seed under the name of its table: `core/fct_offence`."""
    return dg.AssetKey([node["schema"], node.get("alias") or node["name"]])
