"""What disclosure control refuses besides victim cells: classes, open rows, points, persons."""

import json

import duckdb
import pytest

from orchestration.release.disclosure import checks, open_rows
from tests.unit import built_candidate as built

CITY = "COL:city:05001"


@pytest.fixture
def facts():
    """The open facts of one city and year, and what they refer to: all sexes, all ages."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema core; create schema meta;
            create table core.dim_area as select * from (values ('{CITY}', 'city'),
              ('ZAF:police_precinct:1', 'police_precinct'), ('MEX:state:22', 'state'))
              as area (area_id, area_type_code);
            create table core.dim_period as select * from (values ('y', 'year'), ('m', 'month'))
              as period (period_id, grain_code);
            create table core.dim_source_category as select * from (values
              ('theft', 'Hurto a personas', null), ('rape', 'Delitos sexuales', 'Acceso carnal'),
              ('trade', 'Tráfico de menores', null), ('child', 'Homicidio', null))
              as category (source_category_id, label_type, label_subtype);
            create table core.crosswalk as select * from (values ('theft', '0502', null),
              ('rape', '0301', null), ('trade', '0204', null), ('child', '0101', 'AV=1'))
              as crosswalk (source_category_id, iccs_code, tags);
            create table core.fct_offence_open as select 'theft' as source_category_id,
              '{CITY}' as area_id, 'm' as period_id, 'victim' as counting_unit_code,
              '0' as victim_sex_code, '0' as victim_age_code, 'all' as victim_age_label,
              1 as value_count, timestamp '2024-01-01' as known_from_at;
            """
        )
        yield connection


def add(connection, category, area=CITY, period="m", sex="0", age="0", label="all", count=1):
    connection.execute(
        "insert into core.fct_offence_open values (?, ?, ?, 'victim', ?, ?, ?, ?, '2024-01-01')",
        [category, area, period, sex, age, label, count],
    )


def test_a_count_of_one_without_sex_and_age_is_as_the_publisher_released_it(facts):
    assert open_rows.below_k(facts, 5) == 0


@pytest.mark.parametrize(
    ("sex", "age", "label", "count", "found"),
    [
        ("2", "0", "all", 4, 1),
        ("2", "0", "all", 5, 0),
        ("0", "1", "0 to 14", 4, 1),
        ("0", None, "menores", 4, 1),
        ("2", "1", "0 to 14", 0, 0),
    ],
)
def test_a_row_that_tells_a_sex_or_an_age_has_at_least_k_alike(
    facts, sex, age, label, count, found
):
    add(facts, "theft", sex=sex, age=age, label=label, count=count)

    assert open_rows.below_k(facts, 5) == found


@pytest.mark.parametrize("category", ["rape", "trade", "child"])
def test_sexual_offences_and_minors_stand_by_city_and_year(facts, category):
    """By the publisher's words, by the node, and by a tag of age."""
    add(facts, category, period="y")
    add(facts, category, area="MEX:state:22")
    assert open_rows.finer_than_city_and_year(facts) == 0

    add(facts, category)
    assert open_rows.finer_than_city_and_year(facts) == 1
    add(facts, category, area="ZAF:police_precinct:1")
    assert open_rows.finer_than_city_and_year(facts) == 2


def test_a_shape_of_no_area_is_a_point_of_something_else(facts):
    facts.execute(f"create table core.dim_area_geometry as select '{CITY}' as area_id")
    assert open_rows.points_of_no_area(facts) == 0

    facts.execute("insert into core.dim_area_geometry values ('case 17')")
    assert open_rows.points_of_no_area(facts) == 1


# --- the gate -------------------------------------------------------------------------------------


def said(home, candidate):
    """Check -> reason, of what does not pass."""
    return {one.check: one.reason for one in checks.run(home, candidate) if one.verdict != "pass"}


def with_manifest(home, change):
    """A sound candidate whose manifest is changed."""
    candidate = built.make(home)
    document = built.manifest()
    change(document["nodes"])
    candidate.manifest.write_text(json.dumps(document))
    return candidate


def test_a_sound_candidate_passes_every_rule(home):
    assert said(home, built.make(home)) == {}


@pytest.mark.parametrize(
    ("meta", "told"),
    [
        ({"classification": "personal"}, "(personal)"),
        ({"classification": "quasi_identifier"}, "(quasi_identifier)"),
        ({}, "(no class)"),
    ],
)
def test_a_public_column_without_a_class_that_fits_is_refused(home, meta, told):
    def change(nodes):
        nodes["model.x.dim_city"]["columns"]["city_id"]["config"]["meta"] = meta

    assert said(home, with_manifest(home, change)) == {
        "every_column_has_a_class_that_fits": (
            f"F62: columns that may not be there: core.dim_city.city_id {told}"
        )
    }


def test_a_quasi_identifier_may_stand_where_its_cells_are_audited(home):
    def change(nodes):
        node = nodes["model.x.offence_rate"]
        node["config"]["meta"]["published_as"] = "victims_by_city_year"
        node["columns"]["city_id"]["config"]["meta"] = {"classification": "quasi_identifier"}

    assert said(home, with_manifest(home, change)) == {}


def test_a_restricted_column_needs_a_class_too(home):
    def change(nodes):
        node = nodes["model.x.fct_offence_event"]
        node["config"]["meta"] = {"publication": "restricted"}
        node["columns"]["victim_name"]["config"]["meta"] = {}

    assert said(home, with_manifest(home, change)) == {
        "every_column_has_a_class_that_fits": (
            "F62: columns that may not be there: core.fct_offence_event.victim_name"
        )
    }


def test_a_table_of_persons_is_refused_whatever_its_columns_say(home):
    def change(nodes):
        nodes["model.x.fct_offence_event"]["config"]["meta"] = {"publication": "public"}

    assert said(home, with_manifest(home, change)) == {
        "no_table_of_persons_is_published": "S14: rows of persons: core.fct_offence_event"
    }


@pytest.mark.parametrize("name", ["latitude", "masked_longitude", "LAT", "coord_x", "event_point"])
def test_a_column_of_points_is_refused(home, name):
    candidate = built.make(home)
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute(f"alter table marts.offence_rate add column {name} double")

    assert said(home, candidate) == {
        "no_point_of_a_case_is_published": f"S14: points: marts.offence_rate.{name}"
    }


def test_a_manifest_that_cannot_be_read_counts_as_failed(home):
    candidate = built.make(home)
    candidate.manifest.write_text("{")

    (only,) = checks.run(home, candidate)

    assert (only.check, only.verdict) == ("disclosure_control_ran", "could_not_evaluate")
