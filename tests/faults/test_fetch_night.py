"""The night that fetches by itself: what a silent portal leaves, says and ends in.

Belongs here: `refresh --fetch`, `nightly` and the source asset over a portal on this machine, with
the real dbt project whose contracts were pointed there. Does not belong here: a single portal
(`test_portals.py`), or the stages behind it. The files are the samples under names that do not say
so, because no portal is ever asked for a synthetic home.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration.definitions import build_definitions
from orchestration.errors import Exit, UsageError
from orchestration.fetch import fetch
from orchestration.load.landing import Landing
from orchestration.pipeline import refresh
from orchestration.release import pointer
from orchestration.release.publish import environment_of
from orchestration.report import RefreshReport
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse import ledger
from tests.integration.small_project import inbox_of, project_of
from tests.portal_kit import Answer, Portal, World, running

pytestmark = pytest.mark.faults

FETCHED = "mx_sesnsp_offences"
BY_HAND = "co_medata_monthly_counts"
DROPPED = "co_ponal_offences"
SOURCES = (FETCHED, BY_HAND, DROPPED, "co_medata_homicides", "co_dane_population")


@dataclass
class Night:
    """A home that fetches one source from a portal and takes the others from its inbox."""

    settings: Settings
    inbox: Path
    portal: Portal
    world: World
    file: bytes

    def run(self, inbox: Path | None = None) -> RefreshReport:
        """One night."""
        return refresh(self.settings, inbox or self.inbox, fetches=True, outside=self.world.outside)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *arguments],
            cwd=PROJECT_ROOT,
            env={**os.environ, **environment_of(self.settings), "SAFERCITIES_FETCH_SECONDS": "2"},
            capture_output=True,
            text=True,
            check=False,
        )


def plain_name(name: str) -> str:
    """The name of a sample without the mark that it is one."""
    return re.sub("_*synthetic_?|synthetic", "", name, flags=re.IGNORECASE)


def copied_inbox(samples: Path, target: Path) -> Path:
    """The samples under plain names."""
    for path in sorted(samples.rglob("*")):
        if path.is_file():
            copy = target / path.relative_to(samples).parent / plain_name(path.name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy_plainly(path, copy)
    return target


def copy_plainly(path: Path, copy: Path) -> None:
    """Copy a sample; what an archive packs gets a plain name too."""
    if path.suffix != ".zip":
        shutil.copy(path, copy)
        return
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(copy, "w") as plain:
        for name in packed.namelist():
            plain.writestr(plain_name(name), packed.read(name))


def pointed_at(portal: Portal, project: Path) -> None:
    """Let the contracts of a copied project know this portal and no other."""
    host = f"127.0.0.1:{portal.port}"
    asked = {
        "kind": "file",
        "url": f"http://{host}/IDEFC_NM_nov24.csv",
        "hosts": [host],
        "cadence": "month",
        "unverified": "nothing: it is a test",
    }
    for path in (project / "sources").glob("*/source.yml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        meta = document["sources"][0]["config"]["meta"]
        by_hand = {**asked, "kind": "inbox", "instruction": "Look for the counts"}
        portals = {FETCHED: [asked], BY_HAND: [by_hand]}
        meta["portals"] = portals.get(path.parent.name, [])
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def night(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """A home before its first night. Tests run in their order and hand it on."""
    folder = tmp_path_factory.mktemp("night")
    inbox = copied_inbox(inbox_of(SOURCES, samples, folder / "samples"), folder / "inbox")
    newest = max((inbox / FETCHED).rglob("*nov2024*.csv*"))
    data = newest.read_bytes()
    newest.unlink()
    with running() as portal:
        project = project_of(SOURCES, folder / "dbt_project")
        pointed_at(portal, project)
        settings = Settings(home=folder / "home", project=project, fetch_allow_loopback=True)
        file = gzip.decompress(data) if newest.suffix == ".gz" else data
        world = World(addresses={"127.0.0.1": ["127.0.0.1"]})
        yield Night(settings, inbox, portal, world, file)


def answers(night: Night) -> None:
    """Let the portal answer with the file and its tag."""
    night.portal.on(
        "/IDEFC_NM_nov24.csv",
        lambda asked: (
            Answer(status=304)
            if "If-None-Match" in asked.headers
            else Answer(night.file, headers={"ETag": '"1"'})
        ),
    )


def is_silent(night: Night) -> None:
    """Let the portal answer nothing usable."""
    night.portal.on("/IDEFC_NM_nov24.csv", Answer(status=503))


def told(report: RefreshReport) -> list[tuple[str, str]]:
    """Source and fault of the findings that are new."""
    return [(one.source_id, one.fault) for one in report.findings if one.is_new]


def test_a_night_publishes_what_was_fetched_beside_what_was_dropped(night: Night) -> None:
    answers(night)
    report = night.run()
    assert report.is_published
    assert report.seconds["fetch"] >= 0
    source = next(one for one in report.sources if one.source_id == FETCHED)
    dropped = next(one for one in report.sources if one.source_id == DROPPED)
    assert source.new > 0
    assert dropped.new > 0
    (instruction,) = [one for one in report.by_hand if BY_HAND in one]
    assert instruction.startswith(f"{BY_HAND}, by hand: Look for the counts; drop them into ")
    assert not any(one.fault == "F18" for one in report.findings)


def test_a_night_with_nothing_new_ends_in_0(night: Night) -> None:
    report = night.run()
    assert (report.exit_code, report.is_published) == (Exit.OK, False)


def test_a_silent_portal_is_told_once_and_its_rows_stay(night: Night) -> None:
    """F18, promise 5, ruling 14."""
    is_silent(night)
    before = pointer.current_id(night.settings)
    first, second = night.run(), night.run()
    assert first.exit_code == Exit.FINDINGS
    assert told(first) == [(FETCHED, "F18")]
    (finding,) = [one for one in first.findings if one.fault == "F18"]
    assert "no answer in 5 tries (last: 503)" in finding.message
    assert "stay." in finding.message
    assert (second.exit_code, told(second)) == (Exit.OK, [])
    source = next(one for one in second.sources if one.source_id == FETCHED)
    assert (source.status, source.loaded > 0) == ("refused", True)
    assert pointer.current_id(night.settings) == before


def test_it_stands_in_status_also_when_nothing_was_fetched(night: Night) -> None:
    report = refresh(night.settings, night.inbox)
    assert (report.exit_code, told(report)) == (Exit.OK, [])
    assert [one.fault for one in report.findings if one.source_id == FETCHED] == ["F18"]
    said = json.loads(night.command("status", "--json").stdout)
    assert [one["fault"] for one in said["findings"] if one["source_id"] == FETCHED] == ["F18"]


def test_status_answers_while_a_run_writes_the_ledger(night: Night) -> None:
    with Landing(night.settings):
        done = night.command("status")
    assert done.returncode == Exit.OK, done.stderr
    assert f"[refused] {FETCHED} F18: " in done.stderr


def test_the_command_for_the_scheduler_ends_in_3_when_nobody_answers_and_nothing_is_dropped(
    night: Night, tmp_path: Path
) -> None:
    """Exit codes of the register, section f."""
    done = night.command("nightly", "--inbox", str(tmp_path))
    assert done.returncode == Exit.NO_SOURCE, done.stderr
    release = pointer.current_id(night.settings)
    assert done.stderr.strip().splitlines()[-1] == (
        f"No source answered. Release {release} stands. Network? safercities doctor"
    )
    assert f"{BY_HAND}, by hand: Look for the counts" in done.stderr


def test_the_asset_of_a_source_fetches_when_the_setting_says_so(night: Night) -> None:
    settings = night.settings.model_copy(update={"fetch": True, "fetch_seconds": 1})
    asset = build_definitions(settings=settings).resolve_assets_def(["landing", FETCHED])
    result = dg.materialize([asset], raise_on_error=False)
    assert result.success
    (check,) = result.get_asset_check_evaluations()
    assert not check.passed
    assert "F18" in check.description
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["portals"].value == "refused"


def test_the_asset_asks_nobody_by_default(night: Night) -> None:
    night.portal.asked.clear()
    asset = build_definitions(settings=night.settings).resolve_assets_def(["landing", FETCHED])
    result = dg.materialize([asset], raise_on_error=False)
    assert result.success
    assert night.portal.asked == []
    (check,) = result.get_asset_check_evaluations()
    assert "F18" in check.description


def test_a_portal_that_answers_again_takes_its_finding_with_it(night: Night) -> None:
    answers(night)
    report = night.run()
    assert (report.exit_code, report.is_published) == (Exit.OK, False)
    assert not any(one.fault == "F18" for one in report.findings)
    assert ledger.standing_findings(night.settings, "fetch") == ()


def test_a_portal_that_fails_again_is_told_again(night: Night) -> None:
    is_silent(night)
    report = night.run()
    assert (report.exit_code, told(report)) == (Exit.FINDINGS, [(FETCHED, "F18")])


def test_what_fetch_told_is_not_told_again_by_the_refresh_after_it(night: Night) -> None:
    answers(night)
    assert fetch(night.settings, (), outside=night.world.outside).exit_code == Exit.OK
    is_silent(night)
    assert fetch(night.settings, (), outside=night.world.outside).exit_code == Exit.NO_SOURCE
    report = refresh(night.settings, night.inbox)
    assert (report.exit_code, told(report)) == (Exit.OK, [])
    assert [one.fault for one in report.findings if one.source_id == FETCHED] == ["F18"]


def test_a_source_named_by_a_person_is_the_only_one_asked(night: Night) -> None:
    night.portal.asked.clear()
    inbox = ("--inbox", str(night.inbox))
    other = night.command("refresh", "--fetch", "--source", DROPPED, *inbox)
    assert other.returncode == Exit.OK, other.stderr
    assert night.portal.asked == []
    meant = night.command("refresh", "--fetch", "--source", FETCHED, *inbox)
    assert meant.returncode == Exit.OK, meant.stderr
    assert night.portal.requests("/IDEFC_NM_nov24.csv") != []
    assert f"[refused, known] {FETCHED} F18: " in meant.stderr


@pytest.mark.parametrize("where", ["inbox", "archive"])
def test_no_portal_is_asked_for_a_synthetic_home(
    night: Night, samples: Path, tmp_path: Path, where: str
) -> None:
    """Real and synthetic extracts never meet, not even for one night."""
    settings = night.settings.model_copy(update={"home": tmp_path / "home"})
    empty = tmp_path / "empty"
    empty.mkdir()
    if where == "archive":
        settings.prepare()
        refresh_only_one(settings, samples)
    night.portal.asked.clear()
    with pytest.raises(UsageError, match="no portal was asked"):
        refresh(
            settings, samples if where == "inbox" else empty, fetches=True,
            outside=night.world.outside,
        )  # fmt: skip
    assert night.portal.asked == []
    if where == "archive":
        with pytest.raises(UsageError, match="no portal was asked"):
            fetch(settings, outside=night.world.outside)
    assert night.portal.asked == []


def refresh_only_one(settings: Settings, samples: Path) -> None:
    """Archive the samples of one source."""
    from orchestration.contracts import discover
    from orchestration.extract.inbox import collect

    contracts, _ = discover(settings.project)
    assert collect(settings, contracts[FETCHED], samples).new
