"""Bad data at the door a person uses, `safercities refresh` over a release, driven by the registry.

Belongs here: each case of `input_cases.py` that says how it is provoked at the door (F20-F44): its
exit code, its words, and what stands. Does not belong here: the cases of a single rule
(`test_bad_input.py`, `test_drift.py`, `test_plausibility.py`, `test_twins.py`).
"""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.contracts import discover
from orchestration.errors import Exit
from orchestration.extract.inbox import collect
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.release import catalogue
from orchestration.release.publish import environment_of
from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.faults.input_cases import CASES, InputCase

pytestmark = pytest.mark.faults

SOURCE, STATIONS = "mx_sesnsp_offences", "za_saps_stations_annual"
SOUND = "IDEFC_NM_nov2024__SYNTHETIC.csv"
LATER = "IDEFC_NM_dic2024__SYNTHETIC.csv"
AGAIN = "IDEFC_NM_nov2024__SYNTHETIC_again.csv"
PAGE = "<html><title>Sesión</title>".encode()
YEAR, STATE, JANUARY, FEBRUARY, MAY = 0, 1, 7, 8, 11

Rows = list[list[str]]


def rows_of(sound: bytes) -> Rows:
    """Header and rows."""
    return list(csv.reader(io.StringIO(sound.decode("cp1252"))))


def written(rows: Rows, encoding: str = "cp1252", delimiter: str = ",", end: str = "\n") -> bytes:
    """The rows as a file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue().encode(encoding)


def each(change: Callable[[list[str]], list[str]], every: int = 100) -> Callable[[Rows], Rows]:
    """Change one data row in so many."""
    return lambda rows: [
        rows[0], *(change(row) if i % every == 0 else row for i, row in enumerate(rows[1:]))
    ]  # fmt: skip


def put(column: int, value: str, every: int = 20) -> Callable[[Rows], Rows]:
    """Write one value into a column."""
    return each(lambda row: [*row[:column], value, *row[column + 1 :]], every)


def swapped(row: list[str]) -> list[str]:
    """Year and state change places."""
    return [row[STATE], row[YEAR], *row[2:]]


def shrunk(row: list[str]) -> list[str]:
    """The months of 2023 lose nine tenths."""
    if row[YEAR] != "2023":
        return row
    return [*row[:JANUARY], *(str(int(cell or 0) // 10) for cell in row[JANUARY:])]


def cumulated(row: list[str]) -> list[str]:
    """Months as year-to-date sums."""
    total, months = 0, []
    for cell in row[JANUARY:]:
        total += int(cell or 0)
        months.append(str(total) if cell else "")
    return [*row[:JANUARY], *months]


def without_may(row: list[str]) -> list[str]:
    """May 2024 is empty."""
    return [*row[:MAY], "", *row[MAY + 1 :]] if row[YEAR] == "2024" else row


def turned(rows: Rows) -> Rows:
    """The first row stands last."""
    return [rows[0], *rows[2:], rows[1]]


def quote(sound: bytes) -> bytes:
    """A stray quote opens five lines."""
    lines = sound.splitlines(keepends=True)
    for index in range(100, 1_100, 200):
        lines[index] = b'"' + lines[index]
    return b"".join(lines)


def of(change: Callable[[Rows], Rows], name: str = LATER) -> Callable[[bytes], tuple[str, bytes]]:
    """A later edition, changed."""
    return lambda sound: (name, written(change(rows_of(sound))))


def named(header: str, new: str) -> Callable[[Rows], Rows]:
    """The header says something else."""
    return lambda rows: [[new if cell == header else cell for cell in rows[0]], *rows[1:]]


PROVOKED: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "utf-8": lambda d: (LATER, written(rows_of(d), "utf-8")),
    "open quotes": lambda d: (LATER, quote(d)),
    "wide rows": of(each(lambda row: [*row, "surplus"], 200)),
    "semicolons": lambda d: (LATER, written(rows_of(d), delimiter=";")),
    "notes": of(lambda rows: [*rows, *([f"Nota {i}", *[""] * 18] for i in range(9))]),
    "swapped values": of(each(swapped, 10)),
    "renamed column": of(named("Clave_Ent", "Clave Entidad")),
    "lost column": of(lambda rows: [row[:6] + row[7:] for row in rows]),
    "provisional mark": of(put(FEBRUARY, "12 (p)")),
    "point groups": of(put(FEBRUARY, "1.234")),
    "negative": of(put(FEBRUARY, "-4")),
    "year 2999": of(put(YEAR, "2999")),
    "unknown label": of(put(5, "Extorsión digital")),
    "a tenth": of(lambda rows: [rows[0], *rows[1::10]]),
    "lost month": of(each(without_may, 1)),
    "lost year": of(lambda rows: [row for row in rows if row[YEAR] != "2023"]),
    "shrunk year": of(each(shrunk, 1)),
    "cumulated": of(each(cumulated, 1)),
    "same bytes": lambda d: (AGAIN, d),
    "permuted": of(lambda rows: [rows[0], *rows[:0:-1]], AGAIN),
    "all packed": lambda d: (f"{AGAIN}.gz", gzip.compress(written(turned(rows_of(d))))),
    "other line ends": lambda d: (AGAIN, written(rows_of(d), end="\r")),
    "unknown name, empty": lambda _: ("informe SYNTHETIC.txt", b""),
    "unknown name, page": lambda _: ("informe SYNTHETIC.aspx", PAGE),
}  # fmt: skip
AT_THE_DOOR = [case for case in CASES if case.door]


@pytest.fixture(scope="module")
def published(
    sample_release: tuple[Settings, RefreshReport], tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A copy of a home with a release, to which bad files are brought one after the other."""
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(sample_release[0].home, home, symlinks=True)
    return Settings(home=home)


