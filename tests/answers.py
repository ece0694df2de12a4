"""The tables of `docs/answers.md`: `python -m tests.answers WAREHOUSE` writes them anew.

Belongs here: finding the SQL blocks of the page and the table under each, and printing a result as
such a table.
Does not belong here: the assertions (`tests/integration/test_answers.py`), the sentences of the
page, which a person reads again after every change of a table.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from orchestration.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "answers.md"
#: A block of SQL, and the table that follows it, if one does.
BLOCK = re.compile(r"^```sql\n(.*?)^```\n(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """One query of the page and the table that stands under it, empty where none does."""

    sql: str
    table: str


def examples_of(page: str) -> list[Example]:
    return [Example(*found) for found in BLOCK.findall(page)]


def as_table(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> str:
    """A result as the page prints it: a missing value is a dash; no rows, no table."""
    if not rows:
        return ""
    cells = [["-" if value is None else str(value) for value in row] for row in rows]
    lines = [columns, ["---"] * len(columns), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def result(release: duckdb.DuckDBPyConnection, sql: str) -> str:
    """What a query returns on a release, as the page prints it."""
    answer = release.execute(sql)
    return as_table([column[0] for column in answer.description or []], answer.fetchall())


def rewritten(page: str, release: duckdb.DuckDBPyConnection) -> str:
    """The page with every table as this release returns it."""

    def block(found: re.Match[str]) -> str:
        table = result(release, found[1])
        return f"```sql\n{found[1]}```\n" + (f"\n{table}" if table else "")

    return BLOCK.sub(block, page)


if __name__ == "__main__":
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        PAGE.write_text(
            rewritten(PAGE.read_text(encoding="utf-8"), connection), encoding="utf-8", newline="\n"
        )
