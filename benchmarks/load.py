"""Landing a CSV with its exact line account, against bare DuckDB on the same bytes.

Belongs here: the measurement. Does not belong here: a bound on it; a slow day is not a defect.
Run: python -m benchmarks.load [rows]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.contracts import discover
from orchestration.extract.archive import archive_file
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.settings import Settings

SOURCE = "za_statssa_police_districts"


def write_csv(path: Path, rows: int) -> None:
    """`rows` invented police districts in the publisher's layout, written by DuckDB."""
    duckdb.execute(
        f"""
        copy (select printf('PD%07d', n) as code, 'SYNTHETIC ' || n as name, 'ETH' as muni_code,
                     'ETH' as dc_code, 'KZN' as prov_code, n % 90000 as population,
                     round(n % 700 + 0.25, 2) as area_km2
              from range({rows}) as row (n))
        to '{path}' (header, delimiter ',')
        """
    )


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare(path: Path, home: Path) -> None:
    """What DuckDB alone does: text columns, no account of lines."""
    with duckdb.connect(str(home / "bare.duckdb")) as connection:
        connection.execute(
            f"create table t as from read_csv('{path}', all_varchar = true, header = true)"
        )


def ours(path: Path, home: Path) -> None:
    """Archive, then land with reconciliation and lineage."""
    settings = Settings(home=home / "ours")
    settings.prepare()
    contracts, _ = discover(settings.project)
    archive_file(settings, SOURCE, path, origin="benchmark")
    with Landing(settings) as landing:
        prepare_landing(landing, contracts.values())
        load = load_source(settings, landing, contracts[SOURCE])
        if not load.loaded_lines:
            raise SystemExit(f"nothing landed: {load.refused}")


def main() -> None:
    """Print both times and their ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "districts_SYNTHETIC.csv"
        write_csv(path, rows)
        alone, whole = seconds(lambda: bare(path, home)), seconds(lambda: ours(path, home))
    table = Table("rows", "bare DuckDB, s", "with line account, s", "ratio")
    table.add_row(f"{rows:,}", f"{alone:.2f}", f"{whole:.2f}", f"{whole / alone:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
