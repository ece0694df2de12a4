"""The guide for analysts does what it says, on the synthetic release.

Belongs here: running every SQL block of `docs/analysts.md`, top to bottom, as a reader would, that
the guide names every public table, and the files of `docs/examples/`.
Does not belong here: the figures of the real release that the guide quotes (`test_revisions.py`);
the page of answers (`test_answers.py`).
"""

from __future__ import annotations

import importlib.util
import re
import runpy

import duckdb
import pytest

from orchestration import analyst
from orchestration.settings import PROJECT_ROOT

GUIDE = PROJECT_ROOT / "docs" / "analysts.md"
EXAMPLES = PROJECT_ROOT / "docs" / "examples"
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


@pytest.mark.parametrize("query", sorted(EXAMPLES.glob("*.sql")), ids=lambda path: path.stem)
def test_every_query_of_the_examples_has_an_answer(sample_release, query):
    settings, _ = sample_release

    assert analyst.connect(settings.home).sql(query.read_text(encoding="utf-8")).fetchone()


def test_the_script_in_python_runs(sample_release, monkeypatch, capsys):
    settings, _ = sample_release
    monkeypatch.setenv("SAFERCITIES_HOME", str(settings.home))
    monkeypatch.setattr("sys.argv", ["release.py"])

    runpy.run_path(str(EXAMPLES / "release.py"))

    assert "-synthetic" in capsys.readouterr().out


def test_the_script_in_r_asks_a_query_that_is_tried_here():
    script = (EXAMPLES / "release.R").read_text(encoding="utf-8")

    (named,) = re.findall(r"docs/examples/(\w+\.sql)", script)
    assert (EXAMPLES / named).is_file()


def test_the_notebook_runs_from_top_to_bottom(sample_release, monkeypatch):
    settings, _ = sample_release
    monkeypatch.setenv("SAFERCITIES_HOME", str(settings.home))
    spec = importlib.util.spec_from_file_location("notebook", EXAMPLES / "notebook.py")
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)

    _, made = notebook.app.run()

    assert made["is_synthetic"] is True
    assert made["tables"].height > 10
    assert made["rates"].height > 0
    assert set(made["stated"]) == {"2024-01-31", "2024-12-31"}
