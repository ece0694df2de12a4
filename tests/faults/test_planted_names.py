"""Planted names: what is published, logged or said of sound files in which invented persons stand.

Belongs here: canaries in sound files that are loaded, built, judged and published, by Dagster's job
and by the command, also when a check crashes on one (F62, S13, promise 8). Does not belong here:
files that are refused as they come in (`test_private_input.py`).
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.errors import Exit
from orchestration.release import catalogue
from orchestration.release.publish import environment_of
from orchestration.settings import PROJECT_ROOT, Settings
from tests import canary_kit
from tests.canary_kit import COORDINATE, IDENTITY, PERSONS
from tests.integration.small_project import inbox_of, project_of

pytestmark = pytest.mark.faults

CASES = "co_medata_homicides"
SOURCES = (
    CASES, "co_dijin_2014", "mx_sesnsp_offences", "co_dane_population", "xx_city_contracts",
    "xx_city_information_requests", "xx_city_service_requests",
)  # fmt: skip
JOB = """
import dagster as dg
from orchestration.definitions import build_definitions
from orchestration.settings import Settings
job = build_definitions(settings=Settings()).resolve_job_def("nightly_refresh")
with dg.DagsterInstance.get() as instance:
    raise SystemExit(not job.execute_in_process(instance=instance, raise_on_error=False).success)
"""

Rows = list[list[str]]


def rewritten(path: Path, change: Callable[[Rows], None], delimiter: str = ",") -> None:
    """The delimited file, packed or not, with its rows changed; the header is row 0."""
    data = path.read_bytes()
    is_packed = path.suffix == ".gz"
    text = (gzip.decompress(data) if is_packed else data).decode()
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    change(rows)
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    done = stream.getvalue().encode()
    path.write_bytes(gzip.compress(done) if is_packed else done)


def into_cases(rows: Rows) -> None:
    """One row per killed person: an age that is none, a coordinate, a field too many."""
    name = {column: index for index, column in enumerate(rows[0])}
    rows[5][name["edad"]] = PERSONS[1]
    rows[7][name["latitud"]] = f"6,{COORDINATE}"
    rows[9].append(PERSONS[0])


def into_persons(rows: Rows) -> None:
    """Columns of persons that hold any text."""
    start = next(i for i, row in enumerate(rows) if "ESTADO CIVIL" in map(str.strip, row))
    name = {column.strip(): index for index, column in enumerate(rows[start])}
    rows[start + 1][name["ESTADO CIVIL"]] = PERSONS[0]
    rows[start + 2][name["CLASE DE EMPLEADO"]] = PERSONS[1]
    rows[start + 3][name["ESTADO CIVIL"]] = PERSONS[2]


def into_column(number: int, *canaries: str) -> Callable[[Rows], None]:
    """The canaries below one another in one column."""

    def change(rows: Rows) -> None:
        for row, canary in zip(rows[1:], canaries, strict=False):
            row[number] = canary

    return change


def plant(inbox: Path) -> None:
    """Put a canary wherever a file of cases has room for one."""
    for path in (inbox / CASES).iterdir():
        rewritten(path, into_cases, ";")
    for path in (inbox / "co_dijin_2014").glob("HOMICIDIO*"):
        rewritten(path, into_persons)
    for path in (inbox / "xx_city_contracts").glob("contracts*"):
        rewritten(path, into_column(0, PERSONS[0]))
        rewritten(path, into_column(6, IDENTITY, PERSONS[1]))
    for path in (inbox / "xx_city_information_requests").iterdir():
        rewritten(path, into_column(0, IDENTITY, PERSONS[2]))
    for path in (inbox / "xx_city_service_requests").glob("service*"):
        rewritten(path, into_column(0, PERSONS[1]))
        rewritten(path, into_column(3, f"SYNTHETIC {PERSONS[0]}", f"SYNTHETIC {IDENTITY}"))


def with_a_failing_check(project: Path) -> None:
    """A check that fails on every case; a warning, so that what it found is published and said."""
    path = project / "sources" / CASES / f"{CASES}.models.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    fails = {
        "name": "planted_warning",
        "arguments": {"condition": "true"},
        "config": {"severity": "warn"},
    }
    document["models"][0].setdefault("data_tests", []).append({"no_rows_where": fails})
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


@dataclass
class Night:
    """A home after Dagster's job, and all that was printed since."""

    settings: Settings
    said: list[str] = field(default_factory=list)

    def run(self, *arguments: str) -> int:
        """Run a command in a process of its own and keep what it says; return its exit code."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                **environment_of(self.settings),
                "DAGSTER_HOME": str(self.settings.dagster_home),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.said += [done.stdout, done.stderr]
        return done.returncode

    def safercities(self, *arguments: str) -> int:
        """Run the command of a person."""
        return self.run("-m", "orchestration.cli", *arguments)

    def found(self) -> list[tuple[str, str]]:
        """Where a canary stands that may not."""
        return canary_kit.found(self.settings, "\n".join(self.said))


@pytest.fixture(scope="module")
def night(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("names")
    settings = Settings(home=folder / "home", project=project_of(SOURCES, folder / "dbt_project"))
    settings.prepare()
    inbox_of(SOURCES, samples, settings.inbox)
    plant(settings.inbox)
    with_a_failing_check(settings.project)
    done = Night(settings)
    assert done.safercities("setup") == Exit.OK, done.said[-1]
    assert done.run("-c", JOB) == 0, done.said[-1][-3_000:]
    return done


def raw_texts(settings: Settings, source_id: str) -> str:
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [source_id]
        ).fetchall()
        return str(
            [connection.execute(f'from "{source_id}"."{one}"').fetchall() for (one,) in tables]
        )


def test_every_planted_name_was_loaded_or_quarantined_and_the_release_was_made_with_it(
    night: Night,
) -> None:
    """A search in a house that they never entered would prove nothing."""
    cases = raw_texts(night.settings, CASES)
    assert all(one in cases for one in (PERSONS[1], COORDINATE))
    assert all(one in raw_texts(night.settings, "co_dijin_2014") for one in PERSONS)
    assert IDENTITY in raw_texts(night.settings, "xx_city_contracts")
    with duckdb.connect(str(night.settings.landing), read_only=True) as connection:
        quarantined = connection.execute(
            "select raw_bytes from ledger.quarantine where source_id = ?", [CASES]
        ).fetchall()
    assert [PERSONS[0] in bytes(raw).decode() for (raw,) in quarantined] == [True]
    current = catalogue.current(night.settings)
    assert current is not None
    assert current.manifest is not None
    assert {one.source_id for one in current.manifest.extracts} == set(SOURCES)


def test_no_planted_name_leaves_the_stores_of_raw_rows_in_a_night_of_dagster(night: Night) -> None:
    """Public files, logs, Dagster's storage, Data Docs, dbt's artefacts, all that was printed."""
    home = night.settings.home
    looked_at = {path.suffix for path in home.rglob("*") if path.is_file()}

    assert {".duckdb", ".json", ".html", ".db", ".sql", ".log"} <= looked_at
    assert any(home.glob("work/data_docs/**/*.html"))
    assert night.found() == []


def test_no_planted_name_is_said_by_any_command(night: Night) -> None:
    cases = next(path for path in (night.settings.inbox / CASES).iterdir())

    for arguments in (
        ["status"], ["status", "--json"], ["releases", "--json"], ["quarantine", "ls"],
        ["quarantine", "show", CASES], ["quarantine", "show", CASES, "--json"], ["verify"],
        ["drift", CASES, str(cases)], ["refresh", "--json"],
    ):  # fmt: skip
        assert night.safercities(*arguments) in (Exit.OK, Exit.FINDINGS), (
            arguments,
            night.said[-1],
        )

    assert night.found() == []


def test_no_planted_name_is_said_when_a_check_crashes_on_it(night: Night) -> None:
    """DuckDB's errors quote the cell they trip over; dbt writes them to its results and its log."""
    crash = night.settings.project / "tests" / "planted_crash.sql"
    crash.write_text(
        f"select edad from {{{{ source('{CASES}', 'homicides') }}}}"
        " where cast(edad as integer) > 150\n",
        encoding="utf-8",
    )
    try:
        code = night.safercities("refresh")
    finally:
        crash.unlink()

    assert code == Exit.GATE_REFUSED
    assert "could not evaluate planted_crash" in night.said[-1]
    assert night.found() == []


