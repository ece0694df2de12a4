"""The audit of hidden victim cells: what the published tables let a reader work out (INV08)."""

import json

import duckdb
import pytest

from orchestration.release.disclosure.audit import audit
from orchestration.release.disclosure.linear import Interval, Statement, bounds
from tests.unit import built_candidate as built

CITY, STATE = "MEX:city:22014", "MEX:state:22"
YEAR = "gregorian:year:2020-01-01"

#: Published tables of victims, empty, with the columns that the audit reads.
TABLES = """
create schema core; create schema marts; create schema intermediate;
create table marts.victims_by_city_year (source_id varchar, area_id varchar, period_id varchar,
  iccs_code varchar, counting_unit_code varchar, tag_code varchar, value_code varchar,
  victim_count bigint, known_count bigint, total_count bigint, suppression_reason_code varchar,
  share_pct double, share_low_pct double, share_high_pct double, is_shown boolean,
  conf_status_code varchar);
create table marts.homicide_victims_by_city_year (source_id varchar, area_id varchar,
  period_id varchar, female_count bigint, male_count bigint, known_sex_count bigint,
  suppression_reason_code varchar, female_share_pct double, female_share_low_pct double,
  female_share_high_pct double);
create table marts.homicide_deaths_by_area_year (source_id varchar, area_id varchar,
  period_id varchar, male_count bigint, female_count bigint, unknown_sex_count bigint,
  death_count bigint, suppression_reason_code varchar);
create table marts.observation (indicator_id varchar, breakdown_code varchar, source_id varchar,
  area_id varchar, period_id varchar, counting_unit_code varchar, numerator double,
  denominator double, value double, suppression_reason_code varchar);
create table marts.revision_log (indicator_id varchar, breakdown_code varchar, source_id varchar,
  area_id varchar, period_id varchar, old_numerator double, new_numerator double,
  changed_at timestamp);
create table core.dim_area (area_id varchar, parent_area_id varchar, area_type_code varchar);
create table core.dim_period (period_id varchar, calendar_code varchar, grain_code varchar,
  period_start date, period_end date);
create table intermediate.int_victim_tag (source_id varchar, area_id varchar, period_id varchar,
  iccs_code varchar, counting_unit_code varchar, tag_code varchar, value_code varchar,
  victim_count bigint);
create table intermediate.int_death_year (source_id varchar, area_id varchar,
  occurrence_year integer, manner_code varchar, male_count bigint, female_count bigint);
insert into core.dim_area values ('MEX:city:22014', 'MEX:state:22', 'city'),
  ('MEX:state:22', null, 'state');
"""


