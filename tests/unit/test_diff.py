"""What a diff between two releases, or two vintages, says: worked by hand on a few cells."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from orchestration.errors import UsageError
from orchestration.release import diff

YEARLY = """
    create schema marts;
    create table marts.recorded_crime_by_city_year as
    select 's' as source_id, 'c' as area_id, 'y' as period_id, iccs_code,
        'offence' as counting_unit_code, offence_count, obs_status_code
    from (values {counts}) as t (iccs_code, offence_count, obs_status_code);
    create table marts.offence_rate_by_city_year as
    select 's' as source_id, 'c' as area_id, 'y' as period_id, iccs_code,
        'offence' as counting_unit_code, rate_per_100k, obs_status_code
    from (values {rates}) as t (iccs_code, rate_per_100k, obs_status_code);
"""
FACTS = """
    create schema core;
    create table core.dim_source_category as
    select * from (values ('k1', 'Theft'), ('k2', 'Fraud')) as t (source_category_id, label_type);
    alter table core.dim_source_category add column label_group varchar;
    alter table core.dim_source_category add column label_subtype varchar;
    alter table core.dim_source_category add column label_modality varchar;
    create table core.fct_offence as
    select *, 's' as source_id, 'c' as area_id, 'p' as period_id,
        'offence' as counting_unit_code, 'A' as obs_status_code
    from (values
        ('k1', 175, timestamp '2023-12-31', timestamp '2024-01-31'),
        ('k1', 177, timestamp '2024-01-31', null),
        ('k2', 4, timestamp '2023-12-31', timestamp '2024-01-31')
    ) as t (source_category_id, value_count, known_from_at, known_to_at);
"""


def release(settings, release_id, sql):
    """A release folder with no more than a database in it."""
    public = settings.releases / release_id / "public"
    public.mkdir(parents=True)
    with duckdb.connect(str(public / "warehouse.duckdb")) as connection:
        connection.execute(sql)


@pytest.fixture
def two_releases(home):
    release(
        home,
        "2026-11-01.1",
        YEARLY.format(
            counts="('0101', 10, 'A'), ('0102', 5, 'P'), ('0103', 7, 'A'), ('0401', 1, 'A')",
            rates="('0101', 1.0, 'A'), ('0102', 2.0, 'A')",
        ),
    )
    release(
        home,
        "2026-11-02.1",
        YEARLY.format(
            counts="('0101', 12, 'A'), ('0102', 5, 'A'), ('0103', null, 'L'), ('0402', 3, 'A')",
            rates="('0101', 1.0000000000000002, 'A'), ('0102', 2.5, 'A')",
        ),
    )
    return home


def test_cells_are_changed_added_removed_or_only_of_another_status(two_releases):
    found = diff.between_releases(two_releases, "2026-11-01.1", "2026-11-02.1", 10)

    counts = {
        (one.cell["iccs_code"], one.kind): (one.before, one.after)
        for one in found.cells
        if one.table == "marts.recorded_crime_by_city_year"
    }
    assert counts == {
        ("0101", "changed"): (10, 12),
        ("0102", "status"): (5, 5),
        ("0103", "changed"): (7, None),
        ("0401", "removed"): (1, None),
        ("0402", "added"): (None, 3),
    }
    assert found.total == 6


def test_rates_that_agree_to_twelve_digits_are_the_same(two_releases):
    found = diff.between_releases(two_releases, "2026-11-01.1", "2026-11-02.1", 10)

    rates = [one for one in found.cells if one.table == "marts.offence_rate_by_city_year"]
    assert [(one.cell["iccs_code"], one.kind, one.after) for one in rates] == [
        ("0102", "changed", 2.5)
    ]


def test_the_limit_cuts_the_list_and_not_the_tally(two_releases):
    found = diff.between_releases(two_releases, "2026-11-01.1", "2026-11-02.1", 1)

    assert len(found.cells) == 1
    assert found.cells[0].cell["iccs_code"] == "0103"  # the largest change: 7 to nothing
    assert found.total == 6


def test_what_was_restated_is_listed_before_what_is_only_new(two_releases):
    """A new month is larger than any restatement and says nothing about trust in the old ones."""
    found = diff.between_releases(two_releases, "2026-11-01.1", "2026-11-02.1", 10)

    kinds = [one.kind for one in found.cells]
    assert kinds == ["changed", "changed", "changed", "removed", "added", "status"]
    assert [one.change for one in found.cells] == [None, 2, 0.5, None, None, 0]


def test_a_release_equals_itself(two_releases):
    assert diff.between_releases(two_releases, "2026-11-01.1", "2026-11-01.1", 10).total == 0


def test_vintages_of_a_source_are_compared_as_known_at_two_dates(home):
    release(home, "2026-11-01.1", FACTS)

    found = diff.between_vintages(
        home,
        "s",
        datetime(2023, 12, 31, tzinfo=UTC),
        datetime(2024, 2, 1, tzinfo=UTC),
        10,
        "2026-11-01.1",
    )

    assert {(one.cell["label_type"], one.kind, one.before, one.after) for one in found.cells} == {
        ("Theft", "changed", 175, 177),
        ("Fraud", "removed", 4, None),
    }


def test_a_moment_before_the_first_vintage_is_a_wrong_use(home):
    """Or else every cell would be called added."""
    release(home, "2026-11-01.1", FACTS)

    with pytest.raises(UsageError, match="Nothing of s was known by 2022-12-31"):
        diff.between_vintages(
            home,
            "s",
            datetime(2022, 12, 31, tzinfo=UTC),
            datetime(2024, 2, 1, tzinfo=UTC),
            10,
            "2026-11-01.1",
        )


def test_unknown_names_are_a_wrong_use(home, two_releases):
    with pytest.raises(UsageError, match=r"No release '2026-01-01\.1'"):
        diff.between_releases(home, "2026-01-01.1", "2026-11-02.1", 10)
    release(home, "2026-11-03.1", FACTS)
    with pytest.raises(UsageError, match="No counts of a source 'x_source'"):
        diff.between_vintages(
            home,
            "x_source",
            datetime(2024, 1, 1, tzinfo=UTC),
            datetime(2024, 2, 1, tzinfo=UTC),
            10,
            "2026-11-03.1",
        )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-31", datetime(2024, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2024-01-31T12:00:00", datetime(2024, 1, 31, 12, tzinfo=UTC)),
        ("2024-01-31T12:00:00Z", datetime(2024, 1, 31, 12, tzinfo=UTC)),
    ],
)
def test_a_date_means_its_end(text, moment):
    assert diff.moment_of(text) == moment


@pytest.mark.parametrize("text", ["31/01/2024", "yesterday", "2024-01-31T12:00:00+02:00"])
def test_what_is_no_utc_date_is_refused(text):
    with pytest.raises(UsageError):
        diff.moment_of(text)
