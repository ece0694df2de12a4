"""A home into which only some sources came publishes what they give (promise 5).

Belongs here: which tables may then be empty, that each says why, and that a table whose rows could
be made is still refused without them.
Does not belong here: what a source's rows become (`test_control_totals.py` and its neighbours).
"""

from __future__ import annotations

import json
import shutil

import duckdb
import pytest

from expectations import suites
from expectations.verdict import Verdict, read_plan
from orchestration import stages
from orchestration.contracts import discover
from orchestration.pipeline import refresh
from orchestration.release import catalogue, gate
from orchestration.settings import Settings
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse.nodes import DbtManifest
from tests.integration.small_project import inbox_of, project_of

POPULATION = "co_dane_population"
EVENTS = "co_medata_homicides"
#: One source for each domain that core unites; most of them never come.
SOURCES = (POPULATION, EVENTS, "za_saps_stations_annual")


@pytest.fixture(scope="module")
def small(samples, tmp_path_factory):
    """A home after a refresh on one table of residents, and its candidate. Not to be changed."""
    folder = tmp_path_factory.mktemp("small")
    settings = Settings(home=folder / "home", project=project_of(SOURCES, folder / "dbt_project"))
    report = refresh(settings, inbox_of([POPULATION], samples, folder / "inbox"))
    assert report.is_published, report.refusal
    return settings, candidates.find(settings, report.candidate_id)


@pytest.fixture
def another(small, tmp_path):
    """A copy of that candidate in a home of its own, to be changed."""
    settings, candidate = small
    home = Settings(home=tmp_path / "home", project=settings.project)
    home.prepare()
    shutil.copytree(candidate.folder, home.candidates / candidate.candidate_id)
    return home, candidates.find(home, candidate.candidate_id)


def test_a_home_of_one_source_publishes_its_figures_and_empty_tables(small):
    settings, _ = small
    public = str(catalogue.current(settings).database)
    with duckdb.connect(public, read_only=True) as connection:
        rows = {
            table: connection.table(table).aggregate("count(*)").fetchone()[0]
            for table in (
                *("core.fct_population", "marts.maturity_score", "marts.observation"),
                *("core.fct_offence", "marts.recorded_crime_by_city_year", "marts.control_chart"),
            )
        }

    assert [table for table, count in rows.items() if count] == [
        "core.fct_population", "marts.maturity_score", "marts.observation",
    ]  # fmt: skip


def test_every_empty_table_of_a_small_home_says_why(small):
    _, candidate = small
    verdict = Verdict.model_validate_json(candidate.verdict.read_bytes())
    reasons = {
        suite.table: next(one.reason for one in suite.expectations if one.name == "row_count")
        for suite in verdict.suites
        if suite.row_count == 0
    }

    assert all(reason.startswith("expected empty: ") for reason in reasons.values())
    assert reasons["core.fct_offence_event"] == (
        f"expected empty: no source that fills it has an extract here: {EVENTS}"
    )
    assert reasons["marts.headline_by_city_year"] == (
        "expected empty: no source here gives a headline indicator of a city"
    )


def test_every_table_of_the_gate_has_one_rule_for_when_it_must_have_rows(small):
    """A new mart without a rule would refuse every home that cannot fill it."""
    settings, candidate = small
    ruled = {
        f"{one.schema}.{one.table}" for one in DbtManifest.read(candidate.manifest).row_rules()
    }
    contracts, _ = discover(settings.project)
    declared = {table for one in contracts.values() for table in one.meta.expected_empty}
    gated = [suites.load(name) for name in suites.REQUIRED]
    without = {one.table for one in gated if one.table not in ruled and not one.may_be_empty}

    assert without - declared == set()


def test_the_gate_lets_off_only_a_table_whose_rule_passed(another):
    home, candidate = another
    ruled = {
        one.test: f"{one.schema}.{one.table}"
        for one in DbtManifest.read(candidate.manifest).row_rules()
    }
    results = json.loads(candidate.run_results.read_bytes())
    for one in results["results"]:
        if ruled.get(one["unique_id"]) == "core.fct_offence_event":
            one["status"] = "fail"
    candidate.run_results.write_text(json.dumps(results), encoding="utf-8")

    gate.run(home, candidate, discover(home.project)[0], "hash")

    let_off = read_plan(candidate.plan).expected_empty
    assert "core.fct_offence" in let_off
    assert "core.fct_offence_event" not in let_off
    assert "core.fct_population" not in let_off
    verdict = Verdict.model_validate_json(candidate.verdict.read_bytes())
    [events] = [one for one in verdict.suites if one.table == "core.fct_offence_event"]
    assert events.outcome() == "fail"


def test_a_table_without_the_rows_that_its_inputs_give_is_refused(samples, tmp_path):
    settings = Settings(
        home=tmp_path / "home", project=project_of(SOURCES, tmp_path / "dbt_project")
    )
    model = settings.project / "models" / "marts" / "crime" / "recorded_crime_by_city_month.sql"
    lost = model.read_text(encoding="utf-8").replace("node.grain_code = 'month'", "false")
    model.write_text(lost, encoding="utf-8")
    stages.ingest_source(settings, EVENTS, inbox_of([EVENTS], samples, tmp_path / "inbox"))
    candidate_id = candidates.new_run_id()
    stages.build_candidate(settings, candidate_id)

    judged = stages.run_gate(settings, candidate_id)

    assert [one.reason for one in judged.refusals] == [
        "recorded_crime_by_city_month_has_rows failed (1 rows)"
    ]