@pytest.fixture
def warehouse():
    """An empty candidate with the tables that hold victims."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def break_down(connection, *values, tag="AV", area=CITY, period=YEAR, node="0101"):
    """One attribute of one city and year: (value, count, hidden because); all known."""
    known = sum(count for _, count, _ in values)
    for value, count, reason in values:
        key = ["s", area, period, node, "victim", tag, value]
        shown = None if reason else count
        share = None if reason else 100 * count / known
        connection.execute(
            "insert into marts.victims_by_city_year values"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null, ?, ?)",
            [*key, shown, known, known, reason, share, reason is None, "A" if reason else "F"],
        )
        connection.execute(
            "insert into intermediate.int_victim_tag values (?, ?, ?, ?, ?, ?, ?, ?)",
            [*key, count],
        )


def deaths(connection, *, men, women, area, reason=None):
    """Homicide deaths of one area by sex, hidden or not."""
    connection.execute(
        "insert into marts.homicide_deaths_by_area_year values ('h', ?, ?, ?, ?, 0, ?, ?)",
        [area, YEAR, None if reason else men, None if reason else women, men + women, reason],
    )
    connection.execute(
        "insert into intermediate.int_death_year values ('h', ?, 2020, 'homicide', ?, ?)",
        [area, men, women],
    )


def observe(connection, indicator, breakdown="total", **figures):
    """One published indicator of the city and year."""
    given = {"numerator": None, "denominator": None, "value": None, **figures}
    connection.execute(
        "insert into marts.observation values (?, ?, 's', ?, ?, 'victim', ?, ?, ?, null)",
        [indicator, breakdown, CITY, YEAR, *given.values()],
    )


# --- the programmes ------------------------------------------------------------------------------

ROWS = ((12, 3, 25), (8, 14, 9), (30, 11, 16))


def margins(hidden):
    """The example of methods 9: a table of three by three with all its margins."""
    known = {(r, c): ROWS[r][c] for r in range(3) for c in range(3) if (r, c) not in hidden}
    lines = [[(r, c) for c in range(3)] for r in range(3)]
    lines += [[(r, c) for r in range(3)] for c in range(3)]
    statements = []
    for line in lines:
        total = sum(ROWS[r][c] for r, c in line)
        statements.append(Statement(tuple((cell, 1) for cell in line), total, total))
    return bounds(hidden, known, statements)


def test_one_hidden_cell_is_worked_out_from_its_row():
    assert margins([(0, 1)])[0, 1] == Interval(3, 3)


def test_four_hidden_cells_in_two_rows_and_columns_are_not():
    assert margins([(0, 1), (0, 2), (1, 1), (1, 2)])[0, 1] == Interval(0, 17)


def test_only_whole_numbers_are_answers():
    """a + b is 5 and a is at most half of b: 1.67 is no count of people."""
    both = Statement((("a", 1), ("b", 1)), 5, 5)
    half = Statement((("a", 2), ("b", -1)), high=0)

    assert bounds(["a", "b"], {}, [both, half]) == {"a": Interval(0, 1), "b": Interval(4, 5)}


def test_statements_that_contradict_each_other_leave_nothing():
    statements = [Statement((("a", 1),), 3, 3), Statement((("a", 1),), 4, 4)]

    assert bounds(["a"], {}, statements)["a"].is_empty


def test_a_cell_far_away_does_not_change_the_answer():
    """Blocks that no statement ties together are solved apart."""
    near = [Statement((("a", 1), ("b", 1)), 9, 9)]
    far = [Statement(((("x", n), 1), (("x", n + 1), 1)), n, n) for n in range(50)]

    assert bounds(["a"], {}, [*near, *far]) == {"a": Interval(0, 9)}


# --- one table -----------------------------------------------------------------------------------


def test_two_hidden_cells_that_could_be_any_small_number_are_safe(warehouse):
    break_down(warehouse, ("1", 3, "small_cells"), ("2", 20, "small_cells"), ("3", 50, None))

    found = audit(warehouse, 5)

    assert (found.hidden, found.primary) == (2, 1)
    assert found.recoverable == found.shown == found.contradicted == found.unread == ()


def test_a_small_cell_hidden_alone_is_worked_out(warehouse):
    break_down(warehouse, ("1", 3, "small_cells"), ("2", 20, None), ("3", 50, None))

    assert [cell.value for cell in audit(warehouse, 5).recoverable] == ["1"]


def test_two_cells_of_one_victim_each_are_worked_out_too_far(warehouse):
    """Together they are 2, so neither can be 3 or 4: the reader knows more than '1 to 4'."""
    break_down(warehouse, ("1", 1, "small_cells"), ("2", 1, "small_cells"), ("3", 50, None))

    assert len(audit(warehouse, 5).recoverable) == 2


def test_that_a_value_is_listed_says_that_it_has_a_victim(warehouse):
    """3 and 1 are 4: with at least one in each, neither can be 4. 3 and 2 leave it open."""
    break_down(warehouse, ("1", 3, "small_cells"), ("2", 1, "small_cells"), ("3", 50, None))
    break_down(warehouse, ("1", 3, "small_cells"), ("2", 2, "small_cells"), ("3", 50, None),
               area=STATE)  # fmt: skip

    assert {cell.area_id for cell in audit(warehouse, 5).recoverable} == {CITY}


def test_where_everyone_known_is_hidden_their_number_is_the_bound(warehouse):
    """Three victims in all: a cell cannot be asked to be four."""
    break_down(warehouse, ("1", 1, "small_cells"), ("2", 2, "small_cells"))

    assert audit(warehouse, 5).recoverable == ()


def test_a_label_that_tells_the_small_cell_from_the_other_gives_it_away(warehouse):
    """1 and 5 are hidden, 6 are known: if the second is called no small cell, the first is 1."""
    break_down(warehouse, ("1", 1, "small_cells"), ("2", 5, "small_cells"), ("3", 50, None))
    assert audit(warehouse, 5).recoverable == ()

    warehouse.execute(
        "update marts.victims_by_city_year set conf_status_code = 'D' where value_code = '2'"
    )
    assert {cell.value for cell in audit(warehouse, 5).recoverable} == {"1", "2"}


def test_a_share_beside_a_hidden_count_gives_it_away(warehouse):
    break_down(warehouse, ("1", 3, "small_cells"), ("2", 20, "small_cells"), ("3", 50, None))
    warehouse.execute(
        "update marts.victims_by_city_year set share_low_pct = 1 where value_code = '1'"
    )

    assert [cell.value for cell in audit(warehouse, 5).recoverable] == ["1"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((("1", 4, None), ("2", 50, None)), ["1"]),
        ((("1", 5, None), ("2", 50, None)), []),
        ((("1", 0, None), ("2", 50, None)), ["2"]),
        ((("1", 0, None), ("2", 7, None), ("3", 50, None)), []),
    ],
)
def test_a_printed_cell_is_neither_small_nor_shared_by_all(warehouse, values, shown):
    break_down(warehouse, *values)

    assert [cell.value for cell in audit(warehouse, 5).shown] == shown


def test_a_small_cell_of_a_means_is_no_victim_attribute(warehouse):
    break_down(warehouse, ("1", 2, None), ("2", 50, None), tag="We")

    assert audit(warehouse, 5).shown == ()


# --- the same victims in several tables -----------------------------------------------------------


def hide_sexes(connection, women=3, men=40):
    break_down(connection, ("1", men, "small_cells"), ("2", women, "small_cells"), tag="SV")


def test_another_mart_that_shows_the_cell_gives_it_away(warehouse):
    hide_sexes(warehouse)
    warehouse.execute(
        "insert into marts.homicide_victims_by_city_year values"
        f" ('s', '{CITY}', '{YEAR}', 3, 40, 43, null, 6.98, 2.4, 18.6)"
    )

    assert {cell.value for cell in audit(warehouse, 5).recoverable} == {"1", "2"}


def test_an_indicator_whose_numerator_is_the_cell_gives_it_away(warehouse):
    hide_sexes(warehouse)
    observe(warehouse, "C03", numerator=3)

    assert {cell.value for cell in audit(warehouse, 5).recoverable} == {"1", "2"}


def test_a_ratio_to_the_health_series_gives_its_base_away(warehouse):
    deaths(warehouse, men=30, women=2, area=CITY, reason="small_cells")
    observe(warehouse, "D01", "SV=2", numerator=8, denominator=2, value=4)

    assert {cell.source_id for cell in audit(warehouse, 5).recoverable} == {"h"}


def test_what_a_figure_was_before_its_revision_gives_it_away(warehouse):
    hide_sexes(warehouse)
    warehouse.execute(
        "insert into marts.revision_log values"
        f" ('C03', 'total', 's', '{CITY}', '{YEAR}', 3, null, '2024-01-01')"
    )

    assert {cell.value for cell in audit(warehouse, 5).recoverable} == {"1", "2"}


def test_an_indicator_that_nobody_taught_the_audit_is_not_passed_over(warehouse):
    observe(warehouse, "C99", "iccs_code=0101;SV=2", numerator=3)

    assert audit(warehouse, 5).unread == ("C99 iccs_code=0101;SV=2 (victim)",)


def test_two_tables_that_disagree_are_named(warehouse):
    break_down(warehouse, ("1", 30, None), ("2", 20, None), tag="SV")
    observe(warehouse, "C03", numerator=21)

    assert [cell.value for cell in audit(warehouse, 5).contradicted] == ["2"]


# --- areas, categories, months, tags --------------------------------------------------------------


def test_a_city_within_its_state_bounds_what_is_hidden_in_the_city(warehouse):
    """The state shows 1 woman less than a reader would need to leave 4 open."""
    deaths(warehouse, men=60, women=5, area=STATE)
    deaths(warehouse, men=30, women=2, area=CITY, reason="small_cells")
    assert audit(warehouse, 5).recoverable == ()

    warehouse.execute("update marts.homicide_deaths_by_area_year set female_count = 3,"
                      f" death_count = 63 where area_id = '{STATE}'")  # fmt: skip
    assert [cell.value for cell in audit(warehouse, 5).recoverable] == ["2"]


def test_a_child_category_bounds_its_parent(warehouse):
    """Three of the hidden women stand in a child that is shown: the parent is not 1 or 2."""
    break_down(warehouse, ("1", 40, "small_cells"), ("2", 4, "small_cells"), tag="SV", node="0301")
    break_down(warehouse, ("1", 30, None), ("2", 3, None), tag="SV", node="03011")

    assert [cell.node for cell in audit(warehouse, 5).recoverable] == ["0301"]


def test_twelve_months_that_are_shown_give_their_year_away(warehouse):
    break_down(warehouse, ("1", 60, "small_cells"), ("2", 4, "small_cells"), tag="SV")
    warehouse.execute(
        f"insert into core.dim_period values ('{YEAR}', 'gregorian', 'year', '2020-01-01',"
        " '2020-12-31')"
    )
    for month in range(1, 13):
        name = f"gregorian:month:2020-{month:02}-01"
        warehouse.execute(
            f"insert into core.dim_period values ('{name}', 'gregorian', 'month',"
            f" '2020-{month:02}-01', last_day(date '2020-{month:02}-01'))"
        )
        break_down(warehouse, ("1", 5, None), ("2", 0, None), tag="SV", period=name)

    assert "1" in {cell.value for cell in audit(warehouse, 5).recoverable}


def test_a_category_that_names_the_sex_is_a_lower_bound(warehouse):
    """Two feminicides are published: the hidden women are not 1."""
    hide_sexes(warehouse)
    warehouse.execute(
        f"""
        insert into core.dim_period values
          ('{YEAR}', 'gregorian', 'year', '2020-01-01', '2020-12-31');
        create table core.crosswalk as select 'f' as source_category_id, 'SV=2;Mot=3' as tags,
          '0101' as safe_rollup_code, 'source_narrower' as relation_code;
        create table core.dim_source_category as
          select 'f' as source_category_id, 'leaf' as row_role_code;
        create table core.fct_offence_open as select 'f' as source_category_id, 's' as source_id,
          '{CITY}' as area_id, '{YEAR}' as period_id, 'victim' as counting_unit_code,
          2 as value_count, cast(null as timestamp) as known_to_at
        """
    )

    assert [cell.value for cell in audit(warehouse, 5).recoverable] == ["2"]


# --- the gate -------------------------------------------------------------------------------------


def plant(home, *values):
    """A candidate on which everything passed, with one breakdown of victims."""
    candidate = built.make(home)
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute(TABLES.replace("create schema core; create schema marts;", ""))
        break_down(connection, *values)
    built.give_verdict(home, candidate)
    return candidate


def test_the_gate_refuses_a_candidate_with_a_cell_that_can_be_worked_out(home):
    candidate = plant(home, ("1", 3, "small_cells"), ("2", 20, None))

    judged = built.judge(home, candidate)

    (refusal,) = judged.refusals
    assert refusal.reason == (
        f"S14: hidden cells that can be worked out (INV08): 1, first s {CITY} {YEAR} 0101 by AV"
    )
    assert refusal.sources == {"s"}
    (check,) = [one for one in judged.checks if one.verdict != "pass"]
    assert (check.kind, check.check_name, check.failures) == (
        "disclosure",
        "no_hidden_victim_cell_can_be_worked_out",
        1,
    )


def test_the_gate_passes_what_is_hidden_well_and_says_so(home):
    candidate = plant(home, ("1", 3, "small_cells"), ("2", 20, "small_cells"), ("3", 9, None))

    judged = built.judge(home, candidate)

    assert judged.refusals == ()
    said = [one for one in judged.checks if one.kind == "disclosure"]
    assert len(said) == 9
    assert {one.verdict for one in said} == {"pass"}


def test_a_table_that_cannot_be_read_counts_as_failed(home):
    candidate = plant(home, ("1", 9, None))
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("alter table marts.victims_by_city_year drop column known_count")
    built.give_verdict(home, candidate)

    judged = built.judge(home, candidate)

    assert {one.reason for one in judged.refusals if one.could_not_evaluate} == {
        "F54: no_small_victim_cell_is_shown: BinderException",
        "F54: no_hidden_victim_cell_can_be_worked_out: BinderException",
        "F54: victim_cells_are_one_figure_everywhere: BinderException",
    }


def test_the_smallest_cell_is_the_one_that_the_models_use(home, tmp_path):
    """k stands in one place: the project that builds the candidate."""
    (tmp_path / "dbt_project.yml").write_text("vars: {minimum_victim_cell: 21}")
    strict = home.model_copy(update={"project": tmp_path})
    candidate = plant(home, ("1", 20, None), ("2", 50, None))

    assert built.judge(home, candidate).refusals == ()
    (refusal,) = built.judge(strict, candidate).refusals
    assert refusal.reason.startswith("S14: cells of fewer than 21 victims, or that all share: 1,")


def test_no_message_of_the_audit_holds_a_count(home):
    candidate = plant(home, ("1", 3, "small_cells"), ("2", 77, None))

    (refusal,) = built.judge(home, candidate).refusals

    assert "77" not in refusal.reason
    assert json.dumps(refusal.reason).count("3") == 0
