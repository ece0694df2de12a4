"""Warehouses that integration tests read: one built from the real extracts, once per session.

Belongs here: building, and read-only doors to the candidate (restricted) and to the release.
Does not belong here: anything that changes what was built; a test that writes takes a home of its
own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from orchestration.report import last_report
from orchestration.settings import PROJECT_ROOT, Settings

Query = Callable[..., Sequence[tuple[object, ...]]]


def refresh(home: Path, inbox: Path) -> subprocess.CompletedProcess[str]:
    """Run the command a person or the night runs, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--inbox", str(inbox), "--json"],
        cwd=PROJECT_ROOT,
        env={"SAFERCITIES_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def real_report(extracts: Path, shared: Path) -> tuple[Settings, dict[str, object]]:
    """A home refreshed from all real extracts, and the report of that refresh (minutes).

    Built by the first process that asks; the others wait for it. `REAL_REFRESH_HOME` names a home
    that `.ci/run` has just refreshed with this checkout, and nothing is built.
    """
    settings = Settings(home=Path(os.environ.get("REAL_REFRESH_HOME", shared / "real")))
    with FileLock(shared / "real.lock"):
        if last_report(settings) is None:
            outcome = refresh(settings.home, extracts)
            assert outcome.returncode in (0, 7), outcome.stderr[-2_000:]
        report = last_report(settings)
    assert report is not None
    assert report.is_published
    return settings, json.loads(report.model_dump_json())


def reader(connection: duckdb.DuckDBPyConnection) -> Query:
    """Rows of a query; the ledger of the landing database is named `landing_extracts`."""

    def query(sql: str, parameters: Sequence[object] = ()) -> Sequence[tuple[object, ...]]:
        return connection.execute(
            sql.replace("landing_extracts", "landing.ledger.extracts"), list(parameters)
        ).fetchall()

    return query


@pytest.fixture(scope="session")
def candidate(real_report: tuple[Settings, dict[str, object]]) -> Query:
    """Read-only door to the candidate behind the real release, with its landing database."""
    settings, report = real_report
    folder = settings.candidates / str(report["candidate_id"])
    connection = duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True)
    connection.execute(f"attach '{settings.landing}' as landing (read_only)")
    return reader(connection)


@pytest.fixture(scope="session")
def release(real_report: tuple[Settings, dict[str, object]]) -> Query:
    """Read-only door to the public release, as an analyst opens it."""
    settings, _ = real_report
    path = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
    return reader(duckdb.connect(str(path), read_only=True))
