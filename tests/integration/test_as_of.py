"""The past of the warehouse: vintages, rebuilding a release, diffs, in a project of three sources.

Belongs here: two releases with editions added in between, one of them an older, back-filled one; on
the synthetic samples, and once on the real vintages of one source.
Does not belong here: real figures (`test_revisions.py`), the rule of a knowledge interval (dbt unit
tests).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import as_of, stages
from orchestration.cli import app
from orchestration.errors import Exit, UsageError
from orchestration.pipeline import refresh
from orchestration.release import catalogue, diff, pointer
from orchestration.release.publish import environment_of
from orchestration.settings import Settings
from tests.integration.small_project import inbox_of, project_of
from tests.samples.mx_sesnsp_offences.generate import EXPECTED

SOURCE = "mx_sesnsp_offences"
EVENTS = "co_medata_homicides"
#: The fewest sources of which a release can be made: counts, cases and residents.
SOURCES = (SOURCE, EVENTS, "co_dane_population")
STATE = "MEX:state:22"
LATER = "IDEFC_NM_nov2024__SYNTHETIC.csv"
BACKFILL = "IDEFC_NM_dic2023__SYNTHETIC.csv"


@dataclass(frozen=True)
class History:
    """A home with two releases; between them a later and a back-filled older edition came."""

    settings: Settings
    first: str
    second: str

    def ask(self, release_id: str, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on one of the two releases."""
        database = catalogue.find(self.settings, release_id).database
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def run(self, *arguments: str):
        """Run the command; dbt is loaded once for all tests."""
        return CliRunner().invoke(app, arguments, env=environment_of(self.settings))


def add_a_victim(samples, inbox) -> None:
    """A second edition of the cases: one more row, the same as the first one (that is legal)."""
    [file] = (samples / EVENTS).glob("*.csv")
    lines = file.read_bytes().splitlines(keepends=True)
    (inbox / EVENTS / f"again_{file.name}").write_bytes(b"".join([*lines, lines[1]]))


def repeat_the_cases(samples, inbox) -> None:
    """The first edition in other bytes: another name, the rows the other way round (F38)."""
    [file] = (samples / EVENTS).glob("*.csv")
    header, *rows = file.read_bytes().splitlines(keepends=True)
    (inbox / EVENTS / f"reversed_{file.name}").write_bytes(b"".join([header, *reversed(rows)]))


@pytest.fixture(scope="module")
def history(tmp_path_factory, samples):
    """Not to be changed by a test, but for `work/as_of` and a rollback that it takes back."""
    folder = tmp_path_factory.mktemp("history")
    settings = Settings(home=folder / "home", project=project_of(SOURCES, folder / "dbt_project"))
    inbox = inbox_of(SOURCES, samples, folder / "inbox")
    withheld = [inbox / SOURCE / name for name in (LATER, BACKFILL)]
    for path in withheld:
        path.unlink()
    first = refresh(settings, inbox)
    repeat_the_cases(samples, inbox)
    repeated = refresh(settings, inbox)
    assert (repeated.exit_code, repeated.is_published) == (Exit.OK, False)
    add_a_victim(samples, inbox)
    for path in withheld:
        shutil.copy(samples / SOURCE / path.name, path)
    second = refresh(settings, inbox)
    assert first.is_published
    assert second.is_published
    return History(settings, first.release_id, second.release_id)


def test_repeated_rows_are_recorded_and_enter_no_release(history):
    assert history.ask(
        history.second,
        f"""
        select extract.status_code, extract.is_current_edition, count(edition.extract_sha256)
        from meta.extracts as extract
        left join meta.editions as edition using (source_id, extract_sha256)
        where extract.source_id = '{EVENTS}' and extract.file_name like 'reversed_%'
        group by all
        """,
    ) == [("repeated", False, 0)]


def offences_of(year: int) -> str:
    return f"""
        select sum(value_count), count(value_count) > 0, max(period.period_start)
        from core.fct_offence as fact join core.dim_period as period using (period_id)
        where source_id = '{SOURCE}' and area_id = '{STATE}' and known_to_at is null
          and value_count is not null and year(period.period_start) = {year}
    """


def test_the_extracts_known_at_a_release_are_those_it_was_made_from(history):
    release = catalogue.find(history.settings, history.first)

    known = as_of.known_by(history.settings, release.manifest.created_at)

    assert known == {(one.source_id, one.extract_sha256) for one in release.manifest.extracts}


