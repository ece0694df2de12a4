"""Running the gate on a candidate, in a process of its own.

Belongs here: what the gate is asked (`plan.json`) and starting it.
Does not belong here: any check (`expectations/`), or what its answer means (`verdict.py`).
Its own process, because its connection keeps the candidate's lock until the process ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from expectations.suites import REQUIRED
from expectations.verdict import Plan
from orchestration.contracts import sources_by_domain
from orchestration.fault_point import point
from orchestration.settings import PROJECT_ROOT, switch_telemetry_off
from orchestration.warehouse.connection import open_database
from orchestration.warehouse.nodes import DbtManifest, RowRule

if TYPE_CHECKING:
    from orchestration.contracts import Contract
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate


def run(
    settings: Settings, candidate: Candidate, contracts: dict[str, Contract], content_hash: str
) -> None:
    """Write the plan and run the gate. Whatever it does or fails to do is read from its verdict.

    An earlier verdict is removed first, so that one which is there afterwards is of this run.
    """
    point("gate.before_open")
    candidate.verdict.unlink(missing_ok=True)
    plan = Plan(
        candidate_id=candidate.candidate_id,
        database=candidate.database,
        content_hash=content_hash,
        suites=tuple(REQUIRED),
        expected_empty=_rightly_empty(settings, candidate, contracts) | _expected_empty(contracts),
        memory=settings.memory,
        threads=settings.threads,
        spill=settings.temp,
    )
    candidate.plan.write_text(plan.model_dump_json(indent=1), encoding="utf-8")
    candidate.plan.chmod(0o600)
    switch_telemetry_off()
    path = settings.logs / f"gate-{candidate.candidate_id}.log"
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("w") as log:
        subprocess.run(
            [
                *(sys.executable, "-m", "expectations.runner"),
                *("--plan", str(candidate.plan)),
                *("--out", str(candidate.verdict)),
                *("--docs", str(settings.data_docs)),
            ],
            cwd=PROJECT_ROOT,
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    point("gate.after_verdict")


def _expected_empty(contracts: dict[str, Contract]) -> dict[str, str]:
    """Table -> why it may have no rows, as the contracts declare it (ruling 6)."""
    return {
        table: reason
        for contract in contracts.values()
        for table, reason in contract.meta.expected_empty.items()
    }


def _rightly_empty(
    settings: Settings, candidate: Candidate, contracts: dict[str, Contract]
) -> dict[str, str]:
    """Table without a row -> why, where dbt's test `has_rows` let it be empty (promise 5).

    The rule stands once, with the table's model. A table without that test, or whose test did not
    pass in this build, is not let off here.
    """
    passed = _passed(candidate)
    rules = [one for one in DbtManifest.read(candidate.manifest).row_rules() if one.test in passed]
    with open_database(settings, candidate.database, read_only=True) as connection:
        empty = {
            rule
            for rule in rules
            if not connection.table(f"{rule.schema}.{rule.table}").limit(1).fetchone()
        }
        loaded = connection.execute(
            "select distinct source_id from meta.extracts where status_code = 'loaded'"
        ).fetchall()
    here = {source_id for (source_id,) in loaded}
    by_domain = sources_by_domain(contracts)
    return {
        f"{rule.schema}.{rule.table}": _why_empty(
            rule, [one for domain in rule.domains for one in by_domain[domain]], here
        )
        for rule in empty
    }


def _passed(candidate: Candidate) -> frozenset[str]:
    """The data tests that passed in this build."""
    document = json.loads(candidate.run_results.read_bytes())
    return frozenset(one["unique_id"] for one in document["results"] if one["status"] == "pass")


def _why_empty(rule: RowRule, source_ids: list[str], loaded: set[str]) -> str:
    if source_ids and not loaded.intersection(source_ids):
        return "no source that fills it has an extract here: " + ", ".join(source_ids)
    return rule.otherwise or "nothing that it is made of is here"
