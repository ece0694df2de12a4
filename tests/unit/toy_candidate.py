"""A candidate warehouse of a few invented rows that passes every suite, for tests of the gate.

Belongs here: building it from `toy_candidate*.sql`, planting one defect into it, writing a plan for
it. The 321 ICCS nodes come from the project's own seed.
Does not belong here: a claim (`test_expectations_*.py`).
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_ROOT

CO = "co_toy_offences"
ZA = "za_saps_toy"

HERE = Path(__file__).parent


def build(folder: Path, *defects: str) -> Path:
    """Write the toy candidate to `folder`, with SQL statements `defects` run on it; return it."""
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        iccs = PROJECT_ROOT / "dbt_project" / "seeds" / "iccs.csv"
        connection.execute("set variable iccs = $1", [str(iccs)])
        for part in sorted(HERE.glob("toy_candidate*.sql")):
            connection.execute(part.read_text(encoding="utf-8"))
        for defect in defects:
            connection.execute(defect)
    return path


def write_plan(database: Path, suites: tuple[str, ...], **more: object) -> Path:
    """Write a plan beside `database` and return its path."""
    plan = {
        "candidate_id": "20261123T020000-8c418c41",
        "database": database.name,
        "content_hash": "hash-of-8c41",
        "suites": suites,
        "threads": 1,
        **more,
    }
    path = database.parent / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path
