"""The page of five questions says what the release says.

Belongs here: every SQL block of `docs/answers.md`, on the synthetic release and on the real one;
the table below a block and the numbers in the sentences of the page.
Does not belong here: the guide for analysts (`test_guide_for_analysts.py`), control totals of a
source; finding and printing the tables (`tests/answers.py`).
"""

from __future__ import annotations

import re

import duckdb
import pytest

from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.answers import BLOCK, PAGE, Example, examples_of, result, rewritten

TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = examples_of(TEXT)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)*")
#: Numbers of the prose that no query returns: the day, the limits, the rate's base, the law.
SAID_OTHERWISE = {"2026", "11", "23", "95", "100000", "16.6.1"}


def numbers_in(text: str) -> set[str]:
    return {number.replace(",", "") for number in NUMBER.findall(text)}


def opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The public release of a home, as an analyst opens it."""
    path = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
    return duckdb.connect(str(path), read_only=True)


def test_each_of_the_five_questions_is_answered_with_sql():
    parts = TEXT.split("\n## ")[1:]

    assert len(parts) == 5
    assert all("```sql\n" in part for part in parts)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_query_has_an_answer_on_the_synthetic_release(
    sample_release: tuple[Settings, RefreshReport], example: Example
):
    with opened(sample_release[0]) as release:
        assert result(release, example.sql)


@pytest.mark.real
@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_table_of_the_page_is_the_result_of_its_query(
    real_report: tuple[Settings, dict[str, object]], example: Example
):
    with opened(real_report[0]) as release:
        assert result(release, example.sql) == example.table, "python -m tests.answers WAREHOUSE"


def test_every_number_of_the_prose_stands_in_a_table():
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)|\b[A-Z]\d\d\b", "", BLOCK.sub("", TEXT))
    shown = numbers_in("".join(example.table for example in EXAMPLES))

    assert numbers_in(prose) - shown <= SAID_OTHERWISE


def test_a_page_is_rewritten_with_what_the_release_returns():
    page = "How many?\n\n```sql\nselect 2 as n, null as m;\n```\n\n| n |\n| --- |\n| 1 |\n\nTwo.\n"

    with duckdb.connect() as release:
        anew = rewritten(page, release)

    assert anew == page.replace("| n |\n| --- |\n| 1 |", "| n | m |\n| --- | --- |\n| 2 | - |")
