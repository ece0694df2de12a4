"""The code location: keys, groups, lineage, jobs, schedule, checks.

Belongs here: what a review of the asset graph would want to see unchanged.
Does not belong here: running anything (`tests/integration/test_nightly_job.py`), or the browser.
"""

from __future__ import annotations

import json
import shutil
from typing import get_args

import dagster as dg
import pytest

from expectations import suites
from expectations.suites import REQUIRED
from orchestration.assets.manifest import current_manifest
from orchestration.assets.names import country_group
from orchestration.assets.sources import build_source
from orchestration.automation.nightly import MAX_RUNTIME_SECONDS, nightly
from orchestration.contracts import Reader, discover
from orchestration.definitions import build_definitions
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.nodes import DbtManifest
from orchestration.warehouse.project import usable_project
from tests.ingest_kit import column, columns, contract, layout

CONTRACTS, _ = discover(PROJECT_ROOT / "dbt_project")


@pytest.fixture(scope="module")
def definitions_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def definitions(definitions_home: Settings) -> dg.Definitions:
    """The definitions of an empty home; making them parses the dbt project once."""
    return build_definitions(settings=definitions_home)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions):
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


@pytest.mark.parametrize("source_id", sorted(CONTRACTS))
def test_each_contract_is_one_raw_asset_in_the_group_of_its_country(source_id, specs):
    spec = specs[f"landing/{source_id}"]

    groups = {"co": "colombia", "mx": "mexico", "xx": "cities", "za": "south_africa"}
    assert spec.group_name == groups[source_id[:2]]
    assert spec.description == CONTRACTS[source_id].description
    assert "duckdb" in spec.kinds
    assert spec.owners
    assert all(owner.startswith("team:") for owner in spec.owners)
    assert spec.metadata["licence published"] == CONTRACTS[source_id].meta.licence.published


def test_a_country_nobody_listed_gets_a_group_without_an_edit():
    assert country_group("br_ssp_offences") == "br"


@pytest.mark.parametrize("kind", sorted(get_args(Reader.model_fields["format"].annotation)))
def test_a_source_of_any_format_is_an_asset(kind, tmp_path):
    crosstab = {"titles": ["Thefts"], "stub": "City", "leaf": "Total", "footers": ["^Source"]}
    extra = {"pg_copy": {"table": "offences"}, "crosstab": crosstab}.get(kind, {})
    geometry = [column("geometry", "@geometry")] if kind == "geojson" else []
    table = layout({"format": kind, **extra}, columns=[*columns(), *geometry])

    asset = build_source(Settings(home=tmp_path), contract(tmp_path, [table]))

    [spec] = asset.specs
    assert len(spec.kinds) == 2
    assert "duckdb" in spec.kinds


def test_there_is_no_raw_asset_without_a_contract(specs):
    raw = {key.removeprefix("landing/") for key in specs if key.startswith("landing/")}

    assert raw - {"ledger"} == set(CONTRACTS)


def test_every_source_is_upstream_of_the_release(graph):
    upstream = _ancestors(graph, dg.AssetKey(["release"]))

    assert {dg.AssetKey(["landing", source_id]) for source_id in CONTRACTS} <= upstream


def test_layouts_of_one_source_lead_to_its_one_raw_asset(graph):
    source_id, contract = max(CONTRACTS.items(), key=lambda item: len(item[1].tables))
    raw = graph.get(dg.AssetKey(["landing", source_id]))

    assert len(contract.tables) > 1
    assert {key.path[0] for key in raw.child_keys} >= {"staging", "candidate"}


def test_dbt_tables_stand_under_their_name_in_the_file_and_say_what_they_are(specs):
    fact = specs["core/fct_offence"]

    assert fact.group_name == "core"
    assert fact.kinds >= {"dbt", "duckdb"}
    assert fact.description
    assert "```sql" not in fact.description


