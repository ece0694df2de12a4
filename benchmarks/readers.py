"""Readers at work while releases come and go: failed reads, mixed versions, sessions.

Belongs here: the demonstration at full length, on toy releases. The short form is a test
(`tests/faults/test_release.py`). Does not belong here: a bound on speed.
Run: python -m benchmarks.readers [--releases 200] [--readers 4]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.release.catalogue import releases
from orchestration.settings import Settings
from tests.release_kit import Seen, readers_over


def show(seen: list[Seen], seconds: float, published: int) -> None:
    """Print one row per reader and the sum."""
    table = Table("reader", "opens", "sessions", "queries", "releases seen", "failed reads",
                  "mixed versions", "went back")  # fmt: skip
    for number, one in enumerate(seen):
        way = "path current" if number % 2 else "helper"
        back = sum(
            later < first for first, later in zip(one.numbers, one.numbers[1:], strict=False)
        )
        table.add_row(
            str(number), way, f"{len(one.numbers):,}", f"{one.queries:,}",
            str(len(set(one.numbers))), str(len(one.failed)), str(len(one.mixed)), str(back),
        )  # fmt: skip
    Console(width=110).print(table)
    sys.stdout.write(f"{published} releases in {seconds:.0f} s\n")
    for one in seen:
        for problem in [*one.failed, *one.mixed][:3]:
            sys.stdout.write(problem + "\n")


def _published(settings: Settings) -> int:
    """How many releases there were; the number at the end of an id counts those of a day."""
    return max(int(re.sub(r".*\.(\d+).*", r"\1", one.release_id)) for one in releases(settings))


def main() -> None:
    """Publish, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--releases", type=int, default=200)
    parser.add_argument("--readers", type=int, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        settings.prepare()
        started = time.perf_counter()
        seen = readers_over(
            settings,
            asked.releases,
            asked.readers,
            Path(folder),
            lambda number: print(number, end="\r", file=sys.stderr, flush=True),
        )
        show(seen, time.perf_counter() - started, _published(settings))


if __name__ == "__main__":
    main()
