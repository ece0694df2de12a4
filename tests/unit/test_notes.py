"""Release notes: what they say of two releases, worked by hand on a few rows."""

from __future__ import annotations

import json
import re

import duckdb
import pytest

from orchestration.release import notes

#: A public database in which each section of the notes has something to say. Values in braces
#: differ between the two releases of these tests.
RELEASE = """
    create schema meta; create schema core; create schema marts;
    create table meta.release as select '{release_id}' as release_id,
        timestamp '2026-11-23 02:00:00' as created_at, {synthetic} as is_synthetic;
    create table meta.checks as select * from (values
        ('counts', 'dbt', 'core.fct_offence', null, 'error', 'pass', 0, null),
        ('fresh', 'dbt', 'meta.sources', null, 'warning', 'fail', 2, 'co_a')
    ) as t (check_name, kind, table_name, column_name, severity, verdict, failures, source_id);
    create table meta.sources as select *, 20 as physical_lines, 17 as loaded_lines,
        1 as quarantined_lines, 2 as declared_lines, timestamp '2026-11-20' as last_extract_at,
        date '2026-10-31' as newest_period_end
    from (values ('co_a', 'ok', 1, 0, null), ('mx_b', 'kept_last_good', 1, 1, 'F27: a column')
        {more_sources}) as t (source_id, status_code, extract_count, refused_count, message);
    create table meta.extracts as select *, 'rows' as layout, null::date as data_as_of_date,
        20 as physical_lines, 17 as loaded_lines, 1 as quarantined_lines, 2 as declared_lines
    from (values ('co_a', 'old.csv', 'aa', 'loaded', null, null),
        ('mx_b', 'x|y<b>.csv', 'bb', 'refused', 'F27', 'F27: column ''Año'' missing'){more_files}
    ) as t (source_id, file_name, extract_sha256, status_code, fault_code, message);
    create table meta.acceptances as select 'co_a' as source_id, 'old.csv' as file_name,
        'F40' as fault_code, 'aa' as extract_sha256, 'Rosa Canaria' as accepted_by where {accepted};
    create table meta.unmapped as select 'co_a' as source_id, 'co_a:2' as source_category_id,
        null as label_group, 'Extorsión digital' as label_type, null as label_subtype,
        null as label_modality, 1204 as row_count, 1300.0::double as unit_count,
        0.01::double as unit_share where {unmapped};
    create table core.dim_source_category as select source_id, source_category_id,
        null::varchar as label_group, label_type, null::varchar as label_subtype,
        null::varchar as label_modality
    from (values ('co_a', 'co_a:1', 'Homicidio'){more_categories})
        as t (source_id, source_category_id, label_type);
    create table marts.indicator_catalogue as select 'C01' as indicator_id, 'co_x' as city_id,
        'Homicide rate' as name_en, 'Tasa de homicidio' as name_es, '{availability}'
        as availability_code;
    create table marts.comparability_card as select 'C01' as indicator_id,
        'total' as breakdown_code, 'co_x' as city_id_a, 'mx_y' as city_id_b, period_id,
        'co_a' as source_id_a, null::varchar as source_id_b, '{tier}' as tier_code
    from (values ('gregorian:year:2024-01-01'), ('gregorian:year:2025-01-01')) as t (period_id);
    create table marts.revision_log as select 'C01' as indicator_id, 'co_x' as city_id,
        'area' as area_id, 'total' as breakdown_code, 'co_a' as source_id,
        old_numerator / 10 as old_value, new_numerator / 10 as new_value, old_numerator,
        new_numerator, 'per 100 000' as unit_code, 'source_revision' as reason_code, period_id,
        timestamp '2026-01-01' as changed_at
    from (values ('gregorian:year:2023-01-01', 50.0, 51.0){more_restated})
        as t (period_id, old_numerator, new_numerator);
    create table marts.recorded_crime_by_city_year as
    select 'co_a' as source_id, 'area' as area_id, 'year' as period_id,
        'offence' as counting_unit_code, 'A' as obs_status_code, iccs_code, offence_count
    from (values {counts}) as t (iccs_code, offence_count);
"""
BEFORE = {
    "release_id": "2026-11-22.1", "synthetic": "false", "more_sources": "", "more_files": "",
    "accepted": "false", "unmapped": "false", "more_categories": "", "availability": "missing",
    "tier": "X", "more_restated": "", "counts": "('0101', 100), ('0401', 7), ('0502', 4213)",
}  # fmt: skip
AFTER = {
    "release_id": "2026-11-23.1", "synthetic": "false",
    "more_sources": ", ('za_c', 'ok', 1, 0, null)",
    "more_files": ", ('za_c', 'new.csv', 'cc', 'loaded', null, null)",
    "accepted": "true", "unmapped": "true",
    "more_categories": ", ('co_a', 'co_a:2', 'Extorsión digital')",
    "availability": "available", "tier": "B",
    "more_restated": ", ('gregorian:year:2024-01-01', 60.0, 80.0),"
                     " ('gregorian:rolling_12m:2024-02-01', 60.0, 90.0)",
    "counts": "('0101', 103), ('0401', 7), ('0502', null)",
}  # fmt: skip


def public(home, values):
    """The public folder of a release with no more than its database in it."""
    folder = home.releases / values["release_id"] / "public"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(RELEASE.format(**values))
    return folder