def test_every_published_table_has_a_suite_with_a_rule_that_refuses(definitions, definitions_home):
    """F53: what nobody looks at is not published."""
    published = {
        f"{table.candidate_schema}.{table.candidate_table}"
        for table in DbtManifest.read(definitions_home.dbt_target / "manifest.json").public_tables()
    }
    refusing = {
        suite.table
        for suite in map(suites.load, REQUIRED)
        if any(check.severity == "critical" for check in suite.checks)
    }

    assert published - refusing == set()


def test_every_suite_that_must_run_is_a_blocking_check(graph):
    blocking = {key.name for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}

    assert blocking == {f"gx_{suite}" for suite in REQUIRED} | {"verdict"}


def test_every_data_test_of_dbt_is_a_check(graph, definitions_home):
    manifest = json.loads((definitions_home.dbt_target / "manifest.json").read_text())
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    shown = {
        (graph.get_check_spec(key).metadata or {}).get("dbt/unique_id")
        for key in graph.asset_check_keys
    }

    assert tests
    assert {node["unique_id"] for node in tests} <= shown


def test_the_night_runs_everything_in_one_process_with_a_time_cap(definitions, graph):
    job = definitions.resolve_job_def("nightly_refresh")

    assert job.executor_def is dg.in_process_executor
    assert job.tags["dagster/max_runtime"] == str(MAX_RUNTIME_SECONDS)
    assert set(job.asset_layer.executable_asset_keys) == set(graph.executable_asset_keys)


def test_the_night_is_at_two_utc_and_is_on():
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "UTC")
    assert nightly.default_status is dg.DefaultScheduleStatus.RUNNING


def test_all_that_writes_takes_the_one_writer_pool(definitions):
    nodes = definitions.resolve_job_def("nightly_refresh").graph.node_defs

    assert {node.pool for node in nodes} == {"duckdb_writer"}


def test_the_instance_allows_one_writer_one_run_and_sends_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    shutil.copy(PROJECT_ROOT / "dagster.yaml", tmp_path)

    with dg.DagsterInstance.get() as instance:
        concurrency = instance.get_concurrency_config()
        assert concurrency.run_queue_config.max_concurrent_runs == 1
        assert concurrency.pool_config.default_pool_limit == 1
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled


def test_the_ui_is_bound_to_this_machine_only():
    """S10: another bind needs a flag of one's own."""
    recipe = (PROJECT_ROOT / "Makefile").read_text().partition("\nui:")[2].partition("\n\n")[0]

    assert Settings.model_fields["host"].default == "127.0.0.1"
    assert "--host 127.0.0.1" in recipe


def test_a_broken_contract_is_one_failed_asset_that_says_why_and_the_others_load(tmp_path):
    """F74."""
    project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT_ROOT / "dbt_project", project)
    broken = sorted(CONTRACTS)[0]
    contract = project / "sources" / broken / "source.yml"
    contract.write_text(contract.read_text().replace("licence:", "license:", 1))

    definitions = build_definitions(settings=Settings(home=tmp_path / "home", project=project))

    specs = {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}
    assert {f"landing/{source_id}" for source_id in CONTRACTS} <= specs.keys()
    assert "licence" in specs[f"landing/{broken}"].description
    asset = definitions.resolve_assets_def(["landing", broken])
    result = dg.materialize([asset], raise_on_error=False)
    failure = result.failure_data_for_node(f"landing__{broken}")
    assert "licence" in failure.user_failure_data.description


def test_a_project_that_changed_is_parsed_again(tmp_path):
    project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT_ROOT / "dbt_project", project)
    settings = Settings(home=tmp_path / "home", project=project)
    usable = usable_project(settings)
    first = current_manifest(settings, usable).stat().st_mtime_ns
    unchanged = current_manifest(settings, usable).stat().st_mtime_ns

    (project / "models" / "core" / "dim_city.sql").touch()

    assert unchanged == first
    assert current_manifest(settings, usable).stat().st_mtime_ns > first


def _ancestors(graph, key: dg.AssetKey) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set()
    pending = [key]
    while pending:
        for parent in graph.get(pending.pop()).parent_keys - found:
            found.add(parent)
            pending.append(parent)
    return found
