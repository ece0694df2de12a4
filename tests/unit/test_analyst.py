"""What an analyst may do with a release, and what not."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import analyst, cli
from orchestration.errors import Damaged, Exit, UsageError
from orchestration.release import pointer, shell
from orchestration.release.manifest import ReleaseManifest
from orchestration.settings import PROJECT_ROOT

SQL = """
    create schema core; create schema meta;
    create table core.fct_offence as select * from (values
        (175, timestamp '2023-12-31', timestamp '2024-01-31'),
        (177, timestamp '2024-01-31', null)
    ) as t (value_count, known_from_at, known_to_at);
    comment on table core.fct_offence is 'One row is one cell.';
    create macro core.fct_offence_as_of(moment) as table select * from core.fct_offence
        where known_from_at <= moment and (known_to_at is null or known_to_at > moment);
    create table meta.release as select '{release_id}' as release_id;
    create table meta.columns as select * from (values
        ('core', 'fct_offence', 'value_count', 'INTEGER', 'count', 'How many.', 'Cuántos.'),
        ('meta', 'release', 'release_id', 'VARCHAR', '', 'The release.', 'La publicación.')
    ) as t (schema_name, table_name, column_name, data_type, unit, description_en, description_es);
"""
RELEASES = {
    "2026-11-01.1": datetime(2026, 11, 1, 2, tzinfo=UTC),
    "2026-11-02.1": datetime(2026, 11, 2, 2, tzinfo=UTC),
}
#: Faults S15, in SQL; each must be refused, on any connection of an analyst.
HOSTILE = (
    "select * from read_csv('/etc/passwd')",
    "select * from glob('/etc/*')",
    "attach '{folder}/other.duckdb'",
    "copy (select 1) to '{folder}/out.csv'",
    "create table core.mine as select 1",
    "drop table core.fct_offence",
    "install httpfs",
    "load httpfs",
    "set threads = 64",
    "set enable_external_access = true",
    "set lock_configuration = false",
)


@pytest.fixture
def two(home):
    """A home with two releases, made by hand; the later one is current."""
    for release_id, made in RELEASES.items():
        public = home.releases / release_id / "public"
        public.mkdir(parents=True)
        with duckdb.connect(str(public / "warehouse.duckdb")) as connection:
            connection.execute(SQL.format(release_id=release_id))
        manifest = ReleaseManifest(
            release_id=release_id, candidate_id="c", created_at=made, fingerprint="f",
            content_hash="h", is_synthetic=False, previous=None, extracts=(), tables=(),
            sources=(), findings=(), versions={},
        )  # fmt: skip
        (public / "release.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    pointer.flip(home, "2026-11-02.1")
    return home


def named(connection):
    return connection.execute("select release_id from meta.release").fetchone()[0]


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ("current", "2026-11-02.1"),
        ("2026-11-01.1", "2026-11-01.1"),
        ("2026-11-01", "2026-11-01.1"),
        (date(2026, 11, 30), "2026-11-02.1"),
        (datetime(2026, 11, 2, 1, 59, tzinfo=UTC), "2026-11-01.1"),
    ],
)
def test_a_release_is_found_by_name_and_by_the_moment_it_stood(two, release, expected):
    assert named(analyst.connect(two.home, release)) == expected


@pytest.mark.parametrize("release", ["2026-10-31", "2026-11-03.1", "newest", date(2020, 1, 1)])
def test_a_release_that_is_not_there_is_a_wrong_use(two, release):
    with pytest.raises(UsageError):
        analyst.connect(two.home, release)


def test_as_of_shows_what_publishers_had_said_by_then(two):
    ask = "select value_count from fct_offence"

    assert analyst.connect(two.home, as_of="2024-01-30").sql(ask).fetchall() == [(175,)]
    assert analyst.connect(two.home, as_of=date(2024, 1, 31)).sql(ask).fetchall() == [(177,)]
    assert analyst.connect(two.home, as_of="2023-01-01").sql(ask).fetchall() == []


def test_the_same_process_opens_a_release_twice_and_then_the_next_one(two):
    """F49: it must not go on seeing the old one."""
    pointer.flip(two, "2026-11-01.1")
    first, second = analyst.connect(two.home), analyst.connect(two.home)
    pointer.flip(two, "2026-11-02.1")
    third = analyst.connect(two.home)

    assert (named(first), named(second), named(third)) == (
        "2026-11-01.1",
        "2026-11-01.1",
        "2026-11-02.1",
    )


@pytest.mark.parametrize("statement", HOSTILE)
def test_nothing_reaches_the_host_or_changes_the_release(two, tmp_path, statement):
    """F65, S15; the second connection shares the doors of the first."""
    analyst.connect(two.home)
    connection = analyst.connect(two.home)

    with pytest.raises(duckdb.Error):
        connection.execute(statement.format(folder=tmp_path)).fetchall()
    assert connection.sql("select count(*) from core.fct_offence").fetchone() == (2,)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_tables_and_columns_describe_themselves(two):
    connection = analyst.connect(two.home)

    assert ("core.fct_offence", 2, "One row is one cell.") in analyst.list_tables(
        connection
    ).fetchall()
    assert analyst.describe("fct_offence", connection).fetchall() == [
        ("value_count", "INTEGER", "count", "How many.", "Cuántos.")
    ]


def test_without_a_connection_the_current_release_describes_itself(two, monkeypatch):
    monkeypatch.setenv("SAFERCITIES_HOME", str(two.home))

    assert len(analyst.list_tables().fetchall()) == 3
    assert analyst.describe("meta.release").fetchone()[0] == "release_id"


def test_an_unknown_table_is_answered_with_the_nearest(two):
    with pytest.raises(UsageError, match=r"Did you mean core\.fct_offence"):
        analyst.describe("fct_offense", analyst.connect(two.home))


def test_the_helper_imports_neither_dagster_nor_dbt_nor_pandas():
    heavy = ("dagster", "dbt", "pandas", "great_expectations", "sqlalchemy")
    code = (
        "import json, sys, orchestration.analyst;"
        f"print(json.dumps([name for name in {heavy} if name in sys.modules]))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )

    assert json.loads(loaded.stdout) == []


def test_connect_prints_the_line_that_opens_the_release_anywhere(two, monkeypatch):
    monkeypatch.setenv("SAFERCITIES_HOME", str(two.home))

    result = CliRunner().invoke(cli.app, ["connect", "--print", "--release", "2026-11-01.1"])

    assert result.exit_code == Exit.OK
    with duckdb.connect() as anywhere:
        anywhere.execute(result.stdout)
        assert anywhere.execute("select release_id from safer.meta.release").fetchone() == (
            "2026-11-01.1",
        )


def in_the_shell(settings, *lines):
    """What the shell of `safercities connect` says to some lines of input."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "connect", "--as-of", "2024-01-30"],
        cwd=PROJECT_ROOT,
        env={"SAFERCITIES_HOME": str(settings.home), "HOME": str(settings.home), "PATH": "/bin"},
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shell_answers_and_its_doors_to_the_host_are_shut(two, tmp_path):
    hostile = [statement.format(folder=tmp_path) + ";" for statement in HOSTILE]
    commands = [".shell touch {0}/a", ".system touch {0}/a", ".open {0}/b", ".output {0}/c",
                ".once {0}/d", ".cd {0}", ".read {0}/e"]  # fmt: skip

    result = in_the_shell(
        two,
        "select 'answer ' || value_count from fct_offence;",
        *hostile,
        *(command.format(tmp_path) for command in commands),
        "select 'still ' || count(*) from core.fct_offence;",
    )

    assert "answer 175" in result.stdout
    assert "still 2" in result.stdout
    assert "Connected to release 2026-11-02.1" in result.stderr
    assert result.stderr.count("Error") + result.stderr.count("-safe mode") == len(hostile) + len(
        commands
    )
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_shell_that_does_not_lock_itself_is_not_started(two):
    started = shell.arguments(two, two.releases / "2026-11-01.1" / "public" / "warehouse.duckdb")

    with pytest.raises(Damaged, match="does not lock itself"):
        shell.refuse_open([part for part in started if part != ".safe_mode"][:4])