def provoked(case: InputCase, samples: Path) -> tuple[str, bytes]:
    """Name and bytes of the bad file."""
    if case.door == "another source":
        return LATER, (samples / STATIONS / "Berea__SYNTHETIC.csv").read_bytes()
    return PROVOKED[case.door]((samples / SOURCE / SOUND).read_bytes())


@pytest.mark.parametrize("case", AT_THE_DOOR, ids=lambda case: f"{case.fault} {case.door}")
def test_a_refresh_ends_as_the_registry_says(
    published: Settings, samples: Path, tmp_path: Path, case: InputCase
) -> None:
    before = catalogue.current(published)
    assert before is not None
    name, data = provoked(case, samples)
    (tmp_path / SOURCE).mkdir()
    (tmp_path / SOURCE / name).write_bytes(data)
    result = CliRunner(env=environment_of(published)).invoke(
        app, ["refresh", "--source", SOURCE, "--inbox", str(tmp_path)]
    )
    lines = result.stderr.strip().splitlines()
    assert result.exit_code == case.exit_code, result.stderr
    said = [line for line in lines if case.words in line]
    assert said, result.stderr
    found = [line for line in lines if ", new] " in line]
    if case.exit_code == Exit.FINDINGS:
        (line,) = found
        assert line.startswith(f"[refused, new] {SOURCE} {case.fault}: ")
        assert case.words in line
        assert name.removesuffix(".gz") in line
        assert lines[lines.index(line) + 1].startswith("  "), "no next step"
        assert lines[-1].startswith(f"Nothing new since {before.release_id}. 1 new findings")
    else:
        assert found == []
        assert lines[-1] == f"Nothing new since {before.release_id}."
    after = catalogue.current(published)
    assert after is not None
    assert after.release_id == before.release_id


def test_every_provocation_is_asked_for() -> None:
    assert {case.door for case in AT_THE_DOOR} == {*PROVOKED, "another source"}


def test_a_file_of_any_source_in_the_inbox_of_any_other_is_told_by_its_header(
    home: Settings, samples: Path
) -> None:
    """F44, for all pairs of sources of the project."""
    contracts, _ = discover(home.project)
    one_of: dict[str, tuple[str, bytes]] = {}
    for source_id in contracts:
        path = next(p for p in sorted((samples / source_id).rglob("*")) if p.is_file())
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        one_of[source_id] = (path.name.removesuffix(".gz"), plain)
    with Landing(home) as landing:
        prepare_landing(landing, contracts.values())
        for source_id, declared in contracts.items():
            folder = home.inbox / source_id
            folder.mkdir(parents=True)
            strangers = {other: one_of[other] for other in contracts if other != source_id}
            for name, data in strangers.values():
                (folder / name).write_bytes(data)
            found = collect(home, declared, home.inbox)
            load = load_source(home, landing, declared, collected=found.refused + found.warnings)
            assert (load.extracts, load.warnings) == (0, [])
            said = {finding.file_name: finding for finding in load.refused}
            for other, (name, _) in strangers.items():
                assert said[name].fault == "F44"
                assert f"looks like {other}, dropped in" in said[name].message


def test_the_later_of_two_overlapping_extracts_gives_the_whole_period(
    sample_release: tuple[Settings, RefreshReport], samples: Path
) -> None:
    """F39: both editions report January and February 2024; what changed is a revision."""
    folder = samples / SOURCE
    both = [rows_of((folder / f"IDEFC_NM_{month}__SYNTHETIC.csv").read_bytes())[1:]
            for month in ("feb2024", "nov2024")]  # fmt: skip
    earlier, later = (
        {tuple(row[:JANUARY]): row for row in rows if row[YEAR] == "2024" and row[STATE] == "22"}
        for rows in both
    )
    settings, report = sample_release
    database = settings.releases / str(report.release_id) / "public" / "warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        for month, column in (("2024-01", JANUARY), ("2024-02", FEBRUARY)):
            found = connection.execute(
                "select sum(value_count) from core.fct_offence join core.dim_period using"
                " (period_id) where source_id = ? and area_id = 'MEX:state:22' and known_to_at is"
                " null and grain_code = 'month' and strftime(period_start, '%Y-%m') = ?",
                [SOURCE, month],
            ).fetchone()
            assert found == (sum(int(row[column] or 0) for row in later.values()),)
        revised = connection.execute(
            "select count(*) from meta.revisions join core.dim_period using (period_id)"
            " where source_id = ? and area_id = 'MEX:state:22' and known_from_at >= '2024-11-30'"
            " and strftime(period_start, '%Y-%m') between '2024-01' and '2024-02'",
            [SOURCE],
        ).fetchone()
    changed = sum(
        int(later[key][column] or 0) != int(earlier[key][column] or 0)
        for key in later.keys() & earlier.keys()
        for column in (JANUARY, FEBRUARY)
    )
    assert revised == (changed,)