def test_a_release_is_reproduced_value_by_value_after_later_and_older_editions(history):
    """INV06, methods 4.5: as_of_warehouse(time of the release) equals the release."""
    result = history.run("as-of", history.first, "--json")

    assert result.exit_code == Exit.OK, result.stderr[-2_000:]
    rebuilt = json.loads(result.stdout)
    assert rebuilt["unequal"] == []
    assert rebuilt["extracts"] == len(
        catalogue.find(history.settings, history.first).manifest.extracts
    )
    assert (
        result.stderr.strip()
        .splitlines()[-1]
        .startswith(f"{history.first} is reproduced value by value")
    )


def test_before_the_first_extract_nothing_was_known(history):
    with pytest.raises(UsageError, match="No extract had been retrieved"):
        as_of.rebuild(history.settings, diff.moment_of("2001-01-01"))


def test_a_back_filled_edition_changes_as_of_and_not_the_release_of_then(history):
    """Methods 4.5: knowledge time is the publisher's cut-off, not the day that we got the file."""
    known_at_the_end_of_2023 = f"""
        select sum(value_count) from core.fct_offence_as_of('2023-12-31') as fact
        join core.dim_period as period using (period_id)
        where source_id = '{SOURCE}' and area_id = '{STATE}' and year(period.period_start) = 2023
    """
    assert history.ask(history.first, known_at_the_end_of_2023) == [(None,)]
    assert history.ask(history.second, known_at_the_end_of_2023) == [
        (EXPECTED["all_22_2023_dic2023"],)
    ]


@pytest.mark.parametrize("table", ["fct_offence", "fct_source_coverage"])
def test_as_of_now_equals_the_current_rows(history, table):
    """INV06."""
    now = f"from core.{table}_as_of(timestamp '2100-01-01')"
    current = f"from core.{table} where known_to_at is null"

    assert history.ask(history.second, f"{now} except all {current}") == []
    assert history.ask(history.second, f"{current} except all {now}") == []


def test_the_full_year_replaces_the_partial_year_and_unreported_months_are_no_zeros(history):
    """A file to February, then one to November: each speaks for its own months only."""
    months = f"""
        select month(period_start), bool_or(offence_count is not null),
               bool_or(coalesce(offence_count, -1) = 0)
        from marts.recorded_crime_by_city_month
        where source_id = '{SOURCE}' and area_id = '{STATE}' and year(period_start) = 2024
        group by 1
    """
    for release_id, last_month, total in (
        (history.first, 2, EXPECTED["all_22_2024_feb2024"]),
        (history.second, 11, EXPECTED["all_22_2024"]),
    ):
        ((found, _, last_start),) = history.ask(release_id, offences_of(2024))
        assert (found, last_start.month) == (total, last_month)
        filled = {month for month, has_value, _ in history.ask(release_id, months) if has_value}
        assert filled == set(range(1, last_month + 1))
        ((reported,),) = history.ask(
            release_id,
            "select distinct months_reported from marts.recorded_crime_by_city_year"
            f" where source_id = '{SOURCE}' and area_id = '{STATE}'"
            " and period_start = date '2024-01-01' and offence_count is not null",
        )
        assert reported == last_month


def test_only_restated_cells_are_revisions_and_a_new_month_is_not(history):
    """EXPECTED: January 2024 grows by 5 from the file of February to that of November."""
    rows = history.ask(
        history.second,
        f"""
        select year(period.period_start), month(period.period_start), sum(change_count)
        from meta.revisions join core.dim_period as period using (period_id)
        where source_id = '{SOURCE}' and area_id = '{STATE}' and year(period.period_start) >= 2023
          and known_from_at = timestamp '2024-11-30'
        group by all order by all
        """,
    )
    assert {(year, month) for year, month, _ in rows} == {(2024, 1)}
    assert [total for *_, total in rows] == [5]


def test_a_second_edition_of_cases_is_compared_by_category_city_and_month(history):
    """One more victim is one revised cell; the cases themselves stay where they are."""
    of_events = f"from meta.revisions where source_id = '{EVENTS}'"

    assert history.ask(history.first, of_events) == []
    assert history.ask(
        history.second,
        "select area_id, counting_unit_code, change_count, revision_kind_code,"
        f" value_count - first_value_count {of_events}",
    ) == [("COL:city:05001", "victim", 1, "revised", 1)]


