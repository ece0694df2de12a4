"""The night on the synthetic samples: the real project, the real dbt, the real gate, no network."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.errors import Exit, UsageError
from orchestration.lock import single_run
from orchestration.pipeline import refresh
from orchestration.release import catalogue, pointer
from orchestration.release.publish import environment_of
from orchestration.release.verify import verify
from orchestration.report import last_report
from orchestration.settings import PROJECT_ROOT, Settings
from tests.integration.small_project import inbox_of, project_of

BAD = "mx_sesnsp_offences"
ANOTHER = "za_saps_stations_annual"


#: Enough for what is said of any source and costs several builds.
FEW = (
    *(BAD, ANOTHER, "za_saps_geography", "za_statssa_police_districts"),
    *("co_medata_homicides", "co_dane_population"),
)
#: Sources that feed no table with a period: points and codes, and figures that stay in staging.
DATELESS = {"co_datosgov_socrata", "mx_sesnsp_municipal", "za_saps_geography"}


@pytest.fixture(scope="module")
def first(sample_release):
    """A home after its first refresh on all samples, and the report. Not to be changed."""
    return sample_release


@pytest.fixture
def again(first, tmp_path):
    """A copy of that home, to be changed."""
    shutil.copytree(first[0].home, tmp_path / "home", symlinks=True)
    return Settings(home=tmp_path / "home")


@pytest.fixture
def inbox(samples, tmp_path):
    """A copy of the samples, to be changed."""
    return Path(shutil.copytree(samples, tmp_path / "inbox"))


@pytest.fixture
def project(tmp_path):
    """A copy of the dbt project, to be changed."""
    return Path(shutil.copytree(PROJECT_ROOT / "dbt_project", tmp_path / "dbt_project"))


@pytest.fixture(scope="module")
def small(samples, tmp_path_factory):
    """A folder with home, inbox and project of a few sources, refreshed once. Not to be changed."""
    folder = tmp_path_factory.mktemp("small")
    settings = Settings(home=folder / "home", project=project_of(FEW, folder / "dbt_project"))
    assert refresh(settings, inbox_of(FEW, samples, folder / "inbox")).is_published
    return folder


@pytest.fixture
def few(small, tmp_path):
    """A copy of it, to be changed: settings and inbox."""
    folder = Path(shutil.copytree(small, tmp_path / "few", symlinks=True))
    return Settings(home=folder / "home", project=folder / "dbt_project"), folder / "inbox"


def safercities(settings, *arguments, **environment):
    """Run the command as a person would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *map(str, arguments)],
        cwd=PROJECT_ROOT,
        env={**os.environ, **environment_of(settings), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def last_line(result):
    return result.stderr.strip().splitlines()[-1]


def releases_of(settings):
    return [release.release_id for release in catalogue.releases(settings)]


def spoil(inbox):
    """Cut a file of one source in the middle of a line, under a name of its own (F15)."""
    folder = inbox / BAD
    good = sorted(path for path in folder.rglob("*") if ".csv" in path.name)[0]
    content = good.read_bytes()
    content = gzip.decompress(content) if good.suffix == ".gz" else content
    target = good.with_name(good.name.removesuffix(".gz").replace(".csv", "_cut.csv"))
    target.write_bytes(content[: len(content) // 2])
    return target


def misdate(inbox):
    """Name a file of one source after a month that it does not fill: its staging test fails."""
    good = inbox / BAD / "IDEFC_NM_nov2024__SYNTHETIC.csv"
    target = good.with_name("IDEFC_NM_dic2024__SYNTHETIC.csv")
    target.write_bytes(good.read_bytes() + b"\n")
    return target


def mislabel(inbox):
    """Invent a label in a file of another source: a test fails that needs all staging models."""
    path = inbox / ANOTHER / "Berea__SYNTHETIC.csv"
    known = "Burglary at residential premises"
    path.write_text(path.read_text(encoding="utf-8").replace(known, "Theft of airships"), "utf-8")
    return path


def test_the_first_refresh_publishes_every_source(first):
    settings, report = first

    assert report.is_published
    assert report.exit_code in {Exit.OK, Exit.FINDINGS}
    assert pointer.current_id(settings) == report.release_id
    assert report.release_id.endswith("-synthetic")
    assert {source.status for source in report.sources} <= {"ok", "findings"}
    dateless = {one.source_id for one in report.sources if one.extracts and not one.newest_period}
    assert dateless <= DATELESS
    assert verify(settings, settings.releases / report.release_id) == []


def test_every_physical_line_is_accounted_for(first):
    """Promise 1."""
    _, report = first

    assert report.totals.lines > 0
    for source in report.sources:
        assert source.lines == source.loaded + source.quarantined + source.declared


def test_nothing_of_the_event_table_is_public(first):
    """Ruling 8."""
    settings, report = first
    database = settings.releases / report.release_id / "public" / "warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("select table_name from information_schema.tables").fetchall()
        columns = connection.execute(
            "select column_name, classification from meta.columns"
        ).fetchall()

    assert not {"fct_offence_event", "fct_victim"} & {name for (name,) in tables}
    assert not {"event_id", "event_key", "victim_age_years"} & {name for name, _ in columns}
    assert {name for name, classification in columns if classification != "public"} == {
        *("value_code", "victim_count", "share_pct", "share_low_pct", "share_high_pct"),
        *("female_count", "male_count"),
        *("female_share_pct", "female_share_low_pct", "female_share_high_pct"),
        *("victim_sex_code", "victim_age_code", "victim_age_label"),
    }
    assert {classification for _, classification in columns} == {"public", "quasi_identifier"}


def test_the_second_refresh_does_nothing(again, samples):
    """Promise 6, F37."""
    before = releases_of(again)

    report = refresh(again, samples)

    assert report.exit_code == Exit.OK
    assert not report.is_published
    assert report.outcome() == f"Nothing new since {before[-1]}."
    assert releases_of(again) == before


def test_a_bad_file_keeps_the_release_and_is_told_once(again, inbox):
    """F15, promise 5, ruling 14."""
    before = releases_of(again)
    bad = spoil(inbox)

    report = refresh(again, inbox)
    repeated = refresh(again, inbox)

    assert report.exit_code == Exit.FINDINGS
    assert releases_of(again) == before
    (finding,) = [one for one in report.findings if one.is_new]
    assert (finding.source_id, finding.file_name) == (BAD, bad.name)
    assert repeated.exit_code == Exit.OK


def test_a_second_run_at_the_same_time_stops(again, samples):
    """F46."""
    with single_run(again, "8c41"):
        result = safercities(again, "refresh", "--inbox", samples)

    assert result.returncode == Exit.LOCKED
    assert f"Run 8c41 (pid {os.getpid()})" in last_line(result)


def test_the_current_release_can_be_read_from_another_process(first):
    settings, report = first

    result = safercities(
        settings, "sql", "select release_id, is_synthetic from meta.release", "--format", "json"
    )

    assert result.returncode == Exit.OK
    assert json.loads(result.stdout) == [{"release_id": report.release_id, "is_synthetic": True}]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "attach 'other.duckdb'",
        "copy meta.release to 'out.csv'",
        "select * from glob('/*')",
        "install httpfs",
        "set memory_limit = '100GB'",
        "create table core.mine as select 1",
    ],
)
def test_hostile_sql_is_denied(first, statement):
    """F65."""
    result = safercities(first[0], "sql", statement)

    assert result.returncode == Exit.USAGE
    assert "Traceback" not in result.stderr


def test_the_last_line_of_every_command_is_its_outcome(first):
    settings, report = first
    said = {
        command[0]: last_line(safercities(settings, *command))
        for command in (["status"], ["releases"], ["verify"], ["quarantine", "ls"])
    }

    assert said["status"].startswith(f"Current release: {report.release_id}")
    assert said["releases"] == "1 releases."
    assert said["verify"] == f"{report.release_id} is whole, not signed."
    assert said["quarantine"].endswith("quarantined rows.")


def test_an_unknown_source_is_a_wrong_use_with_a_proposal(again, samples):
    result = safercities(again, "refresh", "--inbox", samples, "--source", "co_ponal")

    assert result.returncode == Exit.USAGE
    assert "Did you mean co_ponal_offences?" in result.stderr


def test_an_empty_inbox_on_a_fresh_home_publishes_nothing(home, tmp_path):
    (tmp_path / "inbox").mkdir()

    report = refresh(home, tmp_path / "inbox")

    assert report.exit_code == Exit.NO_SOURCE
    assert releases_of(home) == []


def test_real_and_synthetic_extracts_do_not_meet_in_one_home(again, inbox):
    before = releases_of(again)
    marked = next(path for path in sorted((inbox / BAD).rglob("*.csv*")))
    name = marked.name.replace("SYNTHETIC", "").replace("synthetic", "")
    # One more byte, so that it is another extract; a blank line is no row.
    content = marked.read_bytes() + b"\n"
    marked.with_name(name).write_bytes(content)

    with pytest.raises(UsageError, match="synthetic"):
        refresh(again, inbox)
    assert releases_of(again) == before


def test_a_broken_contract_stops_only_news_of_its_source(few):
    """F74: its last good rows stay, the others go on."""
    settings, inbox = few
    contract = settings.project / "sources" / BAD / "source.yml"
    contract.write_text("sources:\n\t- broken", encoding="utf-8")

    report = refresh(settings, inbox)

    assert report.exit_code == Exit.FINDINGS
    assert {(one.source_id, one.fault) for one in report.findings if one.is_new} == {(BAD, "F74")}
    assert report.release_id == pointer.current_id(settings)
    source = next(one for one in report.sources if one.source_id == BAD)
    assert source.extracts > 0


@pytest.mark.faults
def test_a_killed_verification_leaves_the_pointer_and_the_next_run_publishes(few):
    """F07, promise 4."""
    settings, inbox = few
    before = catalogue.current(settings)
    with (settings.project / "macros" / "area_id.sql").open("a", encoding="utf-8") as stream:
        stream.write("\n{# touched: another fingerprint, the same content #}\n")

    killed = safercities(
        settings,
        *("refresh", "--inbox", inbox),
        SAFERCITIES_FAULT="release.in_verify=kill",
    )
    assert killed.returncode == Exit.DAMAGED
    assert pointer.current_id(settings) == before.release_id

    report = refresh(settings, inbox)

    after = catalogue.current(settings)
    assert report.is_published
    assert after.release_id != before.release_id
    assert after.manifest.content_hash == before.manifest.content_hash


def test_nothing_below_the_restricted_folders_is_open_to_others(first):
    """F63: whatever the umask."""
    settings, _ = first
    kept = settings.work / "last_good_sources"
    looked_at = (settings.lock, kept, *kept.rglob("*"), *settings.logs.iterdir())

    assert [path.name for path in looked_at if path.stat().st_mode & 0o077] == []


@pytest.mark.faults
def test_sources_that_fail_at_different_layers_are_all_held(few, samples):
    """Promise 5: an unknown label is met while loading, a wrong month label only by dbt."""
    settings, inbox = few
    before = catalogue.current(settings).manifest
    bad = {misdate(inbox).name, mislabel(inbox).name}

    report = refresh(settings, inbox)

    assert report.exit_code == Exit.FINDINGS
    assert report.is_published
    held = [one for one in report.findings if one.fault in {"held", "F35"}]
    assert {one.file_name for one in held} == bad
    assert {one.source_id for one in held} == {BAD, ANOTHER}
    after = catalogue.current(settings).manifest
    assert {one.extract_sha256 for one in after.extracts} == {
        one.extract_sha256 for one in before.extracts
    }
    assert refresh(settings, inbox_of(FEW, samples, inbox.with_name("good"))).exit_code == Exit.OK


@pytest.mark.faults
def test_a_refused_release_still_tells_what_was_found_and_blocks_no_later_run(few, samples):
    settings, inbox = few
    bad = spoil(inbox)
    planted = settings.project / "tests" / "planted_defect.sql"
    planted.write_text("select * from {{ ref('dim_city') }}\n", encoding="utf-8")

    result = safercities(settings, "refresh", "--inbox", inbox)

    assert result.returncode == Exit.GATE_REFUSED
    assert last_line(result).startswith("Not published: 1 critical checks failed")
    assert result.stderr.count(f"{bad.name}") == 1
    assert "refused" in next(line for line in result.stdout.splitlines() if BAD in line)
    report = last_report(settings)
    assert (report.exit_code, report.refusal) == (Exit.GATE_REFUSED, last_line(result))
    assert [one.file_name for one in report.findings if one.is_new] == [bad.name]
    said = result.stderr.splitlines()
    assert all(f"load: {one.source_id}" in said for one in report.sources)
    assert any(line.startswith("build: node 21, dbt: ") for line in said)

    planted.unlink()
    assert refresh(settings, inbox_of(FEW, samples, inbox.with_name("good"))).exit_code == Exit.OK


@pytest.mark.faults
def test_a_source_that_fails_its_own_test_is_held_and_the_others_publish(home, few):
    """Promise 5: and once its test is put right, it is published without a manual step."""
    settings, inbox = home.model_copy(update={"project": few[0].project}), few[1]
    models = settings.project / "sources" / BAD / f"{BAD}.models.yml"
    good = models.read_text(encoding="utf-8")
    document = yaml.safe_load(good)
    never = {"no_rows_where": {"name": "planted_defect", "arguments": {"condition": "true"}}}
    document["models"][0].setdefault("data_tests", []).append(never)
    models.write_text(yaml.safe_dump(document), encoding="utf-8")

    report = refresh(settings, inbox)

    assert report.exit_code == Exit.FINDINGS
    assert report.is_published
    held = [one for one in report.findings if one.fault == "held"]
    assert {one.source_id for one in held} == {BAD}
    assert "planted_defect" in held[0].message
    assert BAD not in {one.source_id for one in catalogue.current(settings).manifest.extracts}

    models.write_text(good, encoding="utf-8")
    report = refresh(settings, inbox)

    assert report.is_published
    assert BAD in {one.source_id for one in catalogue.current(settings).manifest.extracts}