def test_the_stores_of_raw_rows_are_closed_to_others(night: Night) -> None:
    """Design, section 6; F63."""
    assert canary_kit.open_to_others(night.settings) == []


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("work/logs/a.log", PERSONS[0].encode("utf-16")),
        ("work/logs/b.log", f'"{PERSONS[1]}"'.encode("latin-1")),
        ("releases/c.html", PERSONS[1].encode("ascii", "xmlcharrefreplace")),
        ("releases/d.json.gz", gzip.compress(IDENTITY.encode(), mtime=0)),
    ],
)  # fmt: skip
def test_the_search_finds_a_name_in_any_dress(home: Settings, place: str, written: bytes) -> None:
    with duckdb.connect(str(home.landing)) as connection:
        connection.execute("create schema ledger")
    path = home.home / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written)

    assert [where for where, _ in canary_kit.found(home, "")] == [place]


def test_the_search_finds_a_name_in_a_database_and_not_in_the_archive(home: Settings) -> None:
    with duckdb.connect(str(home.landing)) as connection:
        connection.execute("create schema ledger")
        connection.execute(f"create table ledger.findings as select '{PERSONS[2]}' as message")
    public = home.releases / "2026-11-23.1" / "public"
    public.mkdir(parents=True)
    (home.archive / "a.csv").write_text(PERSONS[0], encoding="utf-8")
    with duckdb.connect(str(public / "warehouse.duckdb")) as connection:
        connection.execute(f"create table t as select '{PERSONS[0]}' as a from range(10_000)")

    assert {where for where, _ in canary_kit.found(home, "")} == {
        "releases/2026-11-23.1/public/warehouse.duckdb",
        "work/landing.duckdb: ledger",
    }
