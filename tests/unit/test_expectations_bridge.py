"""The DuckDB bridge: every kind of expectation sees a defect, and nothing can be written."""

from __future__ import annotations

import duckdb
import pytest

from expectations import engine
from expectations.checks import (
    Check,
    Suite,
    between,
    has_columns,
    in_set,
    length,
    no_row_where,
    no_rows,
    not_null,
    offending_query,
    refers_to,
    row_count,
    unique,
)
from expectations.evaluate import GreatExpectations
from expectations.verdict import Plan

GOOD = """
drop schema if exists core cascade;
create schema core;
create table core.thing as select * from (values
  ('a:1', 'x', 1, 'src_a'), ('a:2', 'x', 2, 'src_a'), ('b:1', 'y', 3, 'src_b')
) as t (thing_id, kind_code, value_count, source_id);
create table core.kind as select 'x' as kind_code union all select 'y';
"""

KINDS = [
    (not_null("kind_code")[0], "update core.thing set kind_code = null where thing_id = 'a:1'", 1),
    (unique("thing_id")[1], "insert into core.thing values ('a:1', 'y', 9, 'src_b')", 2),
    (unique("kind_code", "value_count")[2], "update core.thing set value_count = 1", 2),
    (in_set("kind_code", ("x", "y")), "update core.thing set kind_code = 'z'", 3),
    (
        between("value_count", 0, 3),
        "update core.thing set value_count = -1 where kind_code = 'y'",
        1,
    ),
    (between("value_count", None, 3), "update core.thing set value_count = 4", 3),
    (length("thing_id", 3), "update core.thing set thing_id = 'a:10' where kind_code = 'y'", 1),
    (has_columns("thing_id", "kind_code"), "alter table core.thing drop column kind_code", None),
    (row_count(3), "delete from core.thing where kind_code = 'y'", None),
    (row_count(3, 3), "insert into core.thing values ('c:1', 'y', 9, 'src_b')", None),
    (
        no_row_where("small", "t.thing_id like 'a:%' and t.value_count > 2", "values are small"),
        "update core.thing set value_count = 3 where thing_id = 'a:2'",
        1,
    ),
    (
        no_rows(
            "known_kind",
            "select t.source_id from {batch} as t"
            " where t.kind_code not in (select k.kind_code from core__kind as k)",
            "kinds are known",
        ),
        "delete from core.kind where kind_code = 'x'",
        2,
    ),
    (refers_to("kind_code", "core.kind", "kind_code"), "delete from core.kind", 3),
]


@pytest.fixture(autouse=True)
def released_candidates():
    """Close what a test opened, so that the next one may write."""
    yield
    engine.close_candidates()


@pytest.fixture
def candidate(tmp_path):
    """Return a function that writes a candidate and the plan for it."""

    def write(*defects: str) -> Plan:
        path = tmp_path / "it's a {candidate}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(GOOD)
            for defect in defects:
                connection.execute(defect)
        return Plan(candidate_id="c", database=path, content_hash="h", suites=("thing",), threads=1)

    return write


def outcome(plan: Plan, check: Check) -> bool | str:
    suite = Suite(table="core.thing", checks=(check,), name="thing")
    return GreatExpectations(plan).run(suite, (check,))[check.name]


@pytest.mark.parametrize(("check", "defect", "rows"), KINDS, ids=[c.name for c, _, _ in KINDS])
def test_each_kind_of_expectation_passes_good_rows_and_fails_on_its_defect(
    candidate, check, defect, rows
):
    assert outcome(candidate(), check) is True
    engine.close_candidates()

    plan = candidate(defect)

    assert outcome(plan, check) is False
    query = offending_query(check, "t.source_id")
    if rows is None:
        assert query is None
    else:
        counted = engine.open_candidate(plan.database).execute(
            f"select count(*) from ({query.replace('{batch}', 'core__thing')})"
        )
        assert counted.fetchone() == (rows,)


def test_a_check_that_meets_a_missing_column_is_neither_passed_nor_failed(candidate):
    plan = candidate()

    assert outcome(plan, not_null("nowhere")[0]) == "column nowhere is missing"
    assert outcome(plan, no_row_where("gone", "t.gone > 1", "")) == (
        "a column or function of the check does not exist"
    )


def test_an_error_that_quotes_a_cell_is_reported_by_its_kind_only(candidate):
    plan = candidate("update core.thing set kind_code = 'María Ñandú'")

    found = outcome(plan, no_row_where("cast", "cast(t.kind_code as integer) > 1", ""))

    assert found == "a value could not be converted"


def test_one_crashing_check_leaves_the_verdicts_of_its_neighbours(candidate):
    checks = (not_null("nowhere")[0], not_null("kind_code")[0], between("value_count", 2, None))
    suite = Suite(table="core.thing", checks=checks, name="thing")

    found = GreatExpectations(candidate()).run(suite, checks)

    assert found["not_null(kind_code)"] is True
    assert found["between(value_count)"] is False
    assert isinstance(found["not_null(nowhere)"], str)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into candidate.core.thing values ('z', 'x', 1, 's')",
        "drop table candidate.core.thing",
        "copy core__thing to 'out.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_the_gate_reads_the_candidate_and_nothing_else(candidate, statement):
    connection = engine.open_candidate(candidate().database)

    with pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_a_candidate_is_opened_once_and_its_tables_are_views_without_a_schema(candidate):
    path = candidate().database

    first, second = engine.open_candidate(path), engine.open_candidate(path)
    first.close()

    assert second.execute("select count(*) from core__thing").fetchone() == (3,)
    attached = second.execute(
        "select path from duckdb_databases() where database_name = 'candidate'"
    )
    assert attached.fetchall() == [(str(path),)]


def test_a_missing_candidate_is_an_error_not_an_empty_database(tmp_path):
    with pytest.raises(FileNotFoundError):
        engine.open_candidate(tmp_path / "none.duckdb")

    assert not (tmp_path / "none.duckdb").exists()
