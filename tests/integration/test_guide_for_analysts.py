"""The guide for analysts does what it says, on the synthetic release.

Belongs here: running every SQL block of `docs/analysts.md`, top to bottom, as a reader would, and
that the guide names every public table.
Does not belong here: the figures of the real release that the guide quotes (`test_revisions.py`);
the page of answers (`test_answers.py`).
"""

from __future__ import annotations

import re

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

GUIDE = PROJECT_ROOT / "docs" / "analysts.md"


TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sql\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def reader(sample_release, monkeypatch):
    """DuckDB alone, in the folder of the warehouse, after the first block of the guide."""
    settings, _ = sample_release
    monkeypatch.chdir(settings.home)
    with duckdb.connect() as connection:
        connection.execute(BLOCKS[0])
        yield connection


def test_the_guide_begins_with_one_line_to_attach_and_holds_examples():
    assert BLOCKS[0].startswith("ATTACH ")
    assert len(BLOCKS) > 5


@pytest.mark.parametrize("block", BLOCKS[1:], ids=range(1, len(BLOCKS)))
def test_every_example_runs_and_has_an_answer(reader, block):
    for statement in duckdb.extract_statements(block):
        rows = reader.execute(statement).fetchall()

        assert rows
        assert any(value is not None for value in rows[0])


def test_the_guide_names_every_public_table_and_no_other(reader):
    public = reader.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'safer'"
    ).fetchall()
    named = set(re.findall(r"`((?:core|marts|meta)\.[a-z_]+)[`(]", TEXT))

    assert {name for (name,) in public} | {
        "core.fct_offence_as_of",
        "core.fct_source_coverage_as_of",
    } == named


def test_the_example_in_python_runs_too(sample_release, monkeypatch, capsys):
    settings, _ = sample_release
    monkeypatch.chdir(settings.home)
    [example] = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.M)

    exec(compile(example, str(GUIDE), "exec"), {})

    assert "source_id" in capsys.readouterr().out