def test_a_diff_names_the_sources_that_changed_and_no_other(history):
    result = history.run("diff", history.first, history.second, "--json", "--limit", "3")

    assert result.exit_code == Exit.OK, result.stderr[-2_000:]
    found = json.loads(result.stdout)
    assert {one["source_id"] for one in found["tallies"]} == {SOURCE, EVENTS}
    assert len(found["cells"]) == 3
    assert found["total"] > 3
    assert (
        result.stderr.strip()
        .splitlines()[-1]
        .endswith(f"cells differ between {history.first} and {history.second}.")
    )


def test_a_diff_between_two_vintages_is_asked_by_source_and_dates(history):
    vintages = ("--vintage", "2024-02-29", "2024-11-30")

    table = history.run("diff", "--source", SOURCE, *vintages)
    document = history.run("diff", "--source", SOURCE, *vintages, "--json")

    assert table.exit_code == document.exit_code == Exit.OK
    assert "core.fct_offence" in table.stdout
    (tally,) = json.loads(document.stdout)["tallies"]
    assert tally["source_id"] == SOURCE
    assert tally["changed"] > 0
    assert tally["removed"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("2001-01-01.1", "2001-01-01.2"),
        ("--source", "mx_sesnsp", "--vintage", "2024-01-01", "2024-02-01"),
        ("--source", SOURCE, "--vintage", "yesterday", "2024-02-01"),
        ("--source", SOURCE),
        (),
    ],
)
def test_a_diff_of_what_is_not_there_is_a_wrong_use(history, arguments):
    result = history.run("diff", *arguments)

    assert result.exit_code == Exit.USAGE
    assert "Traceback" not in result.stderr


@pytest.mark.real
def test_a_release_of_real_vintages_is_reproduced_after_three_more_came(extracts, tmp_path):
    """INV06 on the vintages of SESNSP: released to February 2024, then April to November came."""
    settings = Settings(
        home=tmp_path / "home", project=project_of(SOURCES, tmp_path / "dbt_project")
    )
    inbox = inbox_of(SOURCES, extracts, tmp_path / "inbox")
    later = [path for path in (inbox / SOURCE).iterdir() if path.name[9:12] in {"abr", "ago", "nov"}
             and "2024" in path.name]  # fmt: skip
    waiting = tmp_path / "waiting" / SOURCE
    waiting.mkdir(parents=True)
    for path in later:
        path.rename(waiting / path.name)
    release = refresh(settings, inbox)
    assert release.is_published

    stages.ingest_source(settings, SOURCE, waiting.parent)

    rebuilt = as_of.rebuild_release(settings, release.release_id)
    assert rebuilt.unequal == ()
    now = as_of.rebuild(settings, datetime.now(UTC))
    assert now.extracts == rebuilt.extracts + len(later)
    with duckdb.connect(str(now.database), read_only=True) as connection:
        versions = connection.execute(
            "select count(distinct known_from_at) from core.fct_offence where source_id = ?",
            [SOURCE],
        ).fetchone()
    assert versions == (9,)  # the workbook of 2021 and eight files


def test_the_notes_of_the_second_release_tell_what_came_between(history):
    public = catalogue.find(history.settings, history.second).path / "public"
    notes = json.loads((public / "release_notes.json").read_bytes())

    assert notes["previous"] == {"release_id": history.first, "is_readable": True}
    assert {LATER, BACKFILL} <= {one["file_name"] for one in notes["came_in"]["new_files"]}
    assert notes["came_in"]["gone_files"] == []
    assert {one["source_id"] for one in notes["revisions"]["tables"]} == {SOURCE, EVENTS}
    sizes = [abs(one["change"]) for one in notes["revisions"]["largest"]]
    assert sizes
    assert all(size > 0 for size in sizes)
    assert notes["absent"] == []


def test_a_rollback_outlives_the_next_refresh(history):
    """The night must not bring back by itself what a person has taken away."""
    try:
        assert history.run("rollback").exit_code == Exit.OK

        again = history.run("refresh")

        assert again.exit_code == Exit.OK
        assert again.stderr.strip().endswith(f"Nothing new since {history.first}.")
        assert pointer.current_id(history.settings) == history.first
    finally:
        assert history.run("rollback", history.second).exit_code == Exit.OK
    assert pointer.current_id(history.settings) == history.second
