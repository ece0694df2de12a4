"""The guide for analysts does what it says, on the synthetic release.

Belongs here: running every SQL block of `docs/analysts.md`, top to bottom, as a reader would, and
those of `docs/answers.md`.
Does not belong here: the figures of the real release that the guide quotes (`test_revisions.py`).
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

GUIDE = PROJECT_ROOT / "docs" / "analysts.md"


def blocks_of(page: Path) -> list[str]:
    return re.findall(
        r"^```sql\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


BLOCKS = blocks_of(GUIDE)
ANSWERS = blocks_of(PROJECT_ROOT / "docs" / "answers.md")


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


@pytest.mark.parametrize("block", ANSWERS, ids=range(len(ANSWERS)))
def test_the_five_questions_are_answered_from_any_release(reader, block):
    reader.execute("use safer")
    for statement in duckdb.extract_statements(block):
        assert reader.execute(statement).fetchall()


def test_the_example_in_python_runs_too(sample_release, monkeypatch, capsys):
    settings, _ = sample_release
    monkeypatch.chdir(settings.home)
    [example] = re.findall(
        r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.M
    )

    exec(compile(example, str(GUIDE), "exec"), {})

    assert "source_id" in capsys.readouterr().out
