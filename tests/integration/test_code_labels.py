"""Every code of the public file has its label in both languages (methods 14, INV23).

Belongs here: the comparison of what stands in public code columns with `meta.codes`. Does not
belong here: labels that stand beside their code in one row (INV23, a dbt test).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb
import pytest

Rows = Callable[[str], Sequence[tuple[object, ...]]]

#: Codes of publishers and of ICCS, and codes whose words stand in the same row.
NAMED_ELSEWHERE = {
    "iccs_code", "parent_code", "alternate_code", "safe_rollup_code", "area_code", "admin_code",
    "local_function_code", "local_indicator_code", "value_code", "mechanism_code", "cofog_code",
    "fault_code", "form_code", "problem_code", "effect_code",
}  # fmt: skip
#: Columns that share a name with a list and hold something else: their words are in the row.
NAMED_IN_THE_ROW = {
    ("fct_programme_effect", "reason_code"), ("dim_series_break", "area_scope"),
    ("codes", "list_code"),
}  # fmt: skip
#: Tags whose values are named in another table or chosen by the city that fills in the form.
OPEN_TAGS = {"iccs_code", "programme", "function", "rank", "corps", "outcome"}


def _public_codes(rows: Rows) -> set[tuple[str, str]]:
    """Pairs (list, code) in all public columns of codes, lists split, breakdowns taken apart."""
    columns = rows(
        "select schema_name, table_name, column_name from duckdb_columns() where not internal"
        " and (ends_with(column_name, '_code') or ends_with(column_name, '_codes')"
        " or column_name in ('area_scope', 'ci_method'))"
    )
    found: set[tuple[str, str]] = set()
    for schema, table, column in columns:
        if column in NAMED_ELSEWHERE or (table, column) in NAMED_IN_THE_ROW:
            continue
        values = [str(value) for (value,) in rows(
            f'select distinct "{column}" from {schema}."{table}" where "{column}" is not null'
        )]  # fmt: skip
        found |= set(_taken_apart(str(column), values))
    return found


def _taken_apart(column: str, values: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Codes of one column: flags are lists, breakdowns are `tag=value` joined by `;`."""
    for value in values:
        if column == "breakdown_code":
            for part in value.split(";"):
                tag, _, code = part.partition("=")
                yield "breakdown_code", tag
                if code and tag not in OPEN_TAGS:
                    yield tag, code
        elif column.endswith("_codes"):
            # The headline table has the flags of six indicators side by side.
            name = "obs_flag_codes" if column.endswith("_flag_codes") else column
            yield from ((name, code) for code in value.split(";"))
        else:
            yield column, value


def _without_number(code: str) -> str:
    """A second evaluator of a group has the label of the group."""
    stem, _, number = code.rpartition("_")
    return stem if number.isdigit() and len(number) == 1 else code


def unlabelled(rows: Rows) -> list[tuple[str, str]]:
    """Codes of the public file without a label."""
    labelled = {(str(a), str(b)) for a, b in rows("select list_code, code from meta.codes")}
    return sorted(
        (name, code)
        for name, code in _public_codes(rows)
        if (name, code) not in labelled
        and not (name.startswith("evaluator") and (name, _without_number(code)) in labelled)
    )


@pytest.fixture(scope="module")
def sample_rows(sample_release) -> Iterable[Rows]:
    """Rows of a query on the public file of the samples."""
    settings, report = sample_release
    assert report.is_published
    path: Path = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_every_code_of_the_samples_release_has_its_labels(sample_rows: Rows) -> None:
    assert unlabelled(sample_rows) == []


@pytest.mark.real
def test_every_code_of_the_real_release_has_its_labels(release: Rows) -> None:
    assert unlabelled(release) == []


def test_a_code_without_a_label_is_found() -> None:
    connection = duckdb.connect()
    connection.execute("create schema meta; create table meta.codes (list_code text, code text)")
    connection.execute("create table places (name_role_code text, breakdown_code text)")
    connection.execute("insert into places values ('former', 'evaluator=academia_2;total')")
    connection.execute(
        "insert into meta.codes values ('evaluator', 'academia'), ('breakdown_code', 'total')"
    )

    assert unlabelled(lambda sql: connection.execute(sql).fetchall()) == [
        ("breakdown_code", "evaluator"), ("name_role_code", "former"),
    ]  # fmt: skip
