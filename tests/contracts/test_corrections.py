"""Declared corrections have one form, and none is left out.

Belongs here: claims that hold for each `corrections__<source_id>.csv`.
Does not belong here: whether a correction still fits (dbt test `correction_still_fits`).
"""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from orchestration.contracts import discover
from orchestration.settings import PROJECT_ROOT

CONTRACTS, _ = discover(PROJECT_ROOT / "dbt_project")
WITH_CORRECTIONS = sorted(
    name for name, contract in CONTRACTS.items() if "corrections" in contract.meta.provides
)
COLUMNS = [
    "correction_id", "action", "layout", "locator", "column_name", "new_value", "what", "why",
    "evidence", "expect", "applies_until_date", "reported_date", "status_code",
]  # fmt: skip


def test_every_file_of_corrections_is_provided_by_its_contract() -> None:
    """A file that no contract names would be declared and never applied."""
    sources = PROJECT_ROOT / "dbt_project" / "sources"
    found = {path.parent.name for path in sources.glob("*/corrections__*.csv")}
    assert found == set(WITH_CORRECTIONS)


@pytest.mark.parametrize("source_id", WITH_CORRECTIONS)
def test_corrections_name_columns_and_layouts_of_the_contract(source_id: str) -> None:
    contract = CONTRACTS[source_id]
    columns = {layout.name: {one.name for one in layout.columns} for layout in contract.tables}
    path = contract.folder / f"corrections__{source_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        rows = list(reader)
    assert rows
    for row in rows:
        terms = [term.partition("=") for term in row["locator"].split(";")]
        named = {name for name, _, _ in terms if not name.startswith("@")}
        assert named | ({row["column_name"]} - {""}) <= columns[row["layout"]]
        assert all(value for _, _, value in terms)
        assert date.fromisoformat(row["reported_date"])
        assert row["status_code"] in {"active", "retired"}
        assert bool(row["column_name"]) == (row["action"] in {"override", "scale"})


@pytest.mark.parametrize("source_id", WITH_CORRECTIONS)
def test_every_correction_expects_what_a_mended_file_would_not_hold(source_id: str) -> None:
    """`expect` is what ends a correction: rows in each extract, a value, or how many extracts."""
    path = CONTRACTS[source_id].folder / f"corrections__{source_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert re.fullmatch(r"rows=\d+(\|\d+)*|extracts=[1-9]\d*|value=.+", row["expect"])
        assert all(row[name].strip() for name in ("what", "why", "evidence"))
