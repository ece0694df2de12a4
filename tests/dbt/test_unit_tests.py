"""The dbt unit tests, which lie beside the models, run as part of the suite.

Belongs here: running them, and that there are some. Does not belong here: the cases themselves.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from orchestration.contracts import discover
from orchestration.report import RefreshReport
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.dbt import variables


def test_every_dbt_unit_test_passes(
    sample_release: tuple[Settings, RefreshReport], tmp_path: Path
) -> None:
    settings, report = sample_release
    database = tmp_path / "warehouse.duckdb"
    shutil.copy(settings.candidates / str(report.candidate_id) / "warehouse.duckdb", database)
    contracts, _ = discover(settings.project)
    given = variables(contracts, release_date=date(2026, 1, 1), is_synthetic=True)
    project = PROJECT_ROOT / "dbt_project"
    outcome = subprocess.run(
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()"),
            *("test", "--select", "test_type:unit", "--project-dir", str(project)),
            *("--profiles-dir", str(project), "--target-path", str(tmp_path / "target")),
            *("--log-path", str(tmp_path / "logs"), "--vars", json.dumps(given), "--no-use-colors"),
        ],
        env={
            **os.environ,
            "SAFERCITIES_CANDIDATE": str(database),
            "SAFERCITIES_LANDING": str(settings.landing),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))
    states = {result["unique_id"]: result["status"] for result in results["results"]}
    assert len(states) >= 25
    assert set(states.values()) == {"pass"}, outcome.stdout[-3_000:]
