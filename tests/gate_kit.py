"""The whole gate over a built warehouse in which one defect at a time is planted and rolled back.

Belongs here: a copy of a candidate with its release beside it, every rule of the gate as SQL (dbt's
own compiled tests, the suites, the floors), and asking those that a defect can touch.
Does not belong here: a claim (`integration/test_gate_mutation.py`), or Great Expectations itself,
which is asked the same of the toy candidate, defect by defect (`unit/test_expectations_suites.py`).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from expectations import suites
from expectations.checks import BATCH, Check, Suite, offending_query, row_count
from expectations.engine import GATED_SCHEMAS, view_name
from expectations.verdict import Plan, read_plan
from orchestration.release import floors
from orchestration.settings import Settings
from orchestration.warehouse.candidate import Candidate
from orchestration.warehouse.nodes import DbtManifest

#: What a statement of a defect changes.
_CHANGED = re.compile(
    r"\b(?:update|insert\s+into|delete\s+from|alter\s+table|drop\s+table)\s+(\w+\.\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rule:
    """One rule of the gate: its name, its layer, its weight, and what it reads."""

    name: str
    layer: str
    severity: str
    reads: frozenset[str]
    """Tables of the candidate as `schema.table`."""
    sql: str
    """Gives a row where the rule is broken; empty for a floor, which is asked by itself."""


def changed(defect: str) -> frozenset[str]:
    """The tables that a defect's statements change."""
    return frozenset(found.lower() for found in _CHANGED.findall(defect))


class PlantedGate:
    """One candidate that may be spoilt, and the rules that judge it."""

    def __init__(self, settings: Settings, candidate: Candidate, release: Path, copy: Path) -> None:
        shutil.copyfile(candidate.database, copy)
        # The compiled SQL names the database it was built in: warehouse.
        self.connection = duckdb.connect(str(copy))
        self.connection.execute(f"attach '{settings.landing}' as landing (read_only)")
        self.connection.execute(f"attach '{release}' as {floors.RELEASE} (read_only)")
        self._public = DbtManifest.read(candidate.manifest).public_tables()
        for schema, table in self.connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'warehouse'"
        ).fetchall():
            if schema in GATED_SCHEMAS:
                self.connection.execute(
                    f'create view "{view_name(f"{schema}.{table}")}" as'
                    f' select * from "{schema}"."{table}"'
                )
        rules = (*_dbt_rules(candidate), *_suite_rules(read_plan(candidate.plan)), *_floors())
        self.rules = {rule.name: rule for rule in rules}

    @contextmanager
    def planted(self, defect: str) -> Iterator[None]:
        """Inside, the defect is in the candidate; afterwards it is not."""
        self.connection.execute("begin")
        try:
            self.connection.execute(defect)
            yield
        finally:
            self.connection.execute("rollback")

    def broken(self, tables: frozenset[str] | None = None) -> set[str]:
        """Names of the rules that do not hold, of those that read one of `tables` (None: all).

        A rule that names no table, for it reads the catalogue, is always asked.
        """
        found = {
            rule.name
            for rule in self.rules.values()
            if rule.sql
            and (tables is None or not rule.reads or rule.reads & tables)
            and self._has_rows(rule.sql)
        }
        return found | self._below_a_floor(tables)

    def _below_a_floor(self, tables: frozenset[str] | None) -> set[str]:
        both = floors.sides(self.connection, "the release", self._public, "warehouse")
        if tables is not None:
            names = {
                f"{one.schema}.{one.table}"
                for one in self._public
                if f"{one.candidate_schema}.{one.candidate_table}" in tables
            }
            both = replace(
                both, before={name: both.before[name] for name in names & both.before.keys()}
            )
        return {
            standing.floor.name
            for standing in floors.compare(both)
            if standing.verdict not in {"pass", "not_applicable"}
        }

    def _has_rows(self, sql: str) -> bool:
        return bool(self.connection.execute(f"select 1 from ({sql}\n) limit 1").fetchone())


def _dbt_rules(candidate: Candidate) -> Iterator[Rule]:
    """dbt's data tests as it compiled them, with the relations that they read."""
    nodes = json.loads(candidate.manifest.read_bytes())["nodes"]
    relations = {
        unique_id: f"{node['schema']}.{node.get('alias') or node['name']}"
        for unique_id, node in nodes.items()
        if node["resource_type"] in {"model", "seed"}
    }
    for result in json.loads(candidate.run_results.read_bytes())["results"]:
        node = nodes[result["unique_id"]]
        if node["resource_type"] == "test":
            yield Rule(
                node["name"],
                "dbt",
                "warning" if node["config"]["severity"].lower() == "warn" else "error",
                frozenset(
                    relations[one] for one in node["depends_on"]["nodes"] if one in relations
                ),
                result["compiled_code"],
            )


def _suite_rules(plan: Plan) -> Iterator[Rule]:
    """The checks of the suites, as the SQL by which the gate counts offending rows."""
    for name in plan.suites:
        suite = suites.load(name)
        is_empty = suite.may_be_empty or suite.table in plan.expected_empty
        floor = 0 if is_empty else suite.row_floor
        for check in (row_count(floor, suite.row_ceiling), *suite.checks):
            sql = _sql(suite, check)
            shown = set(re.findall(r"\b(?:core|marts|meta)__\w+", sql))
            yield Rule(
                f"{name}.{check.name}",
                "great_expectations",
                "error" if check.severity == "critical" else "warning",
                frozenset({suite.table} | {one.replace("__", ".", 1) for one in shown}),
                sql,
            )


def _sql(suite: Suite, check: Check) -> str:
    view = view_name(suite.table)
    if check.expectation == "ExpectTableRowCountToBeBetween":
        most = check.arguments["max_value"]
        above = f" or n > {most}" if most is not None else ""
        least = check.arguments["min_value"]
        return f"select n from (select count(*) as n from {view}) where n < {least}{above}"
    if check.expectation == "ExpectTableColumnsToMatchSet":
        listed = ", ".join(f"'{column}'" for column in check.arguments["column_set"])  # type: ignore[attr-defined]
        return (
            f"select unnest([{listed}]) as name except select column_name from duckdb_columns()"
            f" where database_name = 'warehouse' and table_name = '{view}'"
        )
    return (offending_query(check, None) or "").replace(BATCH, view)


def _floors() -> Iterator[Rule]:
    for floor in floors.FLOORS:
        yield Rule(floor.name, "floor", floor.severity, frozenset(), "")
