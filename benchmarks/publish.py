"""Publishing a candidate, beside DuckDB's plain copy of the same file and of the release's file.

Belongs here: the measurement. Does not belong here: a bound on it.
Run: python -m benchmarks.publish HOME   (a home that was refreshed; it is copied, not changed)
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.settings import Settings
from orchestration.stages import publish_candidate
from orchestration.warehouse import candidate as candidates


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds, and processor seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def copied(database: Path, target: Path) -> None:
    """`COPY FROM DATABASE`, which keeps keys and everything else."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as one (read_only)")
        connection.execute(f"attach '{target}' as other")
        connection.execute("copy from database one to other")


def main() -> None:
    """Print one row per way of copying."""
    table = Table("what", "file, MB", "wall, s", "processor, s")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(sys.argv[1], Path(folder) / "home", symlinks=True))
        settings = Settings(home=home)
        found = candidates.latest(settings)
        if found is None:
            sys.exit("That home has no candidate.")
        shutil.rmtree(settings.releases)
        settings.prepare()
        publish = taken(lambda: publish_candidate(settings, found.candidate_id))
        public = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
        for name, database, measured in (
            ("publish: copy, formats, notes, verify, flip", public, publish),
            ("copy from database: the candidate", found.database, None),
            ("copy from database: the public file", public, None),
        ):
            target = Path(folder) / f"{name[-9:]}.duckdb"
            wall, cpu = measured or taken(lambda one=database, to=target: copied(one, to))
            size = database.stat().st_size / 1e6
            table.add_row(name, f"{size:,.0f}", f"{wall:.1f}", f"{cpu:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
