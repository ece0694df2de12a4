"""`python -m tests.fuzz --count 100000 --seed N`: a counted run over spoilt files.

Belongs here: the command line, progress, the table, the exit code (1 on any finding).
Does not belong here: making inputs (`inputs.py`), trying them (`doors.py`, `house.py`).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from tests.fuzz.bases import all_bases, by_key
from tests.fuzz.doors import Bench
from tests.fuzz.inputs import make
from tests.fuzz.run import Score, Tally, run

app = typer.Typer(add_completion=False)
screen = Console(stderr=True)


def _table(title: str, rows: dict[str, Score]) -> Table:
    """One line per base or family."""
    table = Table(title=title)
    table.add_column(title.split()[-1])
    for name in Score.NAMES:
        table.add_column(name, justify="right")
    for name, score in sorted(rows.items()):
        table.add_row(escape(name), *(f"{value:,}" for value in score.counts()))
    return table


def _report(tally: Tally, as_json: bool) -> None:
    """The outcome on stdout."""
    if as_json:
        sys.stdout.write(json.dumps(tally.document(), ensure_ascii=False, indent=1) + "\n")
        return
    wide = Console(width=150)
    wide.print(_table("By base", tally.by_base), _table("By family", tally.by_family))
    for line in tally.lines():
        wide.print(escape(line))


@app.command()
def main(
    count: Annotated[int, typer.Option(min=1, help="Inputs to try.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Same seed, same inputs.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, max=1, help="One process.")] = 1,
    every: Annotated[int, typer.Option(help="Every n-th is loaded into a home too; 0: none.")] = 50,
    built: Annotated[
        Path | None, typer.Option(help="A home with a release of the samples, to be copied.")
    ] = None,
    again: Annotated[str, typer.Option(help="Make one input again: 'family base seed'.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Try COUNT spoilt files; exit with 1 if any claim broke."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        if again:
            raise typer.Exit(_again(Path(folder), again))
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=screen) as progress:
            task = progress.add_task("fuzz", total=count)

            def advance(line: str) -> None:
                progress.advance(task)
                if line:
                    progress.console.print(f"FOUND {line}", markup=False)

            tally = run(Path(folder), count, seed, every, advance, built)
    _report(tally, as_json)
    raise typer.Exit(1 if tally.problems else 0)


def _again(folder: Path, name: str) -> int:
    """Try one input, keep it beside, and say what it came to."""
    family, rest = name.split(" ", 1)
    key, seed = rest.rsplit(" ", 1)
    bases = all_bases(folder / "bases")
    entry = make(family, by_key(bases)[key], int(seed), bases)
    outcome = Bench(folder / "bench").attempt(entry)
    screen.print(f"{len(entry.data):,} bytes, {entry.file_name!r}: {outcome}", markup=False)
    return int(bool(outcome.problem))


if __name__ == "__main__":
    app()
