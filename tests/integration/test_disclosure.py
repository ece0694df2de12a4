"""A whole release under disclosure control: nothing hidden can be worked out, and it is said."""

import shutil

import duckdb
import pytest

from orchestration.release.disclosure.audit import audit
from orchestration.report import RefreshReport
from orchestration.settings import Settings

#: Victims by sex, before and after: every way in which the release still adds up.
TOTALS = """
    select source_id, area_id, period_id, victim_count, known_sex_count
    from marts.homicide_victims_by_city_year where known_sex_count is not null
    except
    select source_id, area_id, period_id, total_count, known_count
    from marts.victims_by_city_year where iccs_code = '0101' and tag_code = 'SV'
"""


@pytest.fixture(scope="module")
def public(sample_release: tuple[Settings, RefreshReport]):
    """The public database of the samples' release, as anyone may hold it."""
    settings, report = sample_release
    path = settings.releases / str(report.release_id) / "public" / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def candidate(sample_release: tuple[Settings, RefreshReport]):
    """The candidate that became the release, with what it keeps to itself."""
    settings, report = sample_release
    path = settings.candidates / str(report.candidate_id) / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_no_hidden_cell_of_the_release_can_be_worked_out(candidate):
    found = audit(candidate, 5)

    assert found.primary > 10
    assert found.hidden > found.primary
    assert found.recoverable == found.shown == found.contradicted == found.unread == ()


@pytest.mark.parametrize(
    ("table", "put_back"), [("victims_by_city_year", "victim_count"), ("observation", "numerator")]
)
def test_a_cell_that_is_shown_after_all_is_found(sample_release, tmp_path, table, put_back):
    """One hidden count is put back, alone, and what it was hidden with is worked out."""
    settings, report = sample_release
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(settings.candidates / str(report.candidate_id) / "warehouse.duckdb", path)
    with duckdb.connect(str(path)) as spoilt:
        spoilt.execute(
            f"update marts.{table} set {put_back} = 3 where rowid = (select min(rowid)"
            f" from marts.{table} where suppression_reason_code is not null)"
        )

        assert audit(spoilt, 5).recoverable


def test_the_release_says_what_was_checked(public):
    rows = public.execute(
        "select count(*), count(*) filter (where verdict = 'pass') from meta.checks"
        " where kind = 'disclosure'"
    ).fetchall()

    assert rows == [(9, 9)]


def test_every_suppressed_row_says_why_in_both_languages(public):
    for table in ("homicide_victims_by_city_year", "homicide_deaths_by_area_year"):
        wrong = public.execute(
            f"select count(*) from marts.{table} where (suppression_reason_code is null)"
            " <> (suppression_reason_en is null) or (suppression_reason_en is null)"
            " <> (suppression_reason_es is null)"
        ).fetchall()
        assert wrong == [(0,)]
    silent = public.execute(
        "select count(*) from marts.observation where suppression_reason_code is not null"
        " and (gap_reason_en is null or gap_reason_es is null or numerator is not null"
        " or value is not null or conf_status_code <> 'A')"
    ).fetchall()
    assert silent == [(0,)]


def test_hiding_costs_no_total(public):
    """What is hidden are parts: all victims, and those whose sex is known, stand everywhere."""
    assert public.execute(TOTALS).fetchall() == []
    assert public.execute(
        "select count(*) from marts.homicide_deaths_by_area_year"
        " where suppression_reason_code is not null and death_count is null"
    ).fetchall() == [(0,)]
