"""The night as Dagster runs it: the job over synthetic extracts, twice.

Belongs here: what the job leaves behind: materialisations, checks, the release.
Does not belong here: the stages, which have tests of their own, or the shape of the graph
(`unit/test_definitions.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.release import catalogue
from orchestration.settings import PROJECT_ROOT, Settings
from tests.integration.small_project import DOMAINS, inbox_of, project_of

REFUSED = "co_medata_homicides"
SOURCES = (REFUSED, "mx_sesnsp_offences", "co_dane_population")


@dataclass(frozen=True)
class Nights:
    """One home, its definitions and instance, and the result of its first night."""

    settings: Settings
    definitions: dg.Definitions
    instance: dg.DagsterInstance
    first: dg.ExecuteInProcessResult

    def run_again(self) -> dg.ExecuteInProcessResult:
        return _run(self.definitions, self.instance)


def _run(definitions: dg.Definitions, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    job = definitions.resolve_job_def("nightly_refresh")
    return job.execute_in_process(instance=instance, raise_on_error=False)


@pytest.fixture(scope="module")
def nights(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("night")
    settings = Settings(home=folder / "home", project=project_of(SOURCES, folder / "dbt_project"))
    settings.prepare()
    inbox_of({*SOURCES, *DOMAINS}, samples, settings.inbox)
    shutil.copy(PROJECT_ROOT / "dagster.yaml", settings.dagster_home)
    definitions = build_definitions(settings=settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(settings.dagster_home))
        with dg.DagsterInstance.get() as instance:
            yield Nights(settings, definitions, instance, _run(definitions, instance))


def _failed_checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {
        f"{check.asset_key.to_user_string()}:{check.check_name}": check
        for check in result.get_asset_check_evaluations()
        if not check.passed
    }


def test_a_night_materialises_every_asset_and_evaluates_every_check(nights):
    graph = nights.definitions.resolve_asset_graph()
    materialised = {event.asset_key for event in nights.first.get_asset_materialization_events()}
    evaluated = {check.asset_check_key for check in nights.first.get_asset_check_evaluations()}

    assert nights.first.success
    assert materialised == set(graph.executable_asset_keys)
    assert evaluated == set(graph.asset_check_keys)


def test_no_check_of_severity_error_fails_on_the_samples(nights):
    severities = {check.severity for check in _failed_checks(nights.first).values()}

    assert dg.AssetCheckSeverity.ERROR not in severities


def test_the_release_is_the_candidate_of_the_run(nights):
    current = catalogue.current(nights.settings)

    assert current is not None
    assert current.manifest.candidate_id.endswith(nights.first.run_id[:8])
    [event] = nights.first.asset_materializations_for_node("release")
    assert event.metadata["release"].value == current.release_id


def test_the_parts_of_each_source_add_up_in_its_metadata(nights):
    for event in nights.first.get_asset_materialization_events():
        if event.asset_key.path[0] == "landing":
            lines = {name: value.value for name, value in event.materialization.metadata.items()}
            parts = ("loaded lines", "quarantined lines", "declared lines")
            assert lines["physical lines"] == sum(lines[part] for part in parts) > 0


def test_a_refused_extract_fails_its_sources_check_and_stops_nobody(nights):
    """Promise 5; F16. What is left has nothing new, so nothing is built or published."""
    before = catalogue.current(nights.settings).release_id
    page = nights.settings.inbox / REFUSED / "medellin_homicides_2010_2019__SYNTHETIC_2.csv"
    page.write_text("<html><title>Service Unavailable</title></html>\n", encoding="utf-8")

    second = nights.run_again()

    assert second.success
    failed = _failed_checks(second)
    assert set(failed) == {f"landing/{REFUSED}:extracts_usable"}
    [check] = failed.values()
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert check.metadata["findings"].records[0].data["file"] == page.name
    assert {event.asset_key.path[0] for event in second.get_asset_materialization_events()} == {
        "landing"
    }
    assert catalogue.current(nights.settings).release_id == before
