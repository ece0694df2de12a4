"""A refresh from nothing and a second one over the same inbox: time, memory, seconds per stage.

Belongs here: the measurement. Does not belong here: a bound on it.
Run: python -m benchmarks.refresh [INBOX]   (default: the real extracts beside the repository)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

from rich.console import Console
from rich.table import Table

from orchestration.settings import PROJECT_ROOT


def measured(home: str, inbox: str) -> tuple[float, dict[str, object]]:
    """Wall seconds and the command's own report."""
    started = time.perf_counter()
    outcome = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--inbox", inbox, "--json"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SAFERCITIES_HOME": home},
        capture_output=True,
        text=True,
        check=False,
    )
    return time.perf_counter() - started, json.loads(outcome.stdout)


def main() -> None:
    """Print one row per run."""
    inbox = sys.argv[1] if len(sys.argv) > 1 else str(PROJECT_ROOT.parent / "shared" / "extracts")
    table = Table("run", "wall, s", "peak, MB", "exit", "release", "seconds per stage")
    with tempfile.TemporaryDirectory() as home:
        for name in ("from nothing", "nothing new"):
            wall, report = measured(home, inbox)
            table.add_row(
                name,
                f"{wall:.1f}",
                str(report["peak_memory_mb"]),
                str(report["exit_code"]),
                str(report["release_id"]),
                json.dumps(report["seconds"]),
            )
    Console().print(table)


if __name__ == "__main__":
    main()
