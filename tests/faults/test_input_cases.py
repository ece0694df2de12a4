"""The registry of bad inputs is whole, its tests exist, and its page is as it says.

Belongs here: what holds of the registry itself, and readers that must not be used at all.
Does not belong here: provoking anything (`test_bad_data.py` and the tests that cases name).
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.faults.input_cases import CASES, FILES, SECTIONS, every_case, page

pytestmark = pytest.mark.faults

OWN = [f"F{number}" for number in (*range(20, 45), 74)] + ["DuckDB", "Python"]


@cache
def functions(path: str) -> frozenset[str]:
    """The test functions of a file."""
    tree = ast.parse((PROJECT_ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("fault", OWN)
def test_every_fault_of_data_has_a_case(fault: str) -> None:
    assert [case for case in CASES if case.fault == fault]


def test_every_fault_of_the_input_sections_has_a_case() -> None:
    cases = every_case()
    if len(cases) == len(CASES):
        pytest.skip(f"{FILES} is not written yet")
    listed = {fault for faults in SECTIONS.values() for fault in faults}
    assert {case.fault for case in cases} == listed


@pytest.mark.parametrize("test", sorted({case.test for case in every_case()}))
def test_every_named_test_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert name in functions(path)


def test_no_case_stands_twice() -> None:
    said = [(case.fault, case.provocation) for case in every_case()]
    assert len(set(said)) == len(said)


def test_the_page_is_the_registry() -> None:
    text = (PROJECT_ROOT / "docs" / "input_cases.md").read_text(encoding="utf-8")
    assert text == page(), "python -m tests.faults.input_cases"


TRAPS = {
    r"\bignore_errors\s*=>?\s*true": "rows vanish without a word",
    r"\bstore_rejects\b": "lines end nowhere",
    r"\bunion_by_name\b": "a renamed column becomes two half-empty ones",
    r"\bread_csv(_auto)?\s*\(\s*'": "the sniffer drops rows",
    r"\bread_xlsx\b": "cells are filled with distant values",
    r"\.extract(all)?\(": "a member's name writes outside",
    r"(?i)\bunpivot\s+(?!include nulls)[(a-z{]+[^;]*?\bon\b": "empty cells are dropped",
}
"""Spellings that the register forbids. `shutil.rmtree(…, ignore_errors=True)` reads nothing."""


@pytest.mark.parametrize("spelling", TRAPS)
def test_no_reader_of_the_register_s_traps_is_used(spelling: str) -> None:
    folders = ("orchestration", "expectations", "dbt_project")
    texts = {
        path: path.read_text(encoding="utf-8")
        for folder in folders
        for suffix in ("*.py", "*.sql", "*.yml")
        for path in (PROJECT_ROOT / folder).rglob(suffix)
        if "target" not in path.parts
    }
    assert len(texts) > 100
    found = [
        f"{path.relative_to(PROJECT_ROOT)}: {line.strip()}"
        for path, text in texts.items()
        for line in text.splitlines()
        if re.search(spelling, line) and "rmtree" not in line
    ]
    assert found == [], TRAPS[spelling]