@pytest.fixture
def told(home):
    """The notes of the second release."""
    before, after = public(home, BEFORE), public(home, AFTER)
    return notes.compile_notes(home, after / "warehouse.duckdb", before)


def test_what_came_in_is_named(told):
    assert told.previous == notes.Previous(release_id="2026-11-22.1", is_readable=True)
    assert told.came_in.new_sources == ("za_c",)
    assert [one.file_name for one in told.came_in.new_files] == ["new.csv"]
    assert told.came_in.gone_files == ()


def test_what_was_held_back_is_said_with_its_reason_and_no_person(told):
    (file,) = told.held_back.files
    assert (file.status_code, file.fault_code) == ("refused", "F27")
    assert [one.source_id for one in told.held_back.kept_last_good] == ["mx_b"]
    assert [one.fault_code for one in told.held_back.accepted] == ["F40"]
    assert "Canaria" not in told.model_dump_json() + notes.render(told)


def test_the_largest_revision_comes_first_and_what_is_gone_is_not_repeated(told):
    """A figure may be gone because it must not be known: only the release before has 4,213."""
    (cell,) = told.revisions.largest
    assert (cell.cell["iccs_code"], cell.before, cell.after, cell.change) == ("0101", 100, 103, 3)
    (table,) = told.revisions.tables
    assert (table.changed, table.added, table.removed) == (2, 0, 0)
    assert "4213" not in told.model_dump_json()
    assert "4,213" not in notes.render(told)


def test_restatements_since_then_are_listed_without_overlapping_windows(told):
    assert told.revisions.restated_count == 2
    assert [(one.period_id, one.new_numerator) for one in told.revisions.restated] == [
        ("gregorian:year:2024-01-01", 80.0)
    ]


def test_new_and_unmapped_categories_are_named(told):
    assert [one.label for one in told.categories.new] == ["Extorsión digital"]
    assert [(one.label, one.row_count) for one in told.categories.unmapped] == [
        ("Extorsión digital", 1204)
    ]


def test_indicators_that_changed_tier_or_availability_are_named(told):
    (availability,) = told.indicators.availability
    assert (availability.before, availability.after) == ("missing", "available")
    (tier,) = told.indicators.tiers
    assert (tier.before, tier.after, tier.periods) == ("X", "B", 2)


def test_checks_that_warned_are_named(told):
    assert told.checks.counts == {"fail": 1, "pass": 1}
    assert [one.check_name for one in told.checks.not_passed] == ["fresh"]


def test_both_languages_tell_the_same_figures(told):
    english, spanish = notes.render(told).split("# Notas de la publicación")

    def rows(text):
        return [
            re.sub(r"[^0-9.,|]", "", line) for line in text.splitlines() if line.startswith("|")
        ]

    assert rows(english) == rows(spanish)
    assert "Homicide rate" in english
    assert "Tasa de homicidio" in spanish


def test_a_name_with_markup_stays_text(told):
    assert r"x\|y\<b\>.csv" in notes.render(told)


def test_a_first_release_says_that_there_is_none_before_it(home):
    after = public(home, AFTER)

    first = notes.compile_notes(home, after / "warehouse.duckdb", None)

    assert first.previous is None
    assert (first.came_in.new_files, first.revisions.largest, first.categories.new) == (None,) * 3
    assert "There is no previous release" in notes.render(first)
    assert "No hay publicación anterior" in notes.render(first)


def test_a_damaged_release_before_is_said_and_stops_nothing(home):
    before, after = public(home, BEFORE), public(home, AFTER)
    (before / "warehouse.duckdb").write_bytes(b"no database")

    told = notes.compile_notes(home, after / "warehouse.duckdb", before)

    assert told.previous.is_readable is False
    assert told.came_in.new_files is None
    assert "could not be read" in notes.render(told)


def test_a_table_that_the_release_lacks_is_named_and_not_taken_for_empty(home):
    after = public(home, AFTER)
    with duckdb.connect(str(after / "warehouse.duckdb")) as connection:
        connection.execute("drop table meta.unmapped")

    told = notes.compile_notes(home, after / "warehouse.duckdb", None)

    assert told.absent == ("meta.unmapped",)
    assert "This release has no meta.unmapped" in notes.render(told)
    assert "Every category of every source" not in notes.render(told)


def test_a_synthetic_release_says_so_in_the_title_of_both_languages(home):
    after = public(home, AFTER | {"synthetic": "true"})

    written = notes.write(home, after / "warehouse.duckdb", None, after)

    text = (after / notes.MARKDOWN).read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if line.startswith("# ")]
    assert titles == [
        "# Release notes 2026-11-23.1 - SYNTHETIC DATA",
        "# Notas de la publicación 2026-11-23.1 - DATOS SINTÉTICOS",
    ]
    assert json.loads((after / notes.DOCUMENT).read_text())["is_synthetic"] is True
    assert {path.stat().st_mode & 0o777 for path in written} == {0o444}


def test_the_same_two_releases_give_the_same_notes_byte_for_byte(home):
    before, after = public(home, BEFORE), public(home, AFTER)

    first, second = (
        notes.compile_notes(home, after / "warehouse.duckdb", before) for _ in range(2)
    )

    assert first.model_dump_json() == second.model_dump_json()
    assert notes.render(first) == notes.render(second)
